//! Connections of this device: the list, what each is, and the models that its endpoint lists.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::domain::connection::{Connection, Protocol};
use crate::domain::id::ConnectionId;

pub use crate::domain::preset::{OUT_OF_REACH, PRESETS, Place, Preset};

/// The connections, the built-in one first.
#[derive(Clone, Copy)]
pub struct ConnectionState {
    list: RwSignal<Vec<Connection>>,
    /// Names of the tokenizer files that the engine holds for connections.
    tokenizers: RwSignal<HashMap<ConnectionId, String>>,
}

impl ConnectionState {
    pub fn new() -> Self {
        Self { list: RwSignal::new(vec![Connection::dry_run()]), tokenizers: RwSignal::new(HashMap::new()) }
    }

    pub fn list(&self) -> ReadSignal<Vec<Connection>> {
        self.list.read_only()
    }

    /// The connection, untracked; `None` when it was removed.
    pub fn find(&self, id: &ConnectionId) -> Option<Connection> {
        self.list.with_untracked(|all| all.iter().find(|c| c.id == *id).cloned())
    }

    /// Name for people; says so when the document names a connection that this device does not have.
    pub fn label(&self, id: &ConnectionId) -> String {
        self.with(id, |c| c.label.clone()).unwrap_or_else(|| "no connection".to_owned())
    }

    /// Catalog provider whose prices and tokenizer hold.
    pub fn provider(&self, id: &ConnectionId) -> Option<String> {
        self.with(id, |c| c.provider.clone()).flatten()
    }

    pub fn protocol(&self, id: &ConnectionId) -> Option<Protocol> {
        self.with(id, |c| c.protocol)
    }

    /// The tokenizer file that counts for a connection's models.
    pub fn tokenizer(&self, id: &ConnectionId) -> Option<String> {
        self.tokenizers.with(|all| all.get(id).cloned())
    }

    pub fn set_tokenizer(&self, id: &ConnectionId, name: String) {
        self.tokenizers.update(|all| {
            all.insert(id.clone(), name);
        });
    }

    /// Takes what was stored, behind the built-in connection.
    pub fn restore(&self, stored: Vec<Connection>) {
        self.list.update(|all| {
            all.truncate(1);
            all.extend(stored.into_iter().filter(|c| !c.id.is_dry_run()));
        });
    }

    /// Adds a connection, or replaces the one with its id.
    pub fn put(&self, connection: Connection) {
        self.list.update(|all| match all.iter_mut().find(|c| c.id == connection.id) {
            Some(old) => *old = connection,
            None => all.push(connection),
        });
    }

    pub fn remove(&self, id: &ConnectionId) {
        self.list.update(|all| all.retain(|c| c.id != *id || c.id.is_dry_run()));
    }

    fn with<T>(&self, id: &ConnectionId, read: impl FnOnce(&Connection) -> T) -> Option<T> {
        self.list.with(|all| all.iter().find(|c| c.id == *id).map(read))
    }
}

impl Default for ConnectionState {
    fn default() -> Self {
        Self::new()
    }
}
