//! Build script of the page: with the feature `parts` the linker keeps what the splitter needs to tell the page's parts from each other.

fn main() {
    println!("cargo::rerun-if-changed=xtask/page_link.rs");
    let on_wasm = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "wasm32");
    if on_wasm && std::env::var_os("CARGO_FEATURE_PARTS").is_some() {
        println!("cargo::rustc-link-arg-bin=nshot=--emit-relocs");
    }
}
