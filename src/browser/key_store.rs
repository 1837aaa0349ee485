//! API keys: the only place that holds them. In memory by default; on request for this tab (`sessionStorage`) or, encrypted, on this
//! device. Each key is bound to a connection *and* to the origin that the person gave it for; changing a connection's address loses it.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Reflect, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, Storage};

use super::indexed_db::{Durability, IndexedDb, Store, StoreError};
use super::js;
use super::random::new_id;
use super::vault::{self, Sealed, VaultError};
use crate::domain::id::ConnectionId;
use crate::runner::ports::ApiKey;

/// Names of keys in `sessionStorage` and of records in the secret store begin with this.
const PREFIX: &str = "nshot-key/";
/// The record that holds the device's own key, or the salt of the passphrase, and an id that changes with either.
const VAULT: &str = "vault";
/// What a passphrase is checked against.
const CHECK: &str = "nshot";

/// How long a key is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remember {
    /// Until the page is reloaded or closed.
    Page,
    /// Until the tab is closed.
    Tab,
    /// Encrypted, until it is forgotten.
    Device,
}

/// Why a key was not remembered or brought back.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("Keys can't be remembered on this device: the browser stores nothing for this page.")]
    NoStorage,
    #[error("The remembered keys are locked. Type the passphrase first.")]
    Locked,
    #[error("This is not the passphrase that the keys were locked with.")]
    WrongPassphrase,
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`KeyStore::restore`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// Every remembered key is there again.
    All,
    /// Keys of this device wait for [`KeyStore::unlock`].
    Locked,
}

struct Held {
    origin: String,
    key: ApiKey,
    remember: Remember,
}

/// The keys of this page.
#[derive(Default)]
pub struct KeyStore {
    held: RefCell<HashMap<ConnectionId, Held>>,
    database: Option<IndexedDb>,
    device: RefCell<Option<Device>>,
}

/// What remembered keys are encrypted with, once it is known.
#[derive(Clone)]
struct Device {
    /// The id of the vault record that the key belongs to: another tab may have changed it since.
    vault: String,
    key: CryptoKey,
}

impl KeyStore {
    /// A store without keys; `None` = nothing can be remembered on this device.
    pub fn new(database: Option<IndexedDb>) -> Self {
        Self { database, ..Self::default() }
    }

    /// The key of a connection, if it was given for this origin.
    pub fn key(&self, connection: &ConnectionId, origin: &str) -> Option<ApiKey> {
        self.held.borrow().get(connection).filter(|held| held.origin == origin).map(|held| held.key.clone())
    }

    /// How a person recognizes the key of a connection, and how long it is remembered.
    pub fn hint(&self, connection: &ConnectionId, origin: &str) -> Option<(String, Remember)> {
        let held = self.held.borrow();
        held.get(connection).filter(|held| held.origin == origin).map(|held| (held.key.hint(), held.remember))
    }

