//! The crate `tokenizers` reading a `tokenizer.json`, with the interface of the counter beside it.

use std::cell::RefCell;

use tokenizers::pipeline::{EncodeOptions, PipelineToken, PipelineTokenizer};

#[derive(Default)]
struct State {
    buffer: Vec<u8>,
    tokens: Vec<PipelineToken>,
    ids: Vec<u32>,
    tokenizer: Option<PipelineTokenizer>,
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

/// Loads the `tokenizer.json` in the buffer. Returns whether it is one.
#[unsafe(no_mangle)]
pub extern "C" fn load(_family: usize) -> bool {
    STATE.with_borrow_mut(|state| {
        let text = std::str::from_utf8(&state.buffer).unwrap_or_default();
        state.tokenizer = tokenizers::from_json(text).or_else(|_| older(text)).ok();
        state.tokenizer.is_some()
    })
}

/// Reads a file in an older spelling.
fn older(text: &str) -> tokenizers::Result<PipelineTokenizer> {
    tokenizers::from_json(&tokenizers::canonicalize_str(text)?)
}

/// Number of tokens of the buffer's text; `u32::MAX` when it is not UTF-8 or nothing is loaded.
#[unsafe(no_mangle)]
pub extern "C" fn count() -> u32 {
    STATE.with_borrow_mut(|state| {
        let (Some(tokenizer), Ok(text)) = (&state.tokenizer, std::str::from_utf8(&state.buffer)) else {
            return u32::MAX;
        };
        state.tokens.clear();
        let options = EncodeOptions { encode_special_tokens: true, ..EncodeOptions::no_specials() };
        match tokenizer.encode_into(text, &options, &mut state.tokens) {
            Ok(()) => u32::try_from(state.tokens.len()).unwrap_or(u32::MAX),
            Err(_) => u32::MAX,
        }
    })
}

/// The address of the ids of the last [`count`].
#[unsafe(no_mangle)]
pub extern "C" fn encode() -> *const u32 {
    STATE.with_borrow_mut(|state| {
        state.ids = state.tokens.iter().map(|token| token.id()).collect();
        state.ids.as_ptr()
    })
}

/// The crate's dependencies ask for chance when they make hash tables; a bench may give them none.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(_: *mut u8, _: usize) -> Result<(), getrandom03::Error> {
    Ok(())
}
