//! Which variables a template uses and where: for the editor's pills, the input fields and the list of what has no value.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::braces::single_braces;
use super::tag::{TagKind, Word, first_name, tags, top_level, words};

/// What a look at a template's source tells, broken or not. Offsets are bytes of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateScan {
    /// Every use, in order; names that the template makes itself (`set`, `for`, `macro`, `with`) are not among them.
    pub uses: Vec<VariableUse>,
    /// `{name}` and `${name}`, which other tools read as variables and this one as text.
    pub single_braces: Vec<Range<usize>>,
}

impl TemplateScan {
    /// Variables in order of first use, each once.
    pub fn variables(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.uses.iter().map(|used| used.name.as_str()).filter(|name| seen.insert(*name)).collect()
    }
}

/// One use of a variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableUse {
    pub name: String,
    pub span: Range<usize>,
    /// The template copes without a value here: `is defined`, `default`.
    pub optional: bool,
}

/// Functions that exist without being given.
const FUNCTIONS: [&str; 3] = ["range", "dict", "namespace"];
const KEYWORDS: [&str; 14] =
    ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None", "recursive"];

type Words<'a> = [(Word<'a>, Range<usize>)];

/// Reads a template's source. Linear; never fails.
pub fn scan(source: &str) -> TemplateScan {
    let mut scanner = Scanner { uses: Vec::new(), scopes: vec![HashSet::new()] };
    let mut ranges = Vec::new();
    for tag in tags(source) {
        let body = source.get(tag.body.clone()).unwrap_or_default();
        let words: Vec<_> =
            words(body).map(|(word, range)| (word, range.start + tag.body.start..range.end + tag.body.start)).collect();
        match tag.kind {
            TagKind::Comment => {}
            TagKind::Expression => scanner.expression(&words),
            TagKind::Statement => scanner.statement(first_name(source, &tag), &words),
        }
        ranges.push(tag.range);
    }
    TemplateScan { uses: scanner.uses, single_braces: single_braces(source, &ranges) }
}

struct Scanner<'a> {
    uses: Vec<VariableUse>,
    /// Names made by the template, innermost scope last.
    scopes: Vec<HashSet<&'a str>>,
}

impl<'a> Scanner<'a> {
    fn statement(&mut self, keyword: Option<&'a str>, words: &Words<'a>) {
        let rest =
            words.iter().position(|(word, _)| matches!(word, Word::Name(_))).map_or(words.len(), |first| first + 1);
        let rest = words.get(rest..).unwrap_or_default();
        match keyword {
            Some("if" | "elif" | "do" | "autoescape") => self.expression(rest),
            Some("set") => self.set(rest),
            Some("for") => self.for_loop(rest),
            Some("with") => {
                self.scopes.push(HashSet::new());
                self.bindings(rest);
            }
            Some("macro") => self.macro_head(rest),
            Some("call") => {
                self.scopes.push(HashSet::new());
                self.expression(rest);
            }
            Some("filter") => self.expression(rest.get(1..).unwrap_or_default()),
            Some("endfor" | "endwith" | "endmacro" | "endcall") if self.scopes.len() > 1 => {
                self.scopes.pop();
            }
            _ => {}
        }
    }

    /// `a, b = expression`, or the head of a block: `name | filter`.
    fn set(&mut self, words: &Words<'a>) {
        let equals = words.iter().position(|(word, _)| *word == Word::Mark('='));
        let (targets, value) = words.split_at(equals.unwrap_or(words.len().min(1)));
        self.expression(value);
        // `set ns.field` changes an object that exists; it makes no name.
        if !targets.iter().any(|(word, _)| *word == Word::Mark('.')) {
            self.declare(targets);
        } else if let Some(object) = targets.get(..1) {
            self.expression(object);
        }
    }

