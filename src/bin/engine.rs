//! The engine's Web Worker: announces itself, answers the page's requests, fetches vocabularies. What it answers is `nshot::engine`.

#[cfg(target_arch = "wasm32")]
mod worker {
    use std::cell::RefCell;
    use std::rc::Rc;

    use js_sys::{Array, ArrayBuffer, Uint8Array};
    use nshot::engine::Engine;
    use nshot::engine::wire::{Outgoing, Reply, ReplyBody, Request, UNREADABLE};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Response};

    type Shared = Rc<RefCell<Engine>>;

    /// Listens for requests and says that it does.
    pub fn start() {
        std::panic::set_hook(Box::new(|panic| {
            console_error_panic_hook::hook(panic);
            post(&Outgoing::Crashed { reason: "an error inside it".to_owned() });
        }));
        let engine = Shared::default();
        let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            answer(&engine, &event.data());
            fetch_wanted(&engine);
        });
        scope().set_onmessage(Some(receive.as_ref().unchecked_ref()));
        // The worker listens as long as it lives.
        receive.forget();
        post(&Outgoing::Ready);
    }

    fn scope() -> DedicatedWorkerGlobalScope {
        js_sys::global().unchecked_into()
    }

    fn post(outgoing: &Outgoing) {
        if let Ok(text) = serde_json::to_string(outgoing) {
            // Fails only for what can't be cloned; text can.
            let _ = scope().post_message(&JsValue::from_str(&text));
        }
    }

    /// A request is its text, or its text and bytes.
    fn answer(engine: &Shared, message: &JsValue) {
        let (text, bytes) = match message.dyn_ref::<Array>() {
            Some(pair) => (pair.get(0).as_string(), pair.get(1).dyn_into::<ArrayBuffer>().ok()),
            None => (message.as_string(), None),
        };
        let bytes = bytes.map(|buffer| Uint8Array::new(&buffer).to_vec());
        let reply = match serde_json::from_str::<Request>(&text.unwrap_or_default()) {
            Ok(Request { id, body }) => Reply { id, body: engine.borrow_mut().answer(body, bytes.as_deref()) },
            Err(error) => {
                let reason = format!("The request can't be read: {error}. Reload the page.");
                Reply { id: UNREADABLE, body: ReplyBody::Refused { reason } }
            }
        };
        post(&Outgoing::Reply(reply));
    }

    fn fetch_wanted(engine: &Shared) {
        while let Some(stem) = engine.borrow_mut().wanted_vocabulary() {
            let engine = engine.clone();
            spawn_local(async move {
                let file = fetch(stem).await.map_err(|error| {
                    let cause =
                        error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into());
                    format!(
                        "The vocabulary {stem} could not be loaded. Check the connection and reload the page. {cause}"
                    )
                    .trim_end()
                    .to_owned()
                });
                let news = engine.borrow_mut().vocabulary_came(stem, file);
                post(&Outgoing::News(news));
            });
        }
    }

    async fn fetch(stem: &str) -> Result<Vec<u8>, JsValue> {
        let response: Response =
            JsFuture::from(scope().fetch_with_str(&format!("vocabularies/{stem}.bin"))).await?.dyn_into()?;
        if !response.ok() {
            return Err(js_sys::Error::new(&format!("The host answered with status {}.", response.status())).into());
        }
        let buffer = JsFuture::from(response.array_buffer()?).await?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
