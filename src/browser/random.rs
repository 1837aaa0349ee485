//! Ids from chance, for what is unique on this device: documents, versions, runs, connections.

use super::js;

/// Letters and digits without look-alikes: five bits a character.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const CHARACTERS: usize = 16;

/// A new id: 16 characters, 80 bits from the browser's cryptographic generator.
pub fn new_id() -> String {
    let mut bytes = [0_u8; CHARACTERS];
    let filled = js::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Without a generator ids still have to differ; nothing secret depends on them.
        bytes.fill_with(random_byte);
    }
    bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).map(|byte| char::from(*byte)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ chance < 1")]
fn random_byte() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}
