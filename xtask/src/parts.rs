//! Cuts the page's module into what a visitor waits for and the parts that load when they are first shown.
//!
//! Trunk builds one module. Where it was compiled with the feature `parts`, `wasm-split-cli` cuts that build along the functions that
//! `src/ui/parts.rs` marks, wasm-bindgen binds the first piece, and the folder `page-…` takes the place of Trunk's two files. Every piece is
//! made small by wasm-opt, cut or not. Then the engine gets a name of its build too ([`name_engine`]).

use std::fs;
use std::path::Path;

use crate::command::{Outcome, command, run};
use crate::tree::{digest, files};

/// What every piece of the page starts with: its folder, and Trunk's own names of it.
pub const FOLDER: &str = "page-";
const TRUNK_NAME: &str = "nshot-";
/// Ends of Trunk's names of the engine: what starts it, its script, its module.
const ENGINE: [&str; 3] = ["_loader.js", ".js", "_bg.wasm"];
/// What a module imports that is yet to be cut.
const UNCUT: &str = "__wasm_split_placeholder__";
/// The module before wasm-bindgen saw it.
const BUILT: &str = "target/wasm32-unknown-unknown/release/nshot.wasm";
/// The features that Rust 1.95 uses, and SIMD, which `.cargo/config.toml` switches on.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--converge",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-simd",
];

/// Works on the folder that Trunk is about to publish.
pub fn cut(staging: &Path) -> Outcome {
    let trunk = Pair::find(staging)?;
    let script = read(&staging.join(&trunk.script))?;
    if !script.contains(UNCUT) {
        return shrink(&staging.join(&trunk.module));
    }
    let work = Path::new("target/parts");
    // What an earlier build left would be published too.
    if work.exists() {
        fs::remove_dir_all(work).map_err(|error| format!("target/parts can't be emptied: {error}"))?;
    }
    let bound = work.join("bound");
    fs::create_dir_all(&bound).map_err(|error| format!("target/parts can't be made: {error}"))?;
    let cut = work.join("cut");
    run(command("wasm-split-cli").arg(BUILT).arg(&cut).args(["--out-name", "page"]))?;
    run(command("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--remove-producers-section"])
        .args(["--out-name", "page", "--out-dir"])
        .arg(&bound)
        .arg(cut.join("page.wasm")))?;
    for name in names(&cut)? {
        if name != "page.wasm" {
            copy(&cut.join(&name), &bound.join(&name))?;
        }
    }
    let pieces = files(&bound, &bound)?;
    for piece in pieces.iter().filter(|piece| Path::new(piece).extension().is_some_and(|extension| extension == "wasm"))
    {
        shrink(&bound.join(piece))?;
    }
    // Pieces of two builds never meet.
    let folder = format!("{FOLDER}{}", digest(&bound, &pieces)?);
    for piece in &pieces {
        copy(&bound.join(piece), &staging.join(&folder).join(piece))?;
    }
    for old in [&trunk.script, &trunk.module] {
        fs::remove_file(staging.join(old)).map_err(|error| format!("{old} can't be removed: {error}"))?;
    }
    let index = staging.join("index.html");
    let page = trunk.replaced(&read(&index)?, &folder)?;
    fs::write(&index, page).map_err(|error| format!("index.html can't be written: {error}").into())
}

/// Gives the engine's three files names with a digest of them, as the page's have: a page starts the engine of its own build or none.
pub fn name_engine(staging: &Path) -> Outcome {
    let names = ENGINE.map(|end| format!("engine{end}"));
    let engine = format!("engine-{}", digest(staging, &names)?);
    // Each names the next: the page the loader, the loader the script, the script the module.
    let holders = ["index.html".to_owned()].into_iter().chain(names.iter().take(2).cloned());
    for ((holder, name), end) in holders.zip(&names).zip(ENGINE) {
        let path = staging.join(&holder);
        let text = read(&path)?;
        if !text.contains(name.as_str()) {
            return Err(format!("{holder} does not name {name}").into());
        }
        fs::write(&path, text.replace(name.as_str(), &format!("{engine}{end}")))
            .map_err(|error| format!("{holder} can't be written: {error}"))?;
    }
    for (name, end) in names.iter().zip(ENGINE) {
        fs::rename(staging.join(name), staging.join(format!("{engine}{end}")))
            .map_err(|error| format!("{name} can't be renamed: {error}"))?;
    }
    Ok(())
}

