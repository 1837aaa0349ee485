//! Encryption at rest for remembered keys: AES-256-GCM with a key that scripts can use but not read, kept in the database, or derived
//! from a passphrase and not kept at all. It protects a disk, a backup, a copied profile; not against code running in this page.

use js_sys::{Object, Reflect, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::js;

const ALGORITHM: &str = "AES-GCM";
const KEY_BITS: u32 = 256;
/// Bytes of an initialization vector (NIST SP 800-38D).
const IV_BYTES: usize = 12;
const SALT_BYTES: usize = 16;
/// PBKDF2 with HMAC-SHA-256: OWASP's figure of 2023; 82 ms in Chromium, 704 ms in Firefox (measured 2026-11-23).
const ITERATIONS: u32 = 600_000;

/// Why something was not encrypted or decrypted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    #[error("This page can't encrypt (it needs https or localhost), so no key can be remembered on this device.")]
    Unavailable,
    #[error("The stored key can't be decrypted. Type it in again.")]
    Undecipherable,
    #[error("Encryption failed: {reason}.")]
    Failed { reason: String },
}

/// Encrypted text with its vector.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub iv: Uint8Array,
    pub ciphertext: Uint8Array,
}

/// A new key for this device, which no script can read out.
///
/// # Errors
/// [`VaultError::Unavailable`] or [`VaultError::Failed`].
pub async fn device_key() -> Result<CryptoKey, VaultError> {
    let promise = subtle()?.generate_key_with_object(&aes()?, false, &usages()).map_err(failed)?;
    Ok(JsFuture::from(promise).await.map_err(failed)?.unchecked_into())
}

/// A fresh salt for a passphrase.
///
/// # Errors
/// [`VaultError::Unavailable`].
pub fn new_salt() -> Result<Uint8Array, VaultError> {
    random::<SALT_BYTES>()
}

/// The key that a passphrase and a salt give. Takes up to a second.
///
/// # Errors
/// [`VaultError::Unavailable`] or [`VaultError::Failed`].
pub async fn passphrase_key(passphrase: &str, salt: &Uint8Array) -> Result<CryptoKey, VaultError> {
    let subtle = subtle()?;
    let raw = Uint8Array::from(passphrase.as_bytes());
    let derive = js_sys::Array::of1(&"deriveKey".into());
    let promise = subtle.import_key_with_str("raw", &raw, "PBKDF2", false, &derive).map_err(failed)?;
    let material: CryptoKey = JsFuture::from(promise).await.map_err(failed)?.unchecked_into();
    let method = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", salt.into()),
        ("iterations", ITERATIONS.into()),
    ])?;
    let promise =
        subtle.derive_key_with_object_and_object(&method, &material, &aes()?, false, &usages()).map_err(failed)?;
    Ok(JsFuture::from(promise).await.map_err(failed)?.unchecked_into())
}

/// Encrypts `text`, bound to `context`: it decrypts only with the same.
///
/// # Errors
/// [`VaultError::Unavailable`] or [`VaultError::Failed`].
pub async fn seal(key: &CryptoKey, context: &str, text: &str) -> Result<Sealed, VaultError> {
    seal_bytes(key, context, text.as_bytes()).await
}

/// [`seal`] for bytes.
///
/// # Errors
/// As for [`seal`].
pub async fn seal_bytes(key: &CryptoKey, context: &str, bytes: &[u8]) -> Result<Sealed, VaultError> {
    let iv = random::<IV_BYTES>()?;
    let promise = subtle()?
        .encrypt_with_object_and_js_u8_array(&method(&iv, context)?, key, &Uint8Array::from(bytes))
        .map_err(failed)?;
    let buffer = JsFuture::from(promise).await.map_err(failed)?;
    Ok(Sealed { iv, ciphertext: Uint8Array::new(&buffer) })
}

/// Decrypts what [`seal`] made with the same key and context.
///
/// # Errors
/// [`VaultError::Undecipherable`] for another key or context, or changed bytes.
pub async fn open(key: &CryptoKey, context: &str, sealed: &Sealed) -> Result<String, VaultError> {
    String::from_utf8(open_bytes(key, context, sealed).await?).map_err(|_| VaultError::Undecipherable)
}

/// [`open`] for bytes.
///
/// # Errors
/// As for [`open`].
pub async fn open_bytes(key: &CryptoKey, context: &str, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
    let promise = subtle()?
        .decrypt_with_object_and_js_u8_array(&method(&sealed.iv, context)?, key, &sealed.ciphertext)
        .map_err(failed)?;
    let buffer = JsFuture::from(promise).await.map_err(|_| VaultError::Undecipherable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A plain object with these fields.
///
/// # Errors
/// [`VaultError::Failed`], which plain objects give no cause for.
pub fn object(fields: &[(&str, JsValue)]) -> Result<Object, VaultError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value).map_err(failed)?;
    }
    Ok(object)
}

fn method(iv: &Uint8Array, context: &str) -> Result<Object, VaultError> {
    let context = Uint8Array::from(context.as_bytes());
    object(&[("name", ALGORITHM.into()), ("iv", iv.into()), ("additionalData", context.into())])
}

fn aes() -> Result<Object, VaultError> {
    object(&[("name", ALGORITHM.into()), ("length", KEY_BITS.into())])
}

fn usages() -> js_sys::Array {
    js_sys::Array::of2(&"encrypt".into(), &"decrypt".into())
}

/// Absent outside https and localhost.
fn subtle() -> Result<SubtleCrypto, VaultError> {
    let crypto = js::window().and_then(|window| window.crypto().ok()).ok_or(VaultError::Unavailable)?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).map_err(failed)?;
    if subtle.is_undefined() { Err(VaultError::Unavailable) } else { Ok(subtle.unchecked_into()) }
}

fn random<const N: usize>() -> Result<Uint8Array, VaultError> {
    let crypto = js::window().and_then(|window| window.crypto().ok()).ok_or(VaultError::Unavailable)?;
    let mut bytes = [0; N];
    crypto.get_random_values_with_u8_array(&mut bytes).map_err(failed)?;
    Ok(Uint8Array::from(bytes.as_slice()))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: JsValue) -> VaultError {
    VaultError::Failed { reason: js::error_text(&error) }
}
