//! A backup of the whole workspace: every document, version, run and connection as stored, never a key. Restoring adds and never overwrites:
//! what is there already is left alone, and what differs under the same name becomes a copy.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::history::{ConnectionRecord, DocumentId, DocumentRecord, Record, RunRecord, VersionRecord};
use crate::domain::id::ConnectionId;
use crate::domain::image::{ImageHash, from_base64};

/// Field that says what the file is; its value is the version.
pub(super) const MARK: &str = "nshot_backup";
const VERSION: u64 = 1;

/// The records of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    pub documents: Vec<DocumentRecord>,
    pub versions: Vec<VersionRecord>,
    pub runs: Vec<RunRecord>,
    /// The files of the documents' images.
    pub images: Vec<BackupImage>,
    /// Without keys; see [`Backup::plan`] for which are restored.
    pub connections: Vec<ConnectionRecord>,
}

/// A file of an image, for a document and its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupImage {
    pub document: DocumentId,
    pub hash: ImageHash,
    pub base64: String,
}

/// The file's text.
///
/// # Errors
/// A sentence when a record has no JSON form, which none has.
pub fn write(backup: &Backup) -> Result<String, String> {
    let mut file = Map::new();
    file.insert(MARK.to_owned(), VERSION.into());
    file.insert("documents".to_owned(), texts(&backup.documents)?);
    file.insert("versions".to_owned(), texts(&backup.versions)?);
    file.insert("runs".to_owned(), texts(&backup.runs)?);
    file.insert("images".to_owned(), serde_json::to_value(&backup.images).map_err(|error| error.to_string())?);
    file.insert("connections".to_owned(), texts(&backup.connections)?);
    serde_json::to_string(&file).map(|text| text + "\n").map_err(|error| error.to_string())
}

fn texts(records: &[impl Record]) -> Result<Value, String> {
    let value = |record: &_| {
        let text = Record::to_json(record).map_err(|error| error.to_string())?;
        serde_json::from_str::<Value>(&text).map_err(|error| error.to_string())
    };
    records.iter().map(value).collect()
}

/// Reads a backup; records that can't be read are told, the others are there.
pub(super) fn read(mut file: Map<String, Value>) -> Result<(Backup, Vec<String>), String> {
    match file.get(MARK).and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => {
            return Err(format!(
                "The backup was made by a newer version of Nshot (format {newer}; this page reads up to {VERSION}). Reload the page to update it."
            ));
        }
        _ => return Err("The backup has no format number that is known.".to_owned()),
    }
    let mut left_out = Vec::new();
    let backup = Backup {
        documents: records(&mut file, "documents", &mut left_out),
        versions: records(&mut file, "versions", &mut left_out),
        runs: records(&mut file, "runs", &mut left_out),
        images: images(&mut file, &mut left_out),
        connections: records(&mut file, "connections", &mut left_out),
    };
    Ok((backup, left_out))
}

/// Images whose file is what their hash says.
fn images(file: &mut Map<String, Value>, left_out: &mut Vec<String>) -> Vec<BackupImage> {
    let Some(Value::Array(values)) = file.shift_remove("images") else { return Vec::new() };
    let mut read = Vec::new();
    for (place, value) in values.into_iter().enumerate() {
        let image = serde_json::from_value::<BackupImage>(value).ok();
        let is_whole =
            |image: &BackupImage| from_base64(&image.base64).is_some_and(|f| ImageHash::of(&f) == image.hash);
        match image.filter(is_whole) {
            Some(image) => read.push(image),
            None => left_out.push(format!("images, item {}: it is damaged", place + 1)),
        }
    }
    read
}

fn records<T: Record>(file: &mut Map<String, Value>, name: &str, left_out: &mut Vec<String>) -> Vec<T> {
    let Some(Value::Array(values)) = file.shift_remove(name) else { return Vec::new() };
    let mut read = Vec::new();
    for (place, value) in values.into_iter().enumerate() {
        match T::from_json(&value.to_string()) {
            Ok(record) => read.push(record),
            Err(error) => left_out.push(format!("{name}, item {}: {error}", place + 1)),
        }
    }
    read
}

impl Backup {
    /// What of this backup is to be added to a workspace that holds `present`. `fresh` gives ids that nothing has.
    ///
    /// A document with a stored twin of the same content is left out, one whose id is taken by other content gets a new id, and its versions
    /// and runs follow it. Of the connections only those are added whose id is new: a file can't change where a key goes.
    #[must_use]
    pub fn plan(self, present: &Backup, mut fresh: impl FnMut() -> String) -> Backup {
        let stored: HashMap<&DocumentId, &DocumentRecord> = present.documents.iter().map(|d| (&d.id, d)).collect();
        let mut renamed: HashMap<DocumentId, DocumentId> = HashMap::new();
        let mut documents = Vec::new();
        for mut document in self.documents {
            match stored.get(&document.id) {
                Some(known) if known.prompt == document.prompt => continue,
                Some(_) => {
                    let id = DocumentId(fresh());
                    renamed.insert(std::mem::replace(&mut document.id, id.clone()), id);
                    document.prompt.title.push_str(" (from the backup)");
                }
                None => {}
            }
            // A save builds on the number before; a new document has none.
            document.rev = 0;
            document.from_elsewhere = true;
            documents.push(document);
        }
        let known_versions: HashSet<&str> = present.versions.iter().map(|v| v.id.as_str()).collect();
        let known_runs: HashSet<&str> = present.runs.iter().map(|r| r.id.as_str()).collect();
        let follow = |document: &mut DocumentId| {
            if let Some(id) = renamed.get(document) {
                *document = id.clone();
            }
        };
        let versions =
            self.versions.into_iter().filter(|v| !known_versions.contains(v.id.as_str())).map(|mut version| {
                follow(&mut version.document);
                version
            });
        let runs = self.runs.into_iter().filter(|r| !known_runs.contains(r.id.as_str())).map(|mut run| {
            follow(&mut run.document);
            run
        });
        let added: HashSet<&DocumentId> = documents.iter().map(|document| &document.id).collect();
        let images = self.images.into_iter().map(|mut image| {
            follow(&mut image.document);
            image
        });
        let images = images.filter(|image| added.contains(&image.document)).collect();
        let is_new = |c: &ConnectionRecord| {
            c.id != ConnectionId::DRY_RUN && present.connections.iter().all(|known| known.id != c.id)
        };
        Backup {
            versions: versions.collect(),
            runs: runs.collect(),
            connections: self.connections.into_iter().filter(is_new).collect(),
            images,
            documents,
        }
    }

    /// How much is in it, for a sentence: `3 prompts, 12 versions, 40 runs, 2 connections`.
    pub fn words(&self) -> String {
        let counts = [
            (self.documents.len(), "prompt"),
            (self.versions.len(), "version"),
            (self.runs.len(), "run"),
            (self.connections.len(), "connection"),
        ];
        let words = counts.map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
        words.join(", ")
    }
}
