//! How large the built page is and whether that is within its budget.

use crate::command::{Outcome, command, output_of};
use crate::parts::FOLDER;
use crate::progress::say;
use crate::tree::files;
use std::path::{Path, PathBuf};

/// What HTML, CSS, JS and the page's wasm should weigh together in brotli, in bytes.
const PAGE_GOAL: u64 = 450_000;
/// What they may weigh at most, a little above what they weighed on 2026-11-28, 443,485: it stops growth that nobody decided on.
const PAGE_BUDGET: u64 = 460_000;

/// Files of the cut page that its start loads.
const FIRST: [&str; 3] = ["/page.js", "/page_bg.wasm", "/__wasm_split.js"];

/// Prints raw and brotli (quality 11) sizes of the files named on its command line.
const BROTLI: &str = "const { brotliCompressSync } = require('zlib'), { readFileSync } = require('fs');
for (const path of process.argv.slice(1)) { const bytes = readFileSync(path); console.log(bytes.length, brotliCompressSync(bytes).length); }";

/// Which part of the whole a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// What a visitor waits for: HTML, CSS, JS and the page's wasm.
    Page,
    /// What the page loads after its start, or when it is first shown: a place, a dialog.
    Later,
    /// The worker, loaded when the page already answers.
    Engine,
    /// One is fetched when a model needs it.
    Vocabulary,
    /// Icons, the catalog, starter prompts.
    Content,
}

struct File {
    name: String,
    part: Part,
    raw: u64,
    brotli: u64,
}

/// Prints the table of sizes of `dist/`; fails when the page is over its budget.
pub fn report() -> Outcome {
    let files = measure(Path::new("dist"))?;
    say(&format!("\n{:>10} {:>10}  in bytes", "raw", "brotli"));
    for (part, name) in [
        (Part::Page, "page"),
        (Part::Later, "parts of the page, after its start"),
        (Part::Engine, "engine"),
        (Part::Vocabulary, "vocabularies"),
        (Part::Content, "content"),
    ] {
        let mut members: Vec<&File> = files.iter().filter(|file| file.part == part).collect();
        members.sort_by_key(|file| std::cmp::Reverse(file.brotli));
        for file in &members {
            say(&format!("{:>10} {:>10}  {}", file.raw, file.brotli, file.name));
        }
        let (raw, brotli) = members.iter().fold((0, 0), |(raw, brotli), file| (raw + file.raw, brotli + file.brotli));
        say(&format!("{raw:>10} {brotli:>10}  = {name}\n"));
    }
    check(files.iter().filter(|file| file.part == Part::Page).map(|file| file.brotli).sum())
}

fn check(page: u64) -> Outcome {
    if page > PAGE_BUDGET {
        return Err(format!(
            "the page is {page} bytes in brotli, {} over its budget of {PAGE_BUDGET}",
            page - PAGE_BUDGET
        )
        .into());
    }
    say(&format!("the page is {page} bytes in brotli, within its budget of {PAGE_BUDGET}"));
    if page > PAGE_GOAL {
        say(&format!("the goal is {PAGE_GOAL}: {} bytes are still to go", page - PAGE_GOAL));
    }
    Ok(())
}

fn measure(dist: &Path) -> Outcome<Vec<File>> {
    let names = files(dist, dist).map_err(|error| format!("{error}: run `cargo xtask build` first"))?;
    let paths: Vec<PathBuf> = names.iter().map(|name| dist.join(name)).collect();
    let sizes = output_of(command("node").args(["--eval", BROTLI]).args(&paths))
        .ok_or("Node could not compress the files of dist/")?;
    let mut files = Vec::with_capacity(paths.len());
    for (name, line) in names.into_iter().zip(sizes.lines()) {
        let mut numbers = line.split_whitespace().map_while(|number| number.parse().ok());
        let (Some(raw), Some(brotli)) = (numbers.next(), numbers.next()) else {
            return Err(format!("expected two sizes of {name}, got `{line}`").into());
        };
        files.push(File { part: part_of(&name), name, raw, brotli });
    }
    Ok(files)
}

fn part_of(name: &str) -> Part {
    let extension = name.rsplit('.').next().unwrap_or_default();
    match extension {
        _ if name.starts_with("vocabulary/") || name.starts_with("vocabularies/") => Part::Vocabulary,
        "js" | "wasm" if name.starts_with("engine") => Part::Engine,
        "js" | "wasm" if name.starts_with(FOLDER) && !FIRST.iter().any(|first| name.ends_with(first)) => Part::Later,
        "html" | "css" | "js" | "wasm" => Part::Page,
        _ => Part::Content,
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGE_BUDGET, Part, check, part_of};

    #[test]
    fn counts_each_file_to_the_part_that_loads_it() {
        assert_eq!(part_of("nshot-1f_bg.wasm"), Part::Page);
        assert_eq!(part_of("page-1f/page_bg.wasm"), Part::Page);
        assert_eq!(part_of("page-1f/part_costs.wasm"), Part::Later);
        assert_eq!(part_of("snippets/nshot-1/inline0.js"), Part::Page);
        assert_eq!(part_of("engine_bg.wasm"), Part::Engine);
        assert_eq!(part_of("vocabularies/o200k_base.bin"), Part::Vocabulary);
        assert_eq!(part_of("catalog.json"), Part::Content);
    }

    #[test]
    fn fails_one_byte_over_the_budget() {
        assert!(check(PAGE_BUDGET).is_ok());
        assert!(check(PAGE_BUDGET + 1).is_err());
    }
}
