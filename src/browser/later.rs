//! Functions whose code is loaded when they are first called: what a page can be shown, typed into and counted without.

pub use wasm_split_helpers::SplitLoaderError as NotLoaded;

/// Declares an `async` function whose code is in a file of parts. A caller waits until that file is there; [`NotLoaded`] = no network, or a host
/// whose files are those of another build.
///
/// Without the feature `parts` it is an ordinary function. With it, a module that uses this macro has to allow `unsafe_code`.
macro_rules! later {
    ($file:ident: $(#[$said:meta])* $name:ident($($given:ident: $kind:ty),*) -> $made:ty { $($body:tt)* }) => {
        $(#[$said])*
        pub async fn $name($($given: $kind),*) -> Result<$made, $crate::browser::later::NotLoaded> {
            type Work = std::pin::Pin<Box<dyn std::future::Future<Output = $made>>>;
            #[cfg(feature = "parts")]
            #[wasm_split_helpers::wasm_split($file, fallible)]
            fn $name($($given: $kind),*) -> Result<Work, $crate::browser::later::NotLoaded> {
                Ok(Box::pin(async move { $($body)* }))
            }
            #[cfg(not(feature = "parts"))]
            async fn $name($($given: $kind),*) -> Result<Work, $crate::browser::later::NotLoaded> {
                Ok(Box::pin(async move { $($body)* }))
            }
            Ok($name($($given),*).await?.await)
        }
    };
}
pub(crate) use later;
