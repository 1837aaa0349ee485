//! Makes the styles and scripts that Trunk is about to publish small, with the esbuild that bundles the editor: no comments, no white space.

use std::fs;
use std::path::Path;

use crate::command::{Outcome, command, root, run};
use crate::parts::{FOLDER, without_integrity};
use crate::setup;
use crate::tree::files;

/// Writes each file named on its command line, but for the first, which is the folder that they are in, anew.
const MINIFY: &str = "const [folder, ...files] = process.argv.slice(1); require('esbuild').buildSync({ entryPoints: files, outdir: folder,
outbase: folder, allowOverwrite: true, minify: true, charset: 'utf8', legalComments: 'none', logLevel: 'warning' });";

/// Works on a folder in which no script is checked any more.
pub fn minify(staging: &Path) -> Outcome {
    let names = files(staging, staging)?;
    let styles: Vec<&String> = names.iter().filter(|name| !name.contains('/') && has_extension(name, "css")).collect();
    let is_script = |name: &&String| has_extension(name, "js") && (name.starts_with(FOLDER) || *name == "boot.js");
    let whole = fs::canonicalize(staging).map_err(|error| format!("{} can't be found: {error}", staging.display()))?;
    let paths = styles.iter().copied().chain(names.iter().filter(is_script)).map(|name| whole.join(name));
    run(command("node").args(["--eval", MINIFY]).arg(&whole).args(paths).current_dir(root().join(setup::EDITOR)))?;
    let index = staging.join("index.html");
    let page = fs::read_to_string(&index).map_err(|error| format!("index.html can't be read: {error}"))?;
    fs::write(&index, unchecked(&page, &styles)).map_err(|error| format!("index.html can't be written: {error}").into())
}

/// `page` without the checksums of styles, which are those of the files as they were.
fn unchecked(page: &str, styles: &[&String]) -> String {
    let of_style = |line: &str| styles.iter().any(|style| line.contains(style.as_str()));
    let lines: Vec<String> =
        page.lines().map(|line| if of_style(line) { without_integrity(line) } else { line.to_owned() }).collect();
    lines.join("\n") + "\n"
}

fn has_extension(name: &str, wanted: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == wanted)
}

#[cfg(test)]
mod tests {
    use super::unchecked;

    #[test]
    fn a_style_that_was_made_small_has_no_checksum_of_what_it_was() {
        let page =
            "<link href=\"a-1.css\" integrity=\"sha384-x\"/>\n<script src=\"b.js\" integrity=\"sha384-y\"></script>";
        let made = unchecked(page, &[&"a-1.css".to_owned()]);
        assert_eq!(made, "<link href=\"a-1.css\"/>\n<script src=\"b.js\" integrity=\"sha384-y\"></script>\n");
    }
}