    /// `targets in iterable [if condition] [recursive]`; the iterable does not see the targets.
    fn for_loop(&mut self, words: &Words<'a>) {
        let inside = words.iter().position(|(word, _)| *word == Word::Name("in")).unwrap_or(words.len());
        let (targets, rest) = words.split_at(inside);
        let condition = top_level(rest, |word| *word == Word::Name("if")).unwrap_or(rest.len());
        let (iterable, condition) = rest.split_at(condition);
        self.expression(iterable);
        self.scopes.push(HashSet::from(["loop"]));
        self.declare(targets);
        self.expression(condition);
    }

    /// `a = expression, b = expression`
    fn bindings(&mut self, words: &Words<'a>) {
        let mut rest = words;
        while !rest.is_empty() {
            let end = top_level(rest, |word| *word == Word::Mark(',')).unwrap_or(rest.len());
            let (binding, after) = rest.split_at(end);
            self.expression(binding.get(1..).unwrap_or_default());
            self.declare(binding.get(..1).unwrap_or_default());
            rest = after.get(1..).unwrap_or_default();
        }
    }

    /// `name(a, b = expression)`
    fn macro_head(&mut self, words: &Words<'a>) {
        self.declare(words.get(..1).unwrap_or_default());
        self.scopes.push(HashSet::from(["caller", "varargs", "kwargs"]));
        let parameters = words.get(2..words.len().saturating_sub(1)).unwrap_or_default();
        let mut rest = parameters;
        while !rest.is_empty() {
            let end = top_level(rest, |word| *word == Word::Mark(',')).unwrap_or(rest.len());
            let (parameter, after) = rest.split_at(end);
            self.declare(parameter.get(..1).unwrap_or_default());
            self.expression(parameter.get(1..).unwrap_or_default());
            rest = after.get(1..).unwrap_or_default();
        }
    }

    fn declare(&mut self, words: &Words<'a>) {
        let names = words.iter().filter_map(|(word, _)| if let Word::Name(name) = word { Some(*name) } else { None });
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(names);
        }
    }

    fn expression(&mut self, words: &Words<'a>) {
        let word = |index: usize| words.get(index).map(|(word, _)| *word);
        for (index, (current, span)) in words.iter().enumerate() {
            let Word::Name(name) = *current else { continue };
            let before = |back: usize| index.checked_sub(back).and_then(word);
            let is_test = before(1) == Some(Word::Name("is"))
                || before(1) == Some(Word::Name("not")) && before(2) == Some(Word::Name("is"));
            let is_attribute_or_filter = matches!(before(1), Some(Word::Mark('.' | '|')));
            let is_argument_name = word(index + 1) == Some(Word::Mark('='))
                && word(index + 2) != Some(Word::Mark('='))
                && matches!(before(1), Some(Word::Mark('(' | ',')));
            let is_function = FUNCTIONS.contains(&name) && word(index + 1) == Some(Word::Mark('('));
            if is_test || is_attribute_or_filter || is_argument_name || is_function || self.is_known(name) {
                continue;
            }
            let optional = copes_without_value(|ahead| word(index + ahead));
            self.uses.push(VariableUse { name: name.to_owned(), span: span.clone(), optional });
        }
    }

    fn is_known(&self, name: &str) -> bool {
        KEYWORDS.contains(&name) || self.scopes.iter().any(|scope| scope.contains(name))
    }
}

/// `ahead(1)` is the word after the name.
fn copes_without_value<'a>(ahead: impl Fn(usize) -> Option<Word<'a>>) -> bool {
    match (ahead(1), ahead(2)) {
        (Some(Word::Mark('|')), Some(Word::Name("default" | "d"))) => true,
        (Some(Word::Name("is")), Some(Word::Name("not"))) => {
            matches!(ahead(3), Some(Word::Name("defined" | "undefined" | "none")))
        }
        (Some(Word::Name("is")), Some(Word::Name(test))) => matches!(test, "defined" | "undefined" | "none"),
        _ => false,
    }
}
