//! Other tabs of the same page: one of them edits a document at a time, and each hears of saves.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::js;
use super::listener::Listener;
use crate::domain::history::DocumentId;

const CHANNEL: &str = "nshot";

/// What one tab tells the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TabMessage {
    /// A document was saved.
    Saved { document: DocumentId, rev: u64 },
    /// Connections or settings changed.
    SettingsChanged,
}

/// The line to other tabs.
pub struct Tabs {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Tabs {
    /// Opens the line; `None` where browsers have none. `on_message` hears other tabs, never this one.
    pub fn open(on_message: impl Fn(TabMessage) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let listener = Listener::new(&channel, "message", move |event: Event| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            // A tab of another version may say what this one does not know.
            if let Some(message) = text.and_then(|text| serde_json::from_str(&text).ok()) {
                on_message(message);
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Tells the other tabs.
    pub fn post(&self, message: &TabMessage) {
        if let Ok(text) = serde_json::to_string(message) {
            // Fails only on a closed channel, and this one is closed by its drop.
            let _ = self.channel.post_message(&text.into());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// How to claim a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Only when no other tab has it.
    IfFree,
    /// Take it from whichever tab has it.
    TakeOver,
}

/// The right of this tab to edit a document, given back when dropped or when the tab ends.
pub struct DocumentClaim {
    release: Rc<RefCell<Option<Function>>>,
    /// Called by the browser when the claim is decided.
    _on_granted: Closure<dyn FnMut(JsValue) -> JsValue>,
}

impl Drop for DocumentClaim {
    fn drop(&mut self) {
        if let Some(release) = self.release.borrow_mut().take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// What became of a claim.
pub enum ClaimOutcome {
    Held(DocumentClaim),
    /// Another tab has it.
    Taken,
    /// This browser has no locks; saves are guarded by their number alone.
    Unsupported,
}

/// Claims a document by a Web Lock. `on_lost` is called when another tab takes it over.
pub async fn claim(document: &DocumentId, how: Claim, on_lost: impl FnOnce() + 'static) -> ClaimOutcome {
    let Some(locks) = lock_manager() else { return ClaimOutcome::Unsupported };
    let release: Rc<RefCell<Option<Function>>> = Rc::default();
    let mut decided: Option<Function> = None;
    let decision = Promise::new(&mut |resolve, _| decided = Some(resolve));
    let on_granted = {
        let release = Rc::clone(&release);
        Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
            let granted = !lock.is_null() && !lock.is_undefined();
            if let Some(decided) = decided.take() {
                let _ = decided.call1(&JsValue::NULL, &granted.into());
            }
            if !granted {
                return JsValue::UNDEFINED;
            }
            // The lock is held until this promise resolves.
            Promise::new(&mut |resolve, _| *release.borrow_mut() = Some(resolve)).into()
        })
    };
    let Some(held) = request(&locks, document, how, on_granted.as_ref().unchecked_ref()) else {
        return ClaimOutcome::Unsupported;
    };
    let granted = JsFuture::from(decision).await.is_ok_and(|granted| granted.is_truthy());
    if !granted {
        return ClaimOutcome::Taken;
    }
    let watched = Rc::downgrade(&release);
    wasm_bindgen_futures::spawn_local(async move {
        // Rejected when another tab steals the lock; resolved when this one gives it back.
        if JsFuture::from(held).await.is_err() && watched.upgrade().is_some() {
            on_lost();
        }
    });
    ClaimOutcome::Held(DocumentClaim { release, _on_granted: on_granted })
}

fn lock_manager() -> Option<JsValue> {
    let navigator: JsValue = js::navigator()?.into();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined()).then_some(locks)
}

/// `navigator.locks.request(name, options, callback)`, which web-sys counts as unstable.
fn request(locks: &JsValue, document: &DocumentId, how: Claim, on_granted: &Function) -> Option<Promise> {
    let options = Object::new();
    let option = match how {
        Claim::IfFree => "ifAvailable",
        Claim::TakeOver => "steal",
    };
    Reflect::set(&options, &option.into(), &true.into()).ok()?;
    let request: Function = Reflect::get(locks, &"request".into()).ok()?.dyn_into().ok()?;
    let name = JsValue::from(format!("{CHANNEL}:{}", document.0));
    request.call3(locks, &name, &options, on_granted).ok()?.dyn_into().ok()
}
