// Loads the app's module and its WebAssembly, whose hashed addresses Trunk writes into the attributes of this script's tag.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
const { default: init } = await import(new URL(js, document.baseURI).href);
await init({ module_or_path: new URL(wasm, document.baseURI) });
