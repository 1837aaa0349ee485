//! A look at an address without reading it (`no-cors`): it carries no key, no cookie and no referrer, and tells only whether anything answers.

use wasm_bindgen_futures::JsFuture;
use web_sys::{ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::js;
use crate::runner::ports::Probe;

/// Looks with `fetch`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchProbe;

impl Probe for FetchProbe {
    async fn answers(&self, url: &str) -> bool {
        let Some(window) = js::window() else { return false };
        let init = RequestInit::new();
        init.set_method("GET");
        init.set_mode(RequestMode::NoCors);
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        init.set_cache(RequestCache::NoStore);
        JsFuture::from(window.fetch_with_str_and_init(url, &init)).await.is_ok()
    }
}
