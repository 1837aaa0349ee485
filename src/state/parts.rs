//! Parts of the page that load when they are first shown: whether one is on its way, there, or could not be loaded.

use std::future::Future;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::browser::clock;

/// How far the loading of a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    OnItsWay,
    There,
    /// No network, or a host whose files are those of another build.
    Failed,
}

/// When the files of all parts are loaded, in milliseconds after the start: the engine and a vocabulary come first.
const LOAD_ALL_AFTER_MS: f64 = 2_000.0;

/// Loads files in their order, some time after the start, so that what is shown later is there at once and without a network too. One that
/// can't be loaded now is tried again when it is shown.
pub fn load_after_start<F, E>(files: Vec<fn() -> F>)
where
    F: Future<Output = Result<(), E>> + 'static,
    E: 'static,
{
    spawn_local(async move {
        clock::sleep_ms(LOAD_ALL_AFTER_MS).await;
        for file in files {
            if file().await.is_err() {
                return;
            }
        }
    });
}

/// What a part makes, once it is there.
pub struct PartState<T: 'static> {
    pub loading: RwSignal<Loading>,
    made: StoredValue<Option<T>, LocalStorage>,
}

impl<T> Clone for PartState<T> {
    fn clone(&self) -> Self {
        *self
    }
}

// Two handles, whatever they hold.
impl<T> Copy for PartState<T> {}

impl<T> Default for PartState<T> {
    fn default() -> Self {
        Self { loading: RwSignal::new(Loading::OnItsWay), made: StoredValue::new_local(None) }
    }
}

impl<T: 'static> PartState<T> {
    /// Loads the part, and makes under the owner of the caller what it makes. Whoever loaded it before waits for nothing.
    pub fn load<E: 'static>(self, part: impl Future<Output = Result<T, E>> + 'static) {
        self.loading.set(Loading::OnItsWay);
        let making = ScopedFuture::new(part);
        spawn_local(async move {
            let loading = match making.await {
                Ok(made) => {
                    self.made.try_set_value(Some(made));
                    Loading::There
                }
                Err(_) => Loading::Failed,
            };
            // Whoever asked may be gone by now.
            self.loading.try_set(loading);
        });
    }

    /// What was made, once.
    pub fn take(self) -> Option<T> {
        self.made.try_update_value(Option::take).flatten()
    }
}
