//! Images in user messages. A document holds what describes an image and the hash of its file; the files themselves lie beside it, so that
//! an edit, its undo and the engine never carry them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::id::ElementId;

/// Bytes of one image file: this app's own bound (2026-11), so that a few images stay below what vendors take in one request.
pub const LARGEST_FILE: usize = 5_000_000;
/// Bytes of all image files of a document: with base64 just below the 20 MB that Gemini takes in one request, the least of the large vendors
/// (Firebase AI Logic, input file requirements, copy of 2026; Anthropic takes 32 MB).
pub const LARGEST_TOTAL: u64 = 14_000_000;
/// Images of a document: with more, Anthropic takes only 2,000 pixels a side (vision guide, copy of 2026).
pub const MOST_IMAGES: usize = 20;
/// Pixels of a side (Anthropic refuses larger ones; vision guide, copy of 2026).
pub const LONGEST_SIDE: u32 = 8_000;

/// An image of a message, without its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub id: ElementId,
    pub file: ImageHash,
    pub media_type: MediaType,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Bytes of the file.
    pub bytes: u64,
    /// File name or another word for people; may be empty.
    pub name: String,
}

impl Image {
    /// What people call it: its name, else its kind.
    pub fn title(&self) -> String {
        if self.name.is_empty() { format!("{} image", self.media_type.title()) } else { self.name.clone() }
    }
}

/// SHA-256 of an image's file in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageHash(pub String);

impl ImageHash {
    /// The hash of a file.
    pub fn of(file: &[u8]) -> Self {
        let digest = Sha256::digest(file);
        Self(digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}

/// Formats that Anthropic takes (vision guide, copy of 2026), which are those that the others take too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    Png,
    Jpeg,
    Webp,
    Gif,
}

impl MediaType {
    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// As people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
        }
    }
}

/// Why a file can't be an image of a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImageError {
    #[error("“{name}” is not a PNG, JPEG, WebP or GIF image, which is what models take.")]
    Format { name: String },
    #[error("“{name}” has {} MB; an image may have {} MB. Make it smaller and attach it again.", megabytes(*bytes), megabytes(LARGEST_FILE as u64))]
    TooLarge { name: String, bytes: u64 },
    #[error(
        "“{name}” is {width} × {height} pixels; a side may have {LONGEST_SIDE}. Make it smaller and attach it again."
    )]
    TooWide { name: String, width: u32, height: u32 },
    #[error("A prompt may have {MOST_IMAGES} images. Remove some of them.")]
    TooMany,
    #[error(
        "The images of a prompt may have {} MB together. Remove some of them or make them smaller.",
        megabytes(LARGEST_TOTAL)
    )]
    TotalTooLarge,
}

/// Bytes as megabytes with one digit.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Reads what a file is from its first bytes; only the header is looked at. `id` is the new image's id.
///
/// # Errors
/// [`ImageError`]: not an image, or too large.
pub fn inspect(id: ElementId, name: &str, file: &[u8]) -> Result<Image, ImageError> {
    let bytes = file.len() as u64;
    let name = if name.trim().is_empty() { "This file" } else { name.trim() };
    if file.len() > LARGEST_FILE {
        return Err(ImageError::TooLarge { name: name.to_owned(), bytes });
    }
    let format = || ImageError::Format { name: name.to_owned() };
    let media_type = match imagesize::image_type(file) {
        Ok(imagesize::ImageType::Png) => MediaType::Png,
        Ok(imagesize::ImageType::Jpeg) => MediaType::Jpeg,
        Ok(imagesize::ImageType::Webp) => MediaType::Webp,
        Ok(imagesize::ImageType::Gif) => MediaType::Gif,
        _ => return Err(format()),
    };
    let measured = imagesize::blob_size(file).map_err(|_| format())?;
    let side = |pixels: usize| u32::try_from(pixels).ok().filter(|pixels| *pixels > 0).ok_or_else(format);
    let (width, height) = (side(measured.width)?, side(measured.height)?);
    if width.max(height) > LONGEST_SIDE {
        return Err(ImageError::TooWide { name: name.to_owned(), width, height });
    }
    let name = if name == "This file" { String::new() } else { name.to_owned() };
    Ok(Image { id, file: ImageHash::of(file), media_type, width, height, bytes, name })
}

/// What is too much about the images of a document; `None` = all fits.
pub fn excess<'a>(images: impl IntoIterator<Item = &'a Image>) -> Option<ImageError> {
    let (count, bytes) = images.into_iter().fold((0, 0), |(count, bytes), image| (count + 1, bytes + image.bytes));
    if count > MOST_IMAGES {
        Some(ImageError::TooMany)
    } else if bytes > LARGEST_TOTAL {
        Some(ImageError::TotalTooLarge)
    } else {
        None
    }
}

/// Image files in base64, by hash. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFiles(BTreeMap<ImageHash, Arc<str>>);

/// The files of a prompt without images.
pub static NO_IMAGES: ImageFiles = ImageFiles(BTreeMap::new());

impl ImageFiles {
    /// A file in base64 (standard alphabet, padded).
    pub fn get(&self, hash: &ImageHash) -> Option<&Arc<str>> {
        self.0.get(hash)
    }

    pub fn contains(&self, hash: &ImageHash) -> bool {
        self.0.contains_key(hash)
    }

    pub fn insert(&mut self, hash: ImageHash, base64: impl Into<Arc<str>>) {
        self.0.insert(hash, base64.into());
    }

    /// Those that `hashes` name and that are here.
    #[must_use]
    pub fn only<'a>(&self, hashes: impl IntoIterator<Item = &'a ImageHash>) -> Self {
        Self(hashes.into_iter().filter_map(|hash| Some((hash.clone(), self.0.get(hash)?.clone()))).collect())
    }

    /// Drops the files for which `keep` is false.
    pub fn retain(&mut self, keep: impl Fn(&ImageHash) -> bool) {
        self.0.retain(|hash, _| keep(hash));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<(ImageHash, Arc<str>)> for ImageFiles {
    fn extend<T: IntoIterator<Item = (ImageHash, Arc<str>)>>(&mut self, files: T) {
        self.0.extend(files);
    }
}

impl IntoIterator for ImageFiles {
    type Item = (ImageHash, Arc<str>);
    type IntoIter = std::collections::btree_map::IntoIter<ImageHash, Arc<str>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(ImageHash, String)> for ImageFiles {
    fn from_iter<T: IntoIterator<Item = (ImageHash, String)>>(files: T) -> Self {
        Self(files.into_iter().map(|(hash, base64)| (hash, base64.into())).collect())
    }
}

/// A file in base64. Linear.
pub fn to_base64(file: &[u8]) -> String {
    STANDARD.encode(file)
}

/// The file of a base64 text; `None` when it is none. Linear.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
