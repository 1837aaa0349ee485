//! Rendering: source and values → text, and which of its bytes are not the source's own.

use std::borrow::Cow;
use std::ops::Range;

use indexmap::IndexMap;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, OutputSpan, OutputSpanKind, UndefinedBehavior};

use super::{TemplateScan, filters, has_tags, limits};
use crate::domain::variables::Variables;

/// Work units of one rendering, beyond what its own length costs. An instruction or 64 bytes cost one.
const FUEL: u64 = 200_000;
/// Calls of macros and blocks inside each other.
const RECURSION: usize = 64;
/// Written where an expression has no value; two private-use characters that no text means anything by.
const NO_VALUE: &str = "\u{F4B1}\u{F4B2}";

/// A template after rendering. Never nothing: what can't be rendered stands as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// Byte ranges of `text` that expressions put there, ascending, not overlapping.
    pub substitutions: Vec<Range<usize>>,
    /// What is wrong; the text is not what the person means when there is one.
    pub faults: Vec<Fault>,
}

/// Something wrong in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    /// Byte range of the source; `None` = the whole.
    pub span: Option<Range<usize>>,
}

/// Renders `source`, whose `scan` says what it uses. A variable without a value shows as `{{name}}`; values are data and are never parsed.
/// Time and memory are bounded by the fuel and by [`limits`](super::limits).
pub fn render(source: &str, scan: &TemplateScan, values: &Variables) -> Rendered {
    if !has_tags(source) {
        return Rendered { text: source.to_owned(), ..Rendered::default() };
    }
    let outcome = limits::check(source).and_then(|()| expand(source, scan, values));
    outcome.unwrap_or_else(|fault| Rendered { text: source.to_owned(), substitutions: Vec::new(), faults: vec![fault] })
}

fn expand(source: &str, scan: &TemplateScan, values: &Variables) -> Result<Rendered, Fault> {
    let environment = environment(source.len() + values.values().map(String::len).sum::<usize>());
    let template = environment.template_from_str(source).map_err(|error| fault(source, &error))?;
    let rendered = template.render_with_spans(context(scan, values)).map_err(|error| fault(source, &error))?;
    Ok(mark_missing(source, rendered))
}

fn environment(bytes: usize) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_debug(false);
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_recursion_limit(RECURSION);
    environment.set_fuel(Some(FUEL + bytes as u64 / 16));
    let mut syntax = minijinja::syntax::SyntaxConfig::builder();
    if let Ok(syntax) = syntax.keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment.remove_global("debug");
    environment.add_filter("tojson", filters::tojson);
    environment.add_filter("fromjson", filters::fromjson);
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return out.write_str(NO_VALUE).map_err(Error::from);
        }
        filters::check_shape(value)?;
        write!(out, "{value}").map_err(Error::from)
    });
    environment
}

/// The values that the template uses, and for a variable that has none and needs one, its own name in braces.
fn context(scan: &TemplateScan, values: &Variables) -> Value {
    let used = scan.variables().into_iter();
    let given = used.filter_map(|name| Some((name, Cow::Borrowed(values.get(name)?.as_str()))));
    let missing = missing(scan, values).into_iter().map(|name| (name, Cow::Owned(format!("{{{{{name}}}}}"))));
    let context: IndexMap<&str, Cow<'_, str>> = given.chain(missing).collect();
    Value::from(Serde(&context))
}

/// Variables that need a value and have none, in order of first use.
pub(crate) fn missing<'a>(scan: &'a TemplateScan, values: &Variables) -> Vec<&'a str> {
    let copes = |name: &str| scan.uses.iter().any(|used| used.optional && used.name == name);
    scan.variables().into_iter().filter(|name| !values.contains_key(*name) && !copes(name)).collect()
}

/// Puts `{{ expression }}` where an expression had no value, and says so.
fn mark_missing(source: &str, (text, spans): (String, Vec<OutputSpan>)) -> Rendered {
    if !text.contains(NO_VALUE) {
        let substitutions = spans.iter().filter(|span| span.kind() == OutputSpanKind::Expression);
        return Rendered {
            substitutions: substitutions.map(OutputSpan::output_range).collect(),
            text,
            faults: Vec::new(),
        };
    }
    let mut rendered = Rendered::default();
    for span in spans {
        let piece = text.get(span.output_range()).unwrap_or_default();
        let start = rendered.text.len();
        if span.kind() == OutputSpanKind::Raw || !piece.contains(NO_VALUE) {
            rendered.text.push_str(piece);
        } else {
            let expression = source.get(span.source_range()).unwrap_or_default();
            rendered.text.push_str(&piece.replace(NO_VALUE, &stand_in(expression)));
            if !is_conditional(expression) {
                let message = format!(
                    "“{expression}” has no value here. Check its spelling, or give a default: {expression} | default('…')."
                );
                rendered.faults.push(Fault { message, span: Some(span.source_range()) });
            }
        }
        if span.kind() == OutputSpanKind::Expression && start < rendered.text.len() {
            rendered.substitutions.push(start..rendered.text.len());
        }
    }
    rendered
}

fn stand_in(expression: &str) -> String {
    if is_conditional(expression) { String::new() } else { format!("{{{{ {expression} }}}}") }
}

/// `{{ a if b }}` without an else is empty by intent.
fn is_conditional(expression: &str) -> bool {
    expression.split_whitespace().any(|word| word == "if")
}

fn fault(source: &str, error: &Error) -> Fault {
    let span = error.range().filter(|range| source.get(range.clone()).is_some());
    let detail = innermost(error);
    let message = match error.kind() {
        ErrorKind::OutOfFuel => {
            "This template does more work than the limit allows: an endless loop, or one that is far too long. Make it shorter.".to_owned()
        }
        ErrorKind::SyntaxError => format!("The template can't be read: {detail}."),
        ErrorKind::UnknownFilter => format!("{}. Check the spelling after |.", capitalized(&detail)),
        ErrorKind::UnknownTest => format!("{}. Check the spelling after “is”.", capitalized(&detail)),
        ErrorKind::UnknownFunction => format!("{}. Only range, dict and namespace can be called.", capitalized(&detail)),
        ErrorKind::UnknownMethod => format!("{}. Use a filter instead, such as | upper or | items.", capitalized(&detail)),
        _ => format!("{}.", capitalized(&detail)),
    };
    Fault { message, span }
}

fn innermost(error: &Error) -> String {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<Error>());
    source.map_or(detail, innermost)
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