    /// Keeps a key for a connection and the origin it is typed in for, in place of the one before. It works in this page even when it
    /// can't be remembered.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn set(
        &self,
        connection: &ConnectionId,
        origin: &str,
        key: ApiKey,
        remember: Remember,
    ) -> Result<(), KeyError> {
        self.forget(connection).await?;
        let held = Held { origin: origin.to_owned(), key: key.clone(), remember };
        self.held.borrow_mut().insert(connection.clone(), held);
        match remember {
            Remember::Page => Ok(()),
            Remember::Tab => remember_in_tab(connection, origin, &key),
            Remember::Device => self.remember_on_device(connection, origin, &key).await,
        }
    }

    /// Brings back the keys that this tab and this device remember.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn restore(&self) -> Result<Restored, KeyError> {
        for (connection, origin, key) in keys_of_tab() {
            self.held.borrow_mut().insert(connection, Held { origin, key, remember: Remember::Tab });
        }
        let Some(database) = &self.database else { return Ok(Restored::All) };
        let Some(vault) = database.get::<JsValue>(Store::Secrets, VAULT).await? else { return Ok(Restored::All) };
        let Some(device) = Device::unlocked(&vault) else { return Ok(Restored::Locked) };
        self.load(database, device).await?;
        Ok(Restored::All)
    }

    /// Brings back the keys that are locked with a passphrase. Takes up to a second.
    ///
    /// # Errors
    /// [`KeyError::WrongPassphrase`], and see [`KeyError`].
    pub async fn unlock(&self, passphrase: &str) -> Result<(), KeyError> {
        let database = self.database.as_ref().ok_or(KeyError::NoStorage)?;
        let vault = database.get::<JsValue>(Store::Secrets, VAULT).await?.unwrap_or_default();
        let salt: Uint8Array = field(&vault, "salt").dyn_into().map_err(|_| KeyError::WrongPassphrase)?;
        let key = vault::passphrase_key(passphrase, &salt).await?;
        let check = sealed(&vault).ok_or(KeyError::WrongPassphrase)?;
        vault::open(&key, VAULT, &check).await.map_err(|_| KeyError::WrongPassphrase)?;
        self.load(database, Device { vault: id_of(&vault), key }).await
    }

    /// Locks the keys of this device with a passphrase from now on, or, with `None`, no longer. Those already remembered are encrypted
    /// anew.
    ///
    /// # Errors
    /// [`KeyError::Locked`] while they are locked, and see [`KeyError`].
    pub async fn set_passphrase(&self, passphrase: Option<&str>) -> Result<(), KeyError> {
        let database = self.database.as_ref().ok_or(KeyError::NoStorage)?;
        let before = self.device(database).await?;
        // Another tab may have remembered keys that this one has not read yet.
        self.load(database, before).await?;
        let (device, record) = match passphrase {
            None => new_vault(vault::device_key().await?, &[])?,
            Some(passphrase) => {
                let salt = vault::new_salt()?;
                let key = vault::passphrase_key(passphrase, &salt).await?;
                let check = vault::seal(&key, VAULT, CHECK).await?;
                let lock = [("salt", salt.into()), ("iv", check.iv.into()), ("ciphertext", check.ciphertext.into())];
                new_vault(key, &lock)?
            }
        };
        let mut records = vec![(VAULT.to_owned(), record)];
        for (connection, origin, key) in self.held_on_device() {
            records.push((record_name(&connection), sealed_record(&device, &connection, &origin, &key).await?));
        }
        // All at once: a vault that is changed alone would leave every key behind that it encrypted.
        database.put_all(Store::Secrets, records, Durability::Strict).await?;
        *self.device.borrow_mut() = Some(device);
        Ok(())
    }

    /// Forgets the key of a connection everywhere.
    ///
    /// # Errors
    /// [`KeyError::Store`] when it may still be stored, encrypted; this page no longer has it in any case.
    pub async fn forget(&self, connection: &ConnectionId) -> Result<(), KeyError> {
        self.held.borrow_mut().remove(connection);
        if let Some(storage) = session_storage() {
            // Removing can't fail once the storage could be had.
            let _ = storage.remove_item(&record_name(connection));
        }
        match &self.database {
            Some(database) => Ok(database.delete(Store::Secrets, &record_name(connection)).await?),
            None => Ok(()),
        }
    }

    /// Forgets every key, in this page, this tab and this device, and what they were encrypted with.
    ///
    /// # Errors
    /// [`KeyError::Store`] when some may still be stored, encrypted.
    pub async fn forget_all(&self) -> Result<(), KeyError> {
        self.held.borrow_mut().clear();
        *self.device.borrow_mut() = None;
        if let Some(storage) = session_storage() {
            for (connection, _, _) in keys_of_tab() {
                let _ = storage.remove_item(&record_name(&connection));
            }
        }
        match &self.database {
            Some(database) => Ok(database.delete_all(Store::Secrets, "").await?),
            None => Ok(()),
        }
    }

    fn held_on_device(&self) -> Vec<(ConnectionId, String, ApiKey)> {
        let held = self.held.borrow();
        let on_device = held.iter().filter(|(_, held)| held.remember == Remember::Device);
        on_device.map(|(connection, held)| (connection.clone(), held.origin.clone(), held.key.clone())).collect()
    }

    async fn remember_on_device(&self, connection: &ConnectionId, origin: &str, key: &ApiKey) -> Result<(), KeyError> {
        let database = self.database.as_ref().ok_or(KeyError::NoStorage)?;
        let device = self.device(database).await?;
        let record = sealed_record(&device, connection, origin, key).await?;
        Ok(database.put(Store::Secrets, &record_name(connection), record, Durability::Strict).await?)
    }

    /// What keys are encrypted with now; made at the first use.
    async fn device(&self, database: &IndexedDb) -> Result<Device, KeyError> {
        let stored = database.get::<JsValue>(Store::Secrets, VAULT).await?;
        let known = self.device.borrow().clone();
        let device = match (stored, known) {
            (Some(vault), Some(known)) if known.vault == id_of(&vault) => return Ok(known),
            (Some(vault), _) => Device::unlocked(&vault).ok_or(KeyError::Locked)?,
            (None, _) => {
                let (device, record) = new_vault(vault::device_key().await?, &[])?;
                database.put(Store::Secrets, VAULT, record, Durability::Strict).await?;
                device
            }
        };
        *self.device.borrow_mut() = Some(device.clone());
        Ok(device)
    }

    /// Decrypts what is remembered; a record that does not decrypt is left where it is and not used.
    async fn load(&self, database: &IndexedDb, device: Device) -> Result<(), KeyError> {
        for name in database.keys(Store::Secrets).await? {
            if !name.starts_with(PREFIX) {
                continue;
            }
            let record = database.get::<JsValue>(Store::Secrets, &name).await?.unwrap_or_default();
            let (Some(connection), Some(origin)) =
                (field(&record, "connection").as_string(), field(&record, "origin").as_string())
            else {
                continue;
            };
            let connection = ConnectionId(connection);
            let Some(sealed) = sealed(&record) else { continue };
            let Ok(text) = vault::open(&device.key, &context(&connection, &origin), &sealed).await else { continue };
            if let Some(key) = ApiKey::new(&text) {
                self.held.borrow_mut().insert(connection, Held { origin, key, remember: Remember::Device });
            }
        }
        *self.device.borrow_mut() = Some(device);
        Ok(())
    }
}

