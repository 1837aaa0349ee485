//! Signing in with OpenRouter: off to its page and back with a code that buys a key for this browser. The verifier lies in this tab only, the code is
//! taken out of the address before anything else happens, and a return that this tab did not start changes nothing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::keys::Remember;
use super::view::Tone;
use crate::browser::fetch::KeylessTransport;
use crate::browser::location;
use crate::browser::sign_in::{self, Pending};
use crate::domain::connection::Connection;
use crate::domain::failure::Failure;
use crate::domain::id::ConnectionId;
use crate::provider::sign_in as protocol;
use crate::runner::ports::{Body, Transport};

impl AppState {
    /// Whether a connection's key can be had by signing in.
    pub fn can_sign_in(&self, connection: &Connection) -> bool {
        connection.origin().as_deref() == Some(protocol::ORIGIN)
    }

    /// Leaves for OpenRouter's page; the document is saved before.
    pub fn sign_in(&self, connection: &ConnectionId) {
        let bytes = sign_in::random_bytes().zip(sign_in::random_bytes());
        let Some((state, verifier)) = bytes else {
            return self.view.say(
                Tone::Danger,
                "This browser has no secure random numbers, so there is no sign-in. Paste a key instead.",
            );
        };
        let pending = Pending {
            state: protocol::from_random(&state),
            verifier: protocol::from_random(&verifier),
            connection: connection.clone(),
            keep: word(self.keys.remember.get_untracked()).to_owned(),
        };
        if !sign_in::remember(&pending) {
            return self
                .view
                .say(Tone::Danger, "This tab can't remember the sign-in while you are away. Paste a key instead.");
        }
        let url = protocol::agree_url(&location::bare_url(), &pending.state, &pending.verifier);
        if !sign_in::go(&url) {
            self.view.say(Tone::Danger, "The browser did not open OpenRouter's page.");
        }
    }

    /// Takes the code out of the address, if the person came back with one, and buys the key. Connections are read by now.
    pub fn finish_sign_in(&self) {
        let Some(came) = protocol::read_return(&location::query()) else { return };
        location::clear_query();
        let pending = sign_in::take().filter(|pending| pending.state == came.state);
        let Some(pending) = pending else {
            return self
                .view
                .say(Tone::Danger, "A sign-in came back that this tab did not start. Nothing was changed.");
        };
        let Some(code) = came.code else {
            return self.view.say(Tone::Danger, "OpenRouter gave no key: the sign-in was not agreed to.");
        };
        let this = *self;
        spawn_local(async move {
            let words = match buy_key(&code, &pending.verifier).await {
                Ok(key) => this.keep_bought_key(&pending, &key).await,
                Err(failure) => Err(format!("OpenRouter gave no key: {} Sign in again.", failure.detail)),
            };
            match words {
                Ok(words) => this.view.say(Tone::Ok, words),
                Err(words) => this.view.say(Tone::Danger, words),
            }
        });
    }

    async fn keep_bought_key(&self, pending: &Pending, key: &str) -> Result<String, String> {
        let connection = self.connections.find(&pending.connection);
        let connection = connection
            .filter(|c| self.can_sign_in(c))
            .ok_or("The connection of this sign-in is gone. Add OpenRouter and sign in again.")?;
        self.keys.remember.set(remember(&pending.keep));
        self.keys.set(&connection, key).await?;
        Ok(format!("Signed in: “{}” has its key.", connection.label))
    }
}

async fn buy_key(code: &str, verifier: &str) -> Result<String, Failure> {
    let mut response = KeylessTransport.send(&protocol::exchange(code, verifier)).await?;
    let mut bytes = Vec::new();
    while let Some(more) = response.body.chunk().await? {
        bytes.extend(more);
    }
    protocol::read_key(response.status, &String::from_utf8_lossy(&bytes))
}

fn word(remember: Remember) -> &'static str {
    match remember {
        Remember::Page => "page",
        Remember::Tab => "tab",
        Remember::Device => "device",
    }
}

fn remember(word: &str) -> Remember {
    match word {
        "tab" => Remember::Tab,
        "device" => Remember::Device,
        _ => Remember::Page,
    }
}
