//! Keys: bound to an origin, forgotten when asked, encrypted where they stay, and kept when the passphrase changes.

use js_sys::{Object, Reflect, Uint8Array};
use nshot::browser::indexed_db::{Durability, IndexedDb, Store};
use nshot::browser::key_store::{KeyError, KeyStore, Remember, Restored};
use nshot::browser::random::new_id;
use nshot::domain::id::ConnectionId;
use nshot::runner::ports::ApiKey;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::CryptoKey;

use crate::replaced::{Replaced, global};

const ORIGIN: &str = "https://api.example";
const CANARY: &str = "canary-key-0123456789";

async fn database(name: &str) -> IndexedDb {
    IndexedDb::open(name, |_| {}).await.unwrap()
}

/// The keys of a tab that was just opened.
async fn tab(name: &str) -> KeyStore {
    KeyStore::new(Some(database(name).await))
}

fn connection(id: &str) -> ConnectionId {
    ConnectionId(id.to_owned())
}

async fn remember(keys: &KeyStore, id: &str) -> Result<(), KeyError> {
    keys.set(&connection(id), ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Device).await
}

fn has(keys: &KeyStore, id: &str) -> bool {
    keys.key(&connection(id), ORIGIN).is_some_and(|key| key.expose() == CANARY)
}

async fn record(name: &str, key: &str) -> JsValue {
    database(name).await.get::<JsValue>(Store::Secrets, key).await.unwrap().unwrap()
}

fn field(record: &JsValue, name: &str) -> JsValue {
    Reflect::get(record, &name.into()).unwrap()
}

#[wasm_bindgen_test]
async fn a_key_is_given_for_its_own_origin_only() {
    let keys = KeyStore::new(None);
    let connection = ConnectionId("c".to_owned());
    keys.set(&connection, ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Page).await.unwrap();
    assert_eq!(keys.key(&connection, ORIGIN).map(|key| key.expose().to_owned()).as_deref(), Some(CANARY));
    assert!(keys.key(&connection, "https://evil.example").is_none());
    assert!(keys.key(&ConnectionId("other".to_owned()), ORIGIN).is_none());
}

#[wasm_bindgen_test]
async fn a_key_of_this_device_is_stored_encrypted_and_comes_back() {
    let name = new_id();
    let connection = ConnectionId("c".to_owned());
    let keys = KeyStore::new(Some(database(&name).await));
    keys.set(&connection, ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Device).await.unwrap();

    let later = KeyStore::new(Some(database(&name).await));
    assert_eq!(later.restore().await.unwrap(), Restored::All);
    assert_eq!(later.key(&connection, ORIGIN).map(|key| key.expose().to_owned()).as_deref(), Some(CANARY));
    assert!(later.key(&connection, "https://evil.example").is_none());

    later.forget_all().await.unwrap();
    let last = KeyStore::new(Some(database(&name).await));
    last.restore().await.unwrap();
    assert!(last.key(&connection, ORIGIN).is_none());
}

#[wasm_bindgen_test]
async fn a_passphrase_locks_the_keys_of_this_device() {
    let name = new_id();
    let connection = ConnectionId("c".to_owned());
    let keys = KeyStore::new(Some(database(&name).await));
    keys.set(&connection, ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Device).await.unwrap();
    keys.set_passphrase(Some("correct horse")).await.unwrap();

    let later = KeyStore::new(Some(database(&name).await));
    assert_eq!(later.restore().await.unwrap(), Restored::Locked);
    assert!(later.key(&connection, ORIGIN).is_none());
    assert!(matches!(later.unlock("wrong").await, Err(KeyError::WrongPassphrase)));
    later.unlock("correct horse").await.unwrap();
    assert_eq!(later.key(&connection, ORIGIN).map(|key| key.expose().to_owned()).as_deref(), Some(CANARY));
}

#[wasm_bindgen_test]
async fn a_key_of_this_tab_is_forgotten_with_the_rest() {
    let connection = ConnectionId(new_id());
    let keys = KeyStore::new(None);
    keys.set(&connection, ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Tab).await.unwrap();
    let later = KeyStore::new(None);
    later.restore().await.unwrap();
    assert!(later.key(&connection, ORIGIN).is_some());
    later.forget_all().await.unwrap();
    let names = Object::keys(&Object::from(global("sessionStorage"))).join(",");
    assert!(!String::from(names).contains(&connection.0));
}

#[wasm_bindgen_test]
async fn nothing_that_is_stored_holds_the_key_and_no_script_can_read_what_encrypts_it() {
    let name = new_id();
    remember(&tab(&name).await, "c").await.unwrap();
    let stored = record(&name, "nshot-key/c").await;
    let texts = String::from(js_sys::JSON::stringify(&stored).unwrap());
    let bytes = Uint8Array::from(field(&stored, "ciphertext")).to_vec();
    assert!(!texts.contains(CANARY) && !String::from_utf8_lossy(&bytes).contains("canary"));

    let vault: CryptoKey = field(&record(&name, "vault").await, "key").dyn_into().unwrap();
    assert!(!vault.extractable());
    let subtle = web_sys::window().unwrap().crypto().unwrap().subtle();
    assert!(JsFuture::from(subtle.export_key("raw", &vault).unwrap()).await.is_err());
}

