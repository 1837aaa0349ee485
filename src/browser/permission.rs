//! Permission to reach servers on this machine or network, which Chrome 142 and later ask a person for (Chrome's documentation, 2026-11).

use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::PermissionStatus;

use super::js;

/// Where a request would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// This machine.
    Loopback,
    /// Other private addresses.
    Local,
}

/// What the browser will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PermissionState {
    Granted,
    /// The first request makes the browser ask.
    Prompt,
    Denied,
    /// The browser has no such permission and lets requests through or not by its own rules.
    NotAsked,
}

impl PermissionState {
    /// The word that browsers use; `None` where there is no such permission.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Granted => Some("granted"),
            Self::Prompt => Some("prompt"),
            Self::Denied => Some("denied"),
            Self::NotAsked => None,
        }
    }
}

/// Looks up the permission without asking for it.
pub async fn network_permission(network: Network) -> PermissionState {
    let name = match network {
        Network::Loopback => "loopback-network",
        Network::Local => "local-network",
    };
    let Some(status) = query(name).await else { return PermissionState::NotAsked };
    match Reflect::get(&status, &"state".into()).ok().and_then(|state| state.as_string()).as_deref() {
        Some("granted") => PermissionState::Granted,
        Some("denied") => PermissionState::Denied,
        Some("prompt") => PermissionState::Prompt,
        _ => PermissionState::NotAsked,
    }
}

async fn query(name: &str) -> Option<PermissionStatus> {
    let permissions = js::navigator()?.permissions().ok()?;
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &name.into()).ok()?;
    // Browsers that don't know the name reject the query.
    JsFuture::from(permissions.query(&descriptor).ok()?).await.ok().map(JsCast::unchecked_into)
}