/// Trunk's two files of the page: JavaScript and WebAssembly.
struct Pair {
    script: String,
    module: String,
}

impl Pair {
    fn find(staging: &Path) -> Outcome<Self> {
        let made = names(staging)?;
        let ending = |end: &str| {
            let name = made.iter().find(|name| name.starts_with(TRUNK_NAME) && name.ends_with(end));
            name.cloned().ok_or_else(|| format!("Trunk made no file `{TRUNK_NAME}…{end}`"))
        };
        Ok(Self { script: ending(".js")?, module: ending("_bg.wasm")? })
    }

    /// `page` with the addresses of the cut module. A tag with another file has another checksum, which the build's own hash stands for.
    fn replaced(&self, page: &str, folder: &str) -> Outcome<String> {
        let mut lines = Vec::new();
        for line in page.lines() {
            if line.contains(&self.script) || line.contains(&self.module) {
                let line = line
                    .replace(&self.script, &format!("{folder}/page.js"))
                    .replace(&self.module, &format!("{folder}/page_bg.wasm"));
                lines.push(without_integrity(&line));
            } else {
                lines.push(line.to_owned());
            }
        }
        let page = lines.join("\n") + "\n";
        if page.contains(&format!("{folder}/page.js")) && page.contains(&format!("{folder}/page_bg.wasm")) {
            Ok(page)
        } else {
            Err("index.html names no module to replace".into())
        }
    }
}

/// A line without its `integrity="…"` attributes.
pub fn without_integrity(line: &str) -> String {
    let mut rest = line;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once(" integrity=\"") {
        kept.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    kept + rest
}

fn shrink(module: &Path) -> Outcome {
    run(command("wasm-opt").args(WASM_OPT).arg("-o").arg(module).arg(module))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{} can't be read: {error}", path.display()).into())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map(drop)
        .map_err(|error| format!("{} can't be copied: {error}", from.display()).into())
}

/// Names of the files that lie directly in a folder.
fn names(folder: &Path) -> Outcome<Vec<String>> {
    Ok(files(folder, folder)?.into_iter().filter(|name| !name.contains('/')).collect())
}

#[cfg(test)]
mod tests {
    use super::{Pair, without_integrity};

    #[test]
    fn the_page_loads_the_cut_module_and_no_checksum_of_the_whole_one() {
        let pair = Pair { script: "nshot-1f.js".to_owned(), module: "nshot-1f_bg.wasm".to_owned() };
        let page = "<script data-js=\"./nshot-1f.js\" data-wasm=\"./nshot-1f_bg.wasm\"></script>\n<link rel=\"preload\" href=\"./nshot-1f_bg.wasm\" crossorigin=\"anonymous\" integrity=\"sha384-x\" as=\"fetch\">\n<link href=\"a.css\" integrity=\"sha384-y\"/>";
        let replaced = pair.replaced(page, "page-2").unwrap_or_default();
        assert!(replaced.contains("data-js=\"./page-2/page.js\" data-wasm=\"./page-2/page_bg.wasm\""));
        assert!(!replaced.contains("sha384-x") && replaced.contains("sha384-y") && !replaced.contains("nshot-1f"));
        assert!(pair.replaced("<p>nothing</p>", "page-2").is_err());
    }

    #[test]
    fn takes_each_checksum_out_of_a_line() {
        assert_eq!(without_integrity("<a integrity=\"1\" b><c integrity=\"2\">"), "<a b><c>");
        assert_eq!(without_integrity("<a>"), "<a>");
    }
}