#[wasm_bindgen_test]
async fn a_record_moved_to_another_origin_or_connection_gives_no_key() {
    let name = new_id();
    remember(&tab(&name).await, "c").await.unwrap();
    let stored = record(&name, "nshot-key/c").await;
    let put = async |connection: &str, origin: &str| {
        let moved = Object::assign(&Object::new(), stored.unchecked_ref());
        Reflect::set(&moved, &"connection".into(), &connection.into()).unwrap();
        Reflect::set(&moved, &"origin".into(), &origin.into()).unwrap();
        let key = format!("nshot-key/{connection}");
        database(&name).await.put(Store::Secrets, &key, moved.into(), Durability::Strict).await.unwrap();
    };
    put("other", ORIGIN).await;
    put("c", "https://evil.example").await;
    let later = tab(&name).await;
    later.restore().await.unwrap();
    assert!(!has(&later, "other") && !has(&later, "c"));
    assert!(later.key(&connection("c"), "https://evil.example").is_none());
}

#[wasm_bindgen_test]
async fn a_passphrase_takes_every_key_along_also_those_of_another_tab() {
    let name = new_id();
    let (one, two) = (tab(&name).await, tab(&name).await);
    remember(&one, "of-one").await.unwrap();
    remember(&two, "of-two").await.unwrap();
    one.set_passphrase(Some("correct horse")).await.unwrap();
    assert!(field(&record(&name, "vault").await, "key").is_undefined());

    // The other tab does not know the passphrase, so it can't encrypt what would be read back.
    assert!(matches!(remember(&two, "late").await, Err(KeyError::Locked)));
    assert!(has(&two, "late"), "the key works in its page");

    let later = tab(&name).await;
    assert_eq!(later.restore().await.unwrap(), Restored::Locked);
    assert!(matches!(later.set_passphrase(None).await, Err(KeyError::Locked)));
    later.unlock("correct horse").await.unwrap();
    assert!(has(&later, "of-one") && has(&later, "of-two") && !has(&later, "late"));
    remember(&later, "new").await.unwrap();

    later.set_passphrase(None).await.unwrap();
    let last = tab(&name).await;
    assert_eq!(last.restore().await.unwrap(), Restored::All);
    assert!(has(&last, "of-one") && has(&last, "of-two") && has(&last, "new"));
}

#[wasm_bindgen_test]
async fn a_passphrase_that_can_not_be_stored_leaves_every_key_as_it_was() {
    let name = new_id();
    let keys = tab(&name).await;
    remember(&keys, "a").await.unwrap();
    remember(&keys, "b").await.unwrap();
    {
        let body = "if ((window.puts = (window.puts ?? 0) + 1) > 2) throw new DOMException('', 'QuotaExceededError'); \
                    return window.put.call(this, value, key)";
        let _put = Replaced::new(js_sys::global(), "put", &global("IDBObjectStore.prototype.put"));
        let _full = Replaced::function(global("IDBObjectStore.prototype"), "put", "value, key", body);
        assert!(keys.set_passphrase(Some("correct horse")).await.is_err());
    }
    assert_eq!(global("puts").as_f64(), Some(3.0));
    let later = tab(&name).await;
    assert_eq!(later.restore().await.unwrap(), Restored::All);
    assert!(has(&later, "a") && has(&later, "b"));
    remember(&keys, "c").await.unwrap();
    later.restore().await.unwrap();
    assert!(has(&later, "c"));
}

#[wasm_bindgen_test]
async fn forgetting_a_key_takes_it_off_the_device() {
    let name = new_id();
    let keys = tab(&name).await;
    remember(&keys, "a").await.unwrap();
    remember(&keys, "b").await.unwrap();
    keys.forget(&connection("a")).await.unwrap();
    // A key of this page only replaces the one that was remembered.
    keys.set(&connection("b"), ORIGIN, ApiKey::new(CANARY).unwrap(), Remember::Page).await.unwrap();
    assert!(!has(&keys, "a") && has(&keys, "b"));
    assert_eq!(database(&name).await.keys(Store::Secrets).await.unwrap(), ["vault"]);
}

#[wasm_bindgen_test]
async fn a_device_that_stores_nothing_says_so_and_keeps_the_key_in_the_page() {
    let keys = KeyStore::new(None);
    assert!(matches!(remember(&keys, "c").await, Err(KeyError::NoStorage)));
    assert!(has(&keys, "c"));
    assert!(matches!(keys.set_passphrase(Some("x")).await, Err(KeyError::NoStorage)));
}
