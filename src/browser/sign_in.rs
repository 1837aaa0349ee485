//! The browser's part of a sign-in elsewhere: what this tab must remember until the person comes back, and going there. It lies in
//! `sessionStorage`, is taken out at the first look, and is of no use to anybody without the code that comes back to this tab.

use js_sys::Uint8Array;
use web_sys::Storage;

use super::js;
use crate::domain::id::ConnectionId;

const NAME: &str = "nshot-sign-in";

/// A sign-in that was begun in this tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub state: String,
    pub verifier: String,
    pub connection: ConnectionId,
    /// How the key is to be kept, in a word of the caller's.
    pub keep: String,
}

/// 32 bytes from the browser's cryptographic generator; `None` = it has none, and then there is no sign-in.
pub fn random_bytes() -> Option<Vec<u8>> {
    let mut bytes = [0_u8; 32];
    js::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(Uint8Array::from(bytes.as_slice()).to_vec())
}

/// Remembers a sign-in in this tab; `false` = the browser remembers nothing.
pub fn remember(pending: &Pending) -> bool {
    let text = [pending.state.as_str(), &pending.verifier, &pending.connection.0, &pending.keep].join("\n");
    storage().is_some_and(|storage| storage.set_item(NAME, &text).is_ok())
}

/// Takes out what was remembered: it serves once.
pub fn take() -> Option<Pending> {
    let storage = storage()?;
    let text = storage.get_item(NAME).ok()??;
    // Removing can't fail once the storage could be had.
    let _ = storage.remove_item(NAME);
    let mut lines = text.split('\n').map(str::to_owned);
    Some(Pending {
        state: lines.next()?,
        verifier: lines.next()?,
        connection: ConnectionId(lines.next()?),
        keep: lines.next()?,
    })
}

/// Leaves this page for `url`; `false` = the browser refuses.
pub fn go(url: &str) -> bool {
    js::window().is_some_and(|window| window.location().assign(url).is_ok())
}

fn storage() -> Option<Storage> {
    js::window()?.session_storage().ok().flatten()
}
