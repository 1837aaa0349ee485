//! What can be told before any request is made.

use super::{Cause, Observed, Permission, Surroundings};
use crate::domain::endpoint::Scheme;

/// The cause that already stands, so that asking is of no use; `None` = ask. [`Cause::PermissionNeeded`] stands until the person agrees.
pub fn before_asking(around: &Surroundings<'_>, seen: &Observed) -> Option<Cause> {
    let Ok(endpoint) = around.connection.endpoint() else { return Some(Cause::BadAddress) };
    if !endpoint.is_private() {
        return seen.is_offline.then_some(Cause::Offline);
    }
    let (plain, loopback) = (endpoint.scheme == Scheme::Http, endpoint.is_loopback());
    // The page's policy allows https everywhere and plain http to this machine, which it can't name by an IPv6 address.
    let is_named = endpoint.host == "localhost" || endpoint.host == "127.0.0.1";
    if plain && loopback && !is_named {
        return Some(Cause::PagePolicy);
    }
    if plain && !loopback {
        return Some(if around.page_is_https() { Cause::MixedContent } else { Cause::PagePolicy });
    }
    if plain && around.page_is_https() && around.is_safari {
        return Some(Cause::SafariLoopback);
    }
    // A page of this machine needs no permission for this machine.
    match seen.permission.filter(|_| !around.page_is_local()) {
        Some(Permission::Denied) => Some(Cause::PermissionDenied),
        Some(Permission::Prompt) => Some(Cause::PermissionNeeded),
        _ => None,
    }
}
