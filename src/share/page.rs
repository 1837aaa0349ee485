//! A playground as a page of its own, for when it is too long for a link: readable anywhere without script, with the playground inside it,
//! and with a link that opens it where links of that length open.
//!
//! Nothing in it runs: its policy allows no script, and every text is escaped.

use std::fmt::Write as _;

use super::error::LinkError;
use super::link::import_file;

/// Where the playground's JSON stands.
const BEGIN: &str = "<script type=\"application/json\" id=\"nshot\">";
const END: &str = "</script>";
const STYLE: &str = "body{max-width:50rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem;border:1px solid #8886;border-radius:.5rem}";

/// The page of a playground file's text. `link` is the address that opens it, if a browser opens one that long; `app` the app's.
///
/// # Errors
/// When the file could not be opened again.
pub fn page(file: &str, app: &str, link: Option<&str>) -> Result<String, LinkError> {
    let payload = import_file(file)?.payload;
    let mut html = String::from("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    // Writing to a String can't fail.
    let _ = writeln!(
        html,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    );
    let _ = writeln!(
        html,
        "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">"
    );
    let title = escaped(payload.title());
    let _ = writeln!(html, "<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>");
    if let Some(link) = link {
        let _ = writeln!(html, "<p><a href=\"{}\" rel=\"noreferrer\">Open in Nshot</a></p>", escaped(link));
    } else {
        let app = escaped(app);
        let _ = writeln!(
            html,
            "<p>Too long for a link: open <a href=\"{app}\" rel=\"noreferrer\">Nshot</a>, choose Import in its Library, and give it this file.</p>"
        );
    }
    let mut section = |heading: &str, text: &str| {
        let _ = writeln!(html, "<h2>{}</h2>\n<pre dir=\"auto\">{}</pre>", escaped(heading), escaped(text));
    };
    for message in &payload.messages {
        section(message.role.title(), &message.text);
    }
    for (name, value) in &payload.variables {
        section(&format!("Variable {name}"), value);
    }
    for (place, shot) in payload.shots.iter().enumerate() {
        section(&format!("Shot {}: input", place + 1), &shot.input);
        section(&format!("Shot {}: output", place + 1), &shot.output);
    }
    if let Some(schema) = &payload.schema {
        section("JSON Schema of the answer", &schema.text);
    }
    for output in &payload.outputs {
        let asked = payload.columns.get(output.column).map(|column| column.model.as_str());
        let model = output.model.as_deref().or(asked).unwrap_or_default();
        section(&format!("Answer of {model}"), &output.text);
    }
    // JSON may hold `<` in texts alone, where the escape means the same.
    let _ = writeln!(html, "{BEGIN}{}{END}\n</html>", file.trim().replace('<', "\\u003c"));
    Ok(html)
}

/// The playground file's text in a page that [`page`] made.
pub fn file_in_page(html: &str) -> Option<&str> {
    let (_, rest) = html.rsplit_once(BEGIN)?;
    rest.split_once(END).map(|(json, _)| json)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
