//! The `<prompt-editor>` element as Rust sees it. Its code is the TypeScript module in `codemirror/` beside this file.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A CodeMirror 6 editor in a shadow root.
    #[wasm_bindgen(extends = web_sys::HtmlElement)]
    #[derive(Clone, Debug)]
    pub type PromptEditorElement;

    /// The whole text. Linear in its length.
    #[wasm_bindgen(method, getter)]
    pub fn value(this: &PromptEditorElement) -> String;

    /// Makes the text `text` by the smallest change, so that the cursor stays. Reports no change event.
    #[wasm_bindgen(method)]
    pub fn replace(this: &PromptEditorElement, text: &str);

    /// Marks what is known of the text, a JSON list; it replaces the last one.
    #[wasm_bindgen(method, js_name = setDecorations)]
    pub fn set_decorations(this: &PromptEditorElement, list: &str);

    /// Underlines problems, a JSON list; it replaces the last one.
    #[wasm_bindgen(method, js_name = setProblems)]
    pub fn set_problems(this: &PromptEditorElement, list: &str);

    /// What an `editor-change` event says: `from..to` of the text before (UTF-16 units) became `insert`.
    pub type Change;

    #[wasm_bindgen(method, getter)]
    pub fn from(this: &Change) -> usize;

    #[wasm_bindgen(method, getter)]
    pub fn to(this: &Change) -> usize;

    #[wasm_bindgen(method, getter)]
    pub fn insert(this: &Change) -> String;

    /// What an `editor-selection` event says, in UTF-16 units.
    pub type Selection;

    #[wasm_bindgen(method, getter)]
    pub fn from(this: &Selection) -> usize;

    #[wasm_bindgen(method, getter)]
    pub fn to(this: &Selection) -> usize;
}
