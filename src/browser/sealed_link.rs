//! Links that a passphrase opens: the passphrase is told another way than the link, so that neither alone says anything.

use js_sys::Uint8Array;

use super::vault::{self, Sealed};
use crate::share::Locked;
use crate::share::codec::{IV_BYTES, SALT_BYTES, bytes_of_fragment, fragment_of};

pub use super::vault::VaultError;

/// Binds the encryption to its use.
const CONTEXT: &str = "nshot-link-1";

/// The sealed form of a link's fragment. Takes up to a second.
///
/// # Errors
/// See [`VaultError`].
pub async fn lock(fragment: &str, passphrase: &str) -> Result<String, VaultError> {
    let bytes = bytes_of_fragment(fragment).ok_or(VaultError::Undecipherable)?;
    let salt = vault::new_salt()?;
    let key = vault::passphrase_key(passphrase, &salt).await?;
    let Sealed { iv, ciphertext } = vault::seal_bytes(&key, CONTEXT, &bytes).await?;
    let (mut salt_bytes, mut iv_bytes) = ([0; SALT_BYTES], [0; IV_BYTES]);
    salt.copy_to(&mut salt_bytes);
    iv.copy_to(&mut iv_bytes);
    Ok(Locked { salt: salt_bytes, iv: iv_bytes, ciphertext: ciphertext.to_vec() }.fragment())
}

/// The fragment that a passphrase opens. Takes up to a second.
///
/// # Errors
/// [`VaultError::Undecipherable`] for another passphrase.
pub async fn unlock(locked: &Locked, passphrase: &str) -> Result<String, VaultError> {
    let key = vault::passphrase_key(passphrase, &Uint8Array::from(&locked.salt[..])).await?;
    let sealed =
        Sealed { iv: Uint8Array::from(&locked.iv[..]), ciphertext: Uint8Array::from(locked.ciphertext.as_slice()) };
    Ok(fragment_of(&vault::open_bytes(&key, CONTEXT, &sealed).await?))
}
