//! What a person does with connections: add, change, test, give a key, drop a tokenizer.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::connections::Preset;
use super::keys::CheckState;
use super::view::Tone;
use crate::browser::fetch::FetchTransport;
use crate::browser::{file, location, page, permission, random};
use crate::domain::connection::{Connection, normalize_base_url};
use crate::domain::failure::{Context, Explanation, Failure, Page, explain};
use crate::domain::history::ConnectionRecord;
use crate::domain::id::ConnectionId;
use crate::engine::wire::ReplyBody;
use crate::runner::models::list_models;

/// The largest `tokenizer.json` that is read.
const MOST_TOKENIZER_BYTES: u64 = 32_000_000;

impl AppState {
    /// Makes a connection from a preset; it is tested when the person asks.
    pub fn add_connection(&self, preset: Preset) {
        self.put_connection(preset.connection(ConnectionId(random::new_id())));
        self.view.announcement.set(format!("Connection {} added.", preset.label));
    }

    /// Keeps a connection here and in the store.
    pub fn put_connection(&self, connection: Connection) {
        let this = *self;
        let record = ConnectionRecord::from(&connection);
        self.connections.put(connection);
        spawn_local(async move {
            let Some(store) = this.documents.store() else { return };
            if let Err(error) = store.save_connection(&record).await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }

    /// Removes a connection and its key.
    pub fn remove_connection(&self, id: &ConnectionId) {
        let (this, id) = (*self, id.clone());
        self.connections.remove(&id);
        spawn_local(async move {
            let forgotten = this.keys.forget(&id).await.map_err(|e| e.to_string());
            let deleted = match this.documents.store() {
                Some(store) => store.delete_connection(&id.0).await.map_err(|e| e.to_string()),
                None => Ok(()),
            };
            if let Err(sentence) = forgotten.and(deleted) {
                this.view.say(Tone::Danger, sentence);
            }
        });
    }

    /// Takes an address as it was typed. Another origin needs its own key: the one before does not go there.
    ///
    /// # Errors
    /// A sentence when no request can be sent to it.
    pub fn set_address(&self, id: &ConnectionId, typed: &str) -> Result<(), String> {
        if let Some(mut connection) = self.connections.find(id) {
            let base_url = normalize_base_url(typed, connection.protocol).map_err(|error| error.to_string())?;
            if connection.base_url != base_url {
                connection.models.clear();
                self.keys.set_check_state(id, CheckState::Unknown);
            }
            connection.base_url = base_url;
            self.put_connection(connection);
        }
        Ok(())
    }

    pub fn save_key(&self, id: &ConnectionId, typed: &str) {
        let (this, typed) = (*self, typed.to_owned());
        let Some(connection) = self.connections.find(id) else { return };
        spawn_local(async move {
            match this.keys.set(&connection, &typed).await {
                Ok(()) => this.view.say(Tone::Ok, format!("Key for {} saved.", connection.label)),
                Err(sentence) => this.view.say(Tone::Danger, sentence),
            }
        });
    }

    pub fn forget_key(&self, id: &ConnectionId) {
        let (this, id) = (*self, id.clone());
        spawn_local(async move {
            if let Err(error) = this.keys.forget(&id).await {
                this.view.say(Tone::Danger, error.to_string());
            }
        });
    }

    pub fn forget_keys(&self) {
        let this = *self;
        spawn_local(async move {
            match this.keys.forget_all().await {
                Ok(()) => this.view.say(Tone::Ok, "All keys are forgotten."),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Unlocks the device's keys.
    pub fn unlock_keys(&self, passphrase: String) {
        let this = *self;
        spawn_local(async move {
            match this.keys.unlock(&passphrase).await {
                Ok(()) => this.view.say(Tone::Ok, "Keys unlocked."),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Locks the device's keys with a passphrase, or, with an empty one, no longer.
    pub fn lock_keys(&self, passphrase: String) {
        let this = *self;
        spawn_local(async move {
            let passphrase = Some(passphrase.as_str()).filter(|p| !p.is_empty());
            let words = if passphrase.is_some() {
                "Keys on this device now need the passphrase after each start."
            } else {
                "Keys on this device need no passphrase."
            };
            match this.keys.set_passphrase(passphrase).await {
                Ok(()) => this.view.say(Tone::Ok, words),
                Err(error) => this.view.say(Tone::Danger, error.to_string()),
            }
        });
    }

    /// Asks the endpoint for its models: shows whether it answers, and fills the picker.
    pub fn check_connection(&self, id: &ConnectionId) {
        let this = *self;
        let Some(connection) = self.connections.find(id) else { return };
        self.keys.set_check_state(id, CheckState::Checking);
        spawn_local(async move {
            let state =
                match list_models(&FetchTransport::new(this.keys.store(), connection.id.clone()), &connection).await {
                    Ok(listed) => {
                        let state = CheckState::Works { models: listed.len() };
                        let contexts = listed.iter().filter_map(|m| Some((m.id.clone(), m.context?))).collect();
                        let models = listed.into_iter().map(|model| model.id).collect();
                        this.put_connection(Connection { models, contexts, ..connection.clone() });
                        this.view.announcement.set(format!("{} answers.", connection.label));
                        state
                    }
                    Err(failure) => {
                        let explanation = this.explain_for(&connection, "", &failure).await;
                        this.view.announcement.set(format!("{}: {}.", connection.label, explanation.title));
                        CheckState::Fails(explanation)
                    }
                };
            this.keys.set_check_state(&connection.id, state);
        });
    }

    /// What happened to a request of a connection and what to do about it.
    pub async fn explain_for(&self, connection: &Connection, model: &str, failure: &Failure) -> Explanation {
        let network = if connection.is_loopback() { permission::Network::Loopback } else { permission::Network::Local };
        let permission = permission::network_permission(network).await;
        let origin = location::origin();
        let page = Page {
            origin: &origin,
            local_network: permission.name(),
            is_safari: page::is_safari(),
            is_offline: page::is_offline(),
        };
        let has_key = untrack(|| self.keys.hint(connection)).is_some();
        explain(failure, Context { connection, model, page, has_key })
    }

    /// Gives a connection a tokenizer of the person's own.
    pub fn load_tokenizer(&self, id: &ConnectionId, file: web_sys::File) {
        let (this, id) = (*self, id.clone());
        spawn_local(async move {
            let name = file.name();
            let bytes = match file::read_bytes(&file, MOST_TOKENIZER_BYTES).await {
                Ok(bytes) => bytes,
                Err(error) => return this.view.say(Tone::Danger, error.to_string()),
            };
            let buffer = js_sys::Uint8Array::from(bytes.as_slice()).buffer();
            match this.engine.load_tokenizer(name.clone(), buffer).await {
                Ok(ReplyBody::TokenizerLoaded { name }) => {
                    this.view.say(Tone::Ok, format!("{name} counts for this connection now."));
                    this.connections.set_tokenizer(&id, name);
                }
                Ok(ReplyBody::Refused { reason }) => this.view.say(Tone::Danger, format!("{name}: {reason}")),
                Ok(_) => {}
                Err(failure) => this.view.say(Tone::Danger, failure.to_string()),
            }
        });
    }
}
