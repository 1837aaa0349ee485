//! Backups: everything but keys comes back, and nothing that is there is overwritten.

use nshot::domain::history::{ConnectionRecord, DocumentId, DocumentRecord, PromptRecord, VersionRecord};
use nshot::domain::image::{ImageHash, from_base64};
use nshot::exchange::backup::{Backup, BackupImage, write};
use nshot::exchange::{Kind, read};

use crate::share::{connections, full_prompt};

fn document(id: &str, title: &str) -> DocumentRecord {
    let mut prompt = PromptRecord::from(&full_prompt());
    title.clone_into(&mut prompt.title);
    DocumentRecord {
        id: DocumentId(id.to_owned()),
        rev: 4,
        saved_at_ms: 1,
        trashed_at_ms: None,
        from_elsewhere: false,
        tags: vec!["t".to_owned()],
        prompt,
    }
}

fn version(document: &str, id: &str) -> VersionRecord {
    let prompt = PromptRecord::from(&full_prompt());
    VersionRecord { document: DocumentId(document.to_owned()), id: id.to_owned(), at_ms: 1, name: None, prompt }
}

fn image(document: &str, base64: &str) -> BackupImage {
    let hash = ImageHash::of(&from_base64(base64).unwrap());
    BackupImage { document: DocumentId(document.to_owned()), hash, base64: base64.to_owned() }
}

fn workspace() -> Backup {
    Backup {
        documents: vec![document("d1", "One"), document("d2", "Two")],
        versions: vec![version("d1", "v1"), version("d2", "v2")],
        runs: Vec::new(),
        images: vec![image("d1", "AAEC"), image("d2", "BQYH")],
        connections: connections().iter().map(ConnectionRecord::from).collect(),
    }
}

#[test]
fn a_backup_comes_back() {
    let read = read(&write(&workspace()).unwrap()).unwrap();
    assert_eq!(read.kind, Kind::Backup);
    assert_eq!(read.backup.as_deref(), Some(&workspace()));
    assert!(read.left_out.is_empty());
}

#[test]
fn what_is_there_already_is_not_added_again() {
    let plan = workspace().plan(&workspace(), || unreachable!("nothing needs an id"));
    assert_eq!(plan, Backup::default());
}

#[test]
fn other_content_under_a_known_id_becomes_a_copy_with_its_versions() {
    let mut present = workspace();
    present.documents = vec![document("d1", "Changed here")];
    present.versions.clear();
    let plan = workspace().plan(&present, || "fresh".to_owned());
    let titles: Vec<_> = plan.documents.iter().map(|d| (d.id.0.as_str(), d.prompt.title.as_str(), d.rev)).collect();
    assert_eq!(titles, [("fresh", "One (from the backup)", 0), ("d2", "Two", 0)]);
    let versions: Vec<_> = plan.versions.iter().map(|v| (v.document.0.as_str(), v.id.as_str())).collect();
    assert_eq!(versions, [("fresh", "v1"), ("d2", "v2")]);
    let images: Vec<_> = plan.images.iter().map(|i| i.document.0.as_str()).collect();
    assert_eq!(images, ["fresh", "d2"]);
}

#[test]
fn a_connection_of_a_known_id_stays_where_it_points() {
    let mut evil = workspace();
    for connection in &mut evil.connections {
        "https://elsewhere.example/v1".clone_into(&mut connection.base_url);
    }
    assert_eq!(evil.plan(&workspace(), || "fresh".to_owned()).connections, []);
}

#[test]
fn a_broken_record_is_told_and_the_others_are_read() {
    let text = write(&workspace()).unwrap().replacen("\"title\":\"One\"", "\"titel\":\"One\"", 1);
    let read = read(&text).unwrap();
    assert_eq!(read.backup.unwrap().documents.len(), 1);
    assert!(read.left_out[0].starts_with("documents, item 1: "), "{:?}", read.left_out);
}

#[test]
fn an_image_that_is_not_what_it_says_is_left_out() {
    let text = write(&workspace()).unwrap().replacen("AAEC", "AAED", 1);
    let read = read(&text).unwrap();
    assert_eq!(read.backup.unwrap().images, [image("d2", "BQYH")]);
    assert_eq!(read.left_out, ["images, item 1: it is damaged"]);
}

#[test]
fn a_newer_backup_says_so() {
    assert!(read("{\"nshot_backup\": 9}").unwrap_err().to_string().contains("newer version"));
}
