//! A folder on the person's disk that the page may write into: the File System Access API, where the browser has it (Chromium, 2026-11).

use js_sys::{Function, Promise, Reflect};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemWritableFileStream,
};

use super::js;

/// Why a folder was not chosen or written into.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FolderError {
    #[error("This browser can't write into folders. Export a backup instead.")]
    Unavailable,
    #[error("The folder is not there any more, or may no longer be written into ({reason}). Choose it again.")]
    Refused { reason: String },
}

impl From<JsValue> for FolderError {
    fn from(error: JsValue) -> Self {
        Self::Refused { reason: js::error_text(&error) }
    }
}

/// A folder that the person chose.
#[derive(Clone, Debug)]
pub struct Folder(FileSystemDirectoryHandle);

/// Whether this browser can write into folders.
pub fn is_available() -> bool {
    picker().is_some()
}

impl Folder {
    /// Asks the person for a folder; `None` when they chose none. Call it from a click.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub async fn choose() -> Result<Option<Self>, FolderError> {
        let (picker, window) = picker().zip(js::window()).ok_or(FolderError::Unavailable)?;
        let options = js_sys::Object::new();
        for (name, value) in [("id", "nshot"), ("mode", "readwrite")] {
            Reflect::set(&options, &name.into(), &value.into())?;
        }
        let chosen = async { JsFuture::from(picker.call1(&window, &options)?.dyn_into::<Promise>()?).await };
        match chosen.await {
            Ok(handle) => Ok(Self::of(handle)),
            Err(error) if js::error_name(&error) == "AbortError" => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The folder behind a stored handle.
    pub fn of(handle: JsValue) -> Option<Self> {
        handle.dyn_into().ok().map(Self)
    }

    /// What is stored of it.
    pub fn handle(&self) -> JsValue {
        self.0.clone().into()
    }

    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Whether it may be written into; with `ask`, the browser asks the person if need be (from a click only).
    pub async fn may_write(&self, ask: bool) -> bool {
        let method = if ask { "requestPermission" } else { "queryPermission" };
        let answer = async {
            let options = js_sys::Object::new();
            Reflect::set(&options, &"mode".into(), &"readwrite".into())?;
            let function: Function = Reflect::get(&self.0, &method.into())?.dyn_into()?;
            JsFuture::from(function.call1(&self.0, &options)?.dyn_into::<Promise>()?).await
        };
        answer.await.is_ok_and(|state| state.as_string().as_deref() == Some("granted"))
    }

    /// Writes a file; what it held before is replaced when all is written.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub async fn write(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let file = JsFuture::from(self.0.get_file_handle_with_options(name, &options)).await?;
        let stream = JsFuture::from(file.unchecked_into::<FileSystemFileHandle>().create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.unchecked_into();
        JsFuture::from(stream.write_with_str(text)?).await?;
        JsFuture::from(stream.close()).await?;
        Ok(())
    }

    /// Deletes a file; none of that name is fine too.
    pub async fn remove(&self, name: &str) {
        let _ = JsFuture::from(self.0.remove_entry(name)).await;
    }

    /// Names of what is in it.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub async fn names(&self) -> Result<Vec<String>, FolderError> {
        let keys = self.0.keys();
        let mut names = Vec::new();
        loop {
            let step = JsFuture::from(keys.next().map_err(FolderError::from)?).await?;
            if Reflect::get(&step, &"done".into())?.is_truthy() {
                return Ok(names);
            }
            names.extend(Reflect::get(&step, &"value".into())?.as_string());
        }
    }
}

fn picker() -> Option<Function> {
    Reflect::get(&js::window()?.into(), &"showDirectoryPicker".into()).ok()?.dyn_into().ok()
}
