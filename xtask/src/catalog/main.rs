//! Makes `public/catalog.json`, the slim dated table of models and prices, from a pinned package, and `public/catalog-differences.json`, where an
//! independent second package disagrees. `--check` only compares both files with what would be made.

mod peer;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use nshot::domain::catalog::{Catalog, Source};
use nshot::domain::litellm;

type Outcome<T = ()> = Result<T, String>;

/// LiteLLM: the table is in its MIT part.
const PRICES: wheel::Pin = wheel::Pin {
    package: "litellm",
    version: "1.108.11",
    uploaded: "2026-11-17",
    sha256: "cd21bfa087b46e563c428d6e7235663328832bd78e674bdba3fab6d7afd5d482",
};
/// The second, independent table.
const PEER: wheel::Pin = wheel::Pin {
    package: "genai-prices",
    version: "0.2.3",
    uploaded: "2026-11-10",
    sha256: "56976ce2b04ec206117f7d0e53f4849211a6724ab3a12119afec304eba63ee25",
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => make().and_then(write),
        ["--check"] => make().and_then(|files| check(&files)),
        other => Err(format!("expected nothing or `--check`, got `{}`", other.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("catalog: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The generated files: path and text.
type Files = Vec<(PathBuf, String)>;

fn make() -> Outcome<Files> {
    let table = wheel::read(&PRICES, "prices", None)?;
    let as_of = PRICES.uploaded.parse().map_err(|error| format!("{error}"))?;
    let (mut catalog, warnings) = litellm::parse(&table, as_of).map_err(|error| error.to_string())?;
    catalog.sources = vec![
        source(&PRICES, "LiteLLM", "https://github.com/BerriAI/litellm")?,
        source(&PEER, "genai-prices", "https://github.com/pydantic/genai-prices")?,
    ];
    let answers = wheel::read(&PEER, "peer", Some(&peer::questions(&catalog)?))?;
    let report = peer::cross_check(&mut catalog, &answers, &warnings)?;
    summarize(&catalog, &warnings, &report);
    let text = catalog.to_json().map_err(|error| error.to_string())?;
    let (again, problems) = Catalog::parse(&text).map_err(|error| error.to_string())?;
    if again != catalog || !problems.is_empty() {
        return Err(format!("the table does not read back as it was written: {problems:?}"));
    }
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    Ok(vec![(public.join("catalog.json"), text), (public.join("catalog-differences.json"), report.to_json()?)])
}

fn source(pin: &wheel::Pin, name: &str, url: &str) -> Outcome<Source> {
    Ok(Source {
        name: name.to_owned(),
        version: Some(pin.version.to_owned()),
        uploaded: Some(pin.uploaded.parse().map_err(|error| format!("{error}"))?),
        license: Some("MIT".to_owned()),
        url: Some(url.to_owned()),
    })
}

fn summarize(catalog: &Catalog, warnings: &[String], report: &peer::Report) {
    for warning in warnings {
        println!("{warning}");
    }
    let priced = catalog.models.iter().filter(|model| model.price.is_some()).count();
    println!("{} models, {priced} with a price; {}", catalog.models.len(), report.summary());
}

fn write(files: Files) -> Outcome {
    for (path, text) in files {
        fs::write(&path, &text).map_err(|error| format!("{} can't be written: {error}", path.display()))?;
        println!("{} bytes in {}", text.len(), path.display());
    }
    Ok(())
}

fn check(files: &Files) -> Outcome {
    for (path, text) in files {
        let committed =
            fs::read_to_string(path).map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        if let Some((at, (old, new))) =
            committed.lines().zip(text.lines()).enumerate().find(|(_, (old, new))| old != new)
        {
            let line = at + 1;
            return Err(format!(
                "{} is not what the pinned packages give; line {line} is\n{old}\nand should be\n{new}\nrun `cargo xtask catalog`",
                path.display()
            ));
        }
        if committed.lines().count() != text.lines().count() {
            return Err(format!(
                "{} has not as many lines as the pinned packages give; run `cargo xtask catalog`",
                path.display()
            ));
        }
    }
    println!("the committed files are what the pinned packages give");
    Ok(())
}