impl Device {
    /// The key of a vault without passphrase.
    fn unlocked(vault: &JsValue) -> Option<Self> {
        Some(Self { vault: id_of(vault), key: field(vault, "key").dyn_into().ok()? })
    }
}

/// A vault record for a new key: with what unlocks it, or with the key itself when `lock` is empty.
fn new_vault(key: CryptoKey, lock: &[(&str, JsValue)]) -> Result<(Device, JsValue), KeyError> {
    let id = new_id();
    let mut fields = vec![("schema", 1.into()), ("id", id.as_str().into())];
    if lock.is_empty() {
        fields.push(("key", key.clone().into()));
    }
    fields.extend_from_slice(lock);
    Ok((Device { vault: id, key }, vault::object(&fields)?.into()))
}

async fn sealed_record(
    device: &Device,
    connection: &ConnectionId,
    origin: &str,
    key: &ApiKey,
) -> Result<JsValue, KeyError> {
    let sealed = vault::seal(&device.key, &context(connection, origin), key.expose()).await?;
    let record = vault::object(&[
        ("schema", 1.into()),
        ("connection", connection.0.as_str().into()),
        ("origin", origin.into()),
        ("iv", sealed.iv.into()),
        ("ciphertext", sealed.ciphertext.into()),
    ])?;
    Ok(record.into())
}

fn id_of(vault: &JsValue) -> String {
    field(vault, "id").as_string().unwrap_or_default()
}

fn record_name(connection: &ConnectionId) -> String {
    format!("{PREFIX}{}", connection.0)
}

/// Ciphertext is bound to this, so that a record can't be moved to another connection or origin.
fn context(connection: &ConnectionId, origin: &str) -> String {
    format!("{} {origin}", connection.0)
}

fn field(record: &JsValue, name: &str) -> JsValue {
    Reflect::get(record, &name.into()).unwrap_or_default()
}

fn sealed(record: &JsValue) -> Option<Sealed> {
    let iv = field(record, "iv").dyn_into().ok()?;
    let ciphertext = field(record, "ciphertext").dyn_into().ok()?;
    Some(Sealed { iv, ciphertext })
}

fn session_storage() -> Option<Storage> {
    js::window()?.session_storage().ok().flatten()
}

/// Origins hold no white space, so the first line is the origin and the rest the key.
fn remember_in_tab(connection: &ConnectionId, origin: &str, key: &ApiKey) -> Result<(), KeyError> {
    let storage = session_storage().ok_or(KeyError::NoStorage)?;
    storage.set_item(&record_name(connection), &format!("{origin}\n{}", key.expose())).map_err(|_| KeyError::NoStorage)
}

fn keys_of_tab() -> Vec<(ConnectionId, String, ApiKey)> {
    let Some(storage) = session_storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    let names = (0..count).filter_map(|place| storage.key(place).ok().flatten());
    let keys = names.filter_map(|name| {
        let connection = ConnectionId(name.strip_prefix(PREFIX)?.to_owned());
        let value = storage.get_item(&name).ok().flatten()?;
        let (origin, key) = value.split_once('\n')?;
        Some((connection, origin.to_owned(), ApiKey::new(key)?))
    });
    keys.collect()
}
