//! What is kept in the browser: documents with their save numbers, versions, runs, connections, settings.

use nshot::browser::history_store::HistoryStore;
use nshot::browser::indexed_db::{DatabaseEvent, Durability, IndexedDb, Store, StoreError};
use nshot::browser::random::new_id;
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::history::{
    CompletionRecord, ConnectionRecord, DocumentId, DocumentRecord, PromptRecord, RequestSummary, RunRecord,
    SamplingRecord, SettingsRecord, VersionRecord,
};
use nshot::domain::id::ConnectionId;
use nshot::domain::image::ImageHash;
use nshot::domain::prompt::Prompt;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::replaced::{Replaced, global};

async fn database(name: &str) -> IndexedDb {
    IndexedDb::open(name, |_| {}).await.unwrap()
}

fn document(id: &str, rev: u64) -> DocumentRecord {
    DocumentRecord {
        id: DocumentId(id.to_owned()),
        rev,
        saved_at_ms: 1,
        trashed_at_ms: None,
        from_elsewhere: false,
        tags: Vec::new(),
        prompt: PromptRecord::from(&Prompt::empty()),
    }
}

#[wasm_bindgen_test]
async fn a_document_comes_back_from_the_store() {
    let store = HistoryStore::over(database(&new_id()).await);
    assert_eq!(store.save_document(&document("d", 0)).await.unwrap(), 1);
    assert_eq!(store.document(&DocumentId("d".to_owned())).await.unwrap(), Some(document("d", 1)));
    assert_eq!(store.document(&DocumentId("other".to_owned())).await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn two_tabs_do_not_overwrite_each_other() {
    let name = new_id();
    let (one, two) = (HistoryStore::over(database(&name).await), HistoryStore::over(database(&name).await));
    one.save_document(&document("d", 0)).await.unwrap();
    one.save_document(&document("d", 1)).await.unwrap();
    let late = two.save_document(&document("d", 1)).await;
    assert!(matches!(late, Err(StoreError::Conflict { stored: 2 })), "{late:?}");
    assert_eq!(one.document(&DocumentId("d".to_owned())).await.unwrap().map(|record| record.rev), Some(2));
}

#[wasm_bindgen_test]
async fn trash_keeps_a_document_and_deleting_takes_its_versions() {
    let store = HistoryStore::over(database(&new_id()).await);
    let id = DocumentId("d".to_owned());
    store.save_document(&document("d", 0)).await.unwrap();
    for at_ms in [20, 3, 100] {
        let prompt = document("d", 0).prompt;
        store
            .save_version(&VersionRecord { document: id.clone(), id: new_id(), at_ms, name: None, prompt })
            .await
            .unwrap();
    }
    assert_eq!(store.set_trashed(&id, Some(9)).await.unwrap(), 2);
    assert_eq!(store.documents().await.unwrap().records.len(), 1);
    let versions = store.versions(&id).await.unwrap().records;
    assert_eq!(versions.iter().map(|version| version.at_ms).collect::<Vec<_>>(), [3, 20, 100]);
    store.delete_document(&id).await.unwrap();
    assert!(store.versions(&id).await.unwrap().records.is_empty());
    assert_eq!(store.document(&id).await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn image_files_come_back_and_go_with_their_document() {
    let store = HistoryStore::over(database(&new_id()).await);
    let (id, other) = (DocumentId("d".to_owned()), DocumentId("d2".to_owned()));
    let hash = ImageHash::of(b"a picture");
    for document in [&id, &other] {
        store.save_image(document, &hash, "YSBwaWN0dXJl").await.unwrap();
    }
    assert_eq!(store.image(&id, &hash).await.unwrap().as_deref(), Some("YSBwaWN0dXJl"));
    assert_eq!(store.image(&id, &ImageHash::of(b"another")).await.unwrap(), None);
    store.delete_document(&id).await.unwrap();
    assert_eq!(store.image(&id, &hash).await.unwrap(), None);
    assert!(store.image(&other, &hash).await.unwrap().is_some());
}

pub fn run(id: &str, at_ms: u64, text: &str) -> RunRecord {
    let request = RequestSummary {
        connection: "Test".to_owned(),
        provider: None,
        model: "m".to_owned(),
        messages: Vec::new(),
        sampling: SamplingRecord::default(),
        technique: Prompt::empty().technique,
        schema: None,
        tools: Vec::new(),
    };
    let completion = CompletionRecord { text: text.to_owned(), ..CompletionRecord::default() };
    let document = DocumentId("d".to_owned());
    RunRecord {
        document,
        id: id.to_owned(),
        at_ms,
        column: 2,
        request,
        completion,
        receipt: serde_json::Value::Null,
        rating: None,
        counted: None,
        unfinished: false,
    }
}

#[wasm_bindgen_test]
async fn runs_come_back_oldest_first_and_a_second_save_replaces() {
    let store = HistoryStore::over(database(&new_id()).await);
    let elsewhere = RunRecord { document: DocumentId("d2".to_owned()), ..run("x", 1, "of another document") };
    for run in [run("b", 1_000, "late"), run("a", 999, "early"), run("b", 1_000, "late, again"), elsewhere] {
        store.save_run(&run).await.unwrap();
    }
    let runs = store.runs(&DocumentId("d".to_owned())).await.unwrap();
    assert_eq!(runs.records, [run("a", 999, "early"), run("b", 1_000, "late, again")]);
    assert!(runs.unreadable.is_empty());
}

#[wasm_bindgen_test]
async fn connections_and_settings_come_back() {
    let store = HistoryStore::over(database(&new_id()).await);
    assert_eq!(store.settings().await.unwrap(), SettingsRecord::default());
    let settings = SettingsRecord { theme: "dark".to_owned(), open_document: Some(DocumentId("d".to_owned())) };
    store.save_settings(&settings).await.unwrap();
    assert_eq!(store.settings().await.unwrap(), settings);

    let connection = ConnectionRecord::from(&Connection {
        id: ConnectionId("c".to_owned()),
        label: "Mine".to_owned(),
        protocol: Protocol::ChatCompletions,
        base_url: "https://api.example/v1".to_owned(),
        provider: None,
        models: vec!["m".to_owned()],
        contexts: std::collections::BTreeMap::new(),
    });
    store.save_connection(&connection).await.unwrap();
    assert_eq!(store.connections().await.unwrap().records, std::slice::from_ref(&connection));
    store.delete_connection("c").await.unwrap();
    assert!(store.connections().await.unwrap().records.is_empty());
}

#[wasm_bindgen_test]
async fn a_record_of_a_newer_page_stays_and_hides_no_other() {
    let database = database(&new_id()).await;
    let store = HistoryStore::over(database.clone());
    store.save_document(&document("d", 0)).await.unwrap();
    let newer = r#"{"schema":4000000000,"what":"ever"}"#;
    database.put(Store::Documents, "n", JsValue::from(newer), Durability::Strict).await.unwrap();
    let loaded = store.documents().await.unwrap();
    assert_eq!((loaded.records.len(), loaded.unreadable.len()), (1, 1));
    assert!(matches!(store.save_document(&document("n", 0)).await, Err(StoreError::Record(_))));
    assert_eq!(database.get::<String>(Store::Documents, "n").await.unwrap().as_deref(), Some(newer));
}

#[wasm_bindgen_test]
async fn several_values_are_written_all_or_none() {
    let database = database(&new_id()).await;
    database.put(Store::Secrets, "a", "before".into(), Durability::Strict).await.unwrap();
    // A function can't be stored.
    let values =
        vec![("a".to_owned(), "after".into()), ("b".to_owned(), global("fetch")), ("c".to_owned(), "c".into())];
    assert!(database.put_all(Store::Secrets, values, Durability::Strict).await.is_err());
    assert_eq!(database.keys(Store::Secrets).await.unwrap(), ["a"]);
    assert_eq!(database.get::<String>(Store::Secrets, "a").await.unwrap().as_deref(), Some("before"));
    let values = vec![("a".to_owned(), "after".into()), ("b".to_owned(), "b".into())];
    database.put_all(Store::Secrets, values, Durability::Strict).await.unwrap();
    assert_eq!(database.keys(Store::Secrets).await.unwrap(), ["a", "b"]);
    assert_eq!(database.get::<String>(Store::Secrets, "a").await.unwrap().as_deref(), Some("after"));
}

#[wasm_bindgen_test]
async fn a_full_disk_is_told_and_takes_nothing_away() {
    let store = HistoryStore::over(database(&new_id()).await);
    store.save_document(&document("d", 0)).await.unwrap();
    {
        let body = "throw new DOMException('no room', 'QuotaExceededError')";
        let _full = Replaced::function(global("IDBObjectStore.prototype"), "put", "", body);
        let outcome = store.save_document(&document("d", 1)).await;
        assert!(matches!(outcome, Err(StoreError::Full)), "{outcome:?}");
        let outcome = store.save_run(&run("a", 1, "")).await;
        assert!(matches!(outcome, Err(StoreError::Full)), "{outcome:?}");
    }
    assert_eq!(store.document(&DocumentId("d".to_owned())).await.unwrap(), Some(document("d", 1)));
    assert_eq!(store.save_document(&document("d", 1)).await.unwrap(), 2);
}

#[wasm_bindgen_test]
async fn a_newer_page_takes_the_database_over() {
    let name = new_id();
    let events: Rc<RefCell<Vec<DatabaseEvent>>> = Rc::default();
    let heard = Rc::clone(&events);
    let database = IndexedDb::open(&name, move |event| heard.borrow_mut().push(event)).await.unwrap();
    let store = HistoryStore::over(database);
    store.save_document(&document("d", 0)).await.unwrap();
    let upgrade = js_sys::Function::new_with_args(
        "name",
        "return new Promise((done, failed) => { const open = indexedDB.open(name, 1000); \
         open.onsuccess = () => { open.result.close(); done(); }; open.onerror = failed; open.onblocked = failed; })",
    );
    let upgraded = upgrade.call1(&JsValue::NULL, &name.as_str().into()).unwrap();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(upgraded)).await.unwrap();
    assert_eq!(*events.borrow(), [DatabaseEvent::Replaced]);
    let outcome = store.save_document(&document("d", 1)).await;
    assert!(matches!(outcome, Err(StoreError::Closed)), "{outcome:?}");
    let outcome = IndexedDb::open(&name, |_| {}).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable { .. })), "{outcome:?}");
}
