//! Our counting as bare WebAssembly: the bench calls it without bindings, so that only counting is measured.
//!
//! The host writes UTF-8 into the buffer of [`reserve`] and calls one of the others, which read it from there.

use std::cell::RefCell;

use incremental::IncrementalCounter;
use nshot_bpe::{Bpe, Rule, Tally};

// The app's own file, whatever else the app is made of.
#[allow(dead_code, reason = "the app asks it for more than its sum")]
#[path = "../../../../../src/tokenizer/incremental.rs"]
mod incremental;

/// What the file above counts with.
type Tokenizer = Bpe;

#[derive(Default)]
struct State {
    buffer: Vec<u8>,
    ids: Vec<u32>,
    tokenizer: Option<Bpe>,
    edited: IncrementalCounter,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Address of a buffer of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        state.buffer = vec![0; length];
        state.buffer.as_mut_ptr()
    })
}

/// Vocabularies by number.
const FAMILIES: [(Rule, &str); 14] = [
    (Rule::O200k, "o200k_base"),
    (Rule::Cl100k, "cl100k_base"),
    (Rule::Llama3, "llama3"),
    (Rule::Qwen2, "qwen2"),
    (Rule::Deepseek, "deepseek_v3"),
    (Rule::Tekken, "tekken"),
    (Rule::Kimi, "kimi_k2"),
    (Rule::Llama3, "glm4"),
    (Rule::Llama3, "glm5"),
    (Rule::O200k, "minimax_m2"),
    (Rule::Gemma3, "gemma3"),
    (Rule::Claude, "claude2"),
    (Rule::Gpt2, "p50k_base"),
    (Rule::Gpt2, "r50k_base"),
];

/// Loads the vocabulary in the buffer, by its number. Returns whether it is one.
#[unsafe(no_mangle)]
pub extern "C" fn load(family: usize) -> bool {
    STATE.with_borrow_mut(|state| {
        let bpe = FAMILIES.get(family).and_then(|(rule, name)| Bpe::new(*rule, name, &state.buffer).ok());
        state.tokenizer = bpe;
        state.edited = IncrementalCounter::new();
        state.tokenizer.is_some()
    })
}

/// Number of tokens of the buffer's text; `u32::MAX` when it is not UTF-8 or nothing is loaded.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> u32 {
    STATE.with_borrow(|state| match (&state.tokenizer, std::str::from_utf8(&state.buffer)) {
        (Some(tokenizer), Ok(text)) => u32::try_from(tokenizer.count(text)).unwrap_or(u32::MAX),
        _ => u32::MAX,
    })
}

/// Number of tokens of the buffer's text, as the app counts a text again that was edited since the last call; `u32::MAX` as [`count`].
#[unsafe(no_mangle)]
pub extern "C" fn recount() -> u32 {
    STATE.with_borrow_mut(|state| match (&state.tokenizer, std::str::from_utf8(&state.buffer)) {
        (Some(tokenizer), Ok(text)) => u32::try_from(state.edited.update(tokenizer, text).tokens).unwrap_or(u32::MAX),
        _ => u32::MAX,
    })
}

/// Encodes the buffer's text and returns the address of the ids, as many as [`count`] says.
#[unsafe(no_mangle)]
pub extern "C" fn encode() -> *const u32 {
    STATE.with_borrow_mut(|state| {
        if let (Some(tokenizer), Ok(text)) = (&state.tokenizer, std::str::from_utf8(&state.buffer)) {
            state.ids = tokenizer.encode(text);
        }
        state.ids.as_ptr()
    })
}
