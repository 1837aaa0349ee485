//! Keys: kept by the key store, seen here only as a hint of their last characters.

use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::indexed_db::IndexedDb;
pub use crate::browser::key_store::Remember;
use crate::browser::key_store::{KeyError, KeyStore, Restored};
use crate::domain::connection::Connection;
use crate::domain::failure::Explanation;
use crate::domain::id::ConnectionId;
use crate::runner::ports::ApiKey;

/// What is known of a connection's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CheckState {
    #[default]
    Unknown,
    Checking,
    Works {
        models: usize,
    },
    Fails(Explanation),
}

/// The keys of this page and how new ones are kept.
#[derive(Clone, Copy)]
pub struct KeyState {
    store: StoredValue<Rc<KeyStore>, LocalStorage>,
    /// Goes up whenever a key came or went.
    changes: RwSignal<u32>,
    pub remember: RwSignal<Remember>,
    /// Keys of this device wait for their passphrase.
    pub locked: RwSignal<bool>,
    checks: RwSignal<HashMap<ConnectionId, CheckState>>,
}

impl KeyState {
    pub fn new() -> Self {
        Self {
            store: StoredValue::new_local(Rc::new(KeyStore::new(None))),
            changes: RwSignal::new(0),
            remember: RwSignal::new(Remember::Page),
            locked: RwSignal::new(false),
            checks: RwSignal::new(HashMap::new()),
        }
    }

    /// The store, for the transport.
    pub fn store(&self) -> Rc<KeyStore> {
        self.store.get_value()
    }

    /// Brings back what this tab and this device remember.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn restore(&self, database: IndexedDb) -> Result<(), KeyError> {
        let store = Rc::new(KeyStore::new(Some(database)));
        let restored = store.restore().await;
        self.store.set_value(store);
        self.locked.set(matches!(restored, Ok(Restored::Locked)));
        self.changed();
        restored.map(|_| ())
    }

    /// The last characters of a connection's key and how it is kept; `None` = there is none for its present origin.
    pub fn hint(&self, connection: &Connection) -> Option<(String, Remember)> {
        self.changes.track();
        self.store().hint(&connection.id, &connection.origin()?)
    }

    /// Keeps a key for the connection's present origin.
    ///
    /// # Errors
    /// A sentence. The key then still works until the page is reloaded.
    pub async fn set(&self, connection: &Connection, typed: &str) -> Result<(), String> {
        let origin = connection.origin().ok_or("Enter the base URL first: a key is bound to its address.")?;
        let key = ApiKey::new(typed).ok_or("There is no key in the field.")?;
        let remember = self.remember.get_untracked();
        let kept = self.store().set(&connection.id, &origin, key, remember).await;
        self.changed();
        kept.map_err(|error| error.to_string())
    }

    /// Forgets a connection's key everywhere.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn forget(&self, id: &ConnectionId) -> Result<(), KeyError> {
        let forgotten = self.store().forget(id).await;
        self.changed();
        forgotten
    }

    /// Forgets every key everywhere.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn forget_all(&self) -> Result<(), KeyError> {
        let forgotten = self.store().forget_all().await;
        self.locked.set(false);
        self.changed();
        forgotten
    }

    /// Brings back keys that are locked with a passphrase.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn unlock(&self, passphrase: &str) -> Result<(), KeyError> {
        self.store().unlock(passphrase).await?;
        self.locked.set(false);
        self.changed();
        Ok(())
    }

    /// Locks the device's keys with a passphrase from now on; `None` = no longer.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn set_passphrase(&self, passphrase: Option<&str>) -> Result<(), KeyError> {
        self.store().set_passphrase(passphrase).await
    }

    pub fn check_state(&self, id: &ConnectionId) -> CheckState {
        self.checks.with(|all| all.get(id).cloned().unwrap_or_default())
    }

    pub fn set_check_state(&self, id: &ConnectionId, state: CheckState) {
        self.checks.update(|all| {
            all.insert(id.clone(), state);
        });
    }

    fn changed(&self) {
        self.changes.update(|n| *n = n.wrapping_add(1));
    }
}

impl Default for KeyState {
    fn default() -> Self {
        Self::new()
    }
}
