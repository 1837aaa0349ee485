//! JSON as a tree that is opened level by level: a level is read only when somebody looks at it, numbers stay as they were written, and a key that
//! stands twice is shown twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// One member of an object or item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, or the place from 0.
    pub label: String,
    pub value: Value,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, number, `true`, `false`, `null`.
    Leaf(String),
    /// Its JSON, to be read when it is opened.
    Object(String),
    List(String),
}

impl Value {
    /// Reads a whole document; `None` when it is no JSON, or neither object nor list.
    pub fn document(text: &str) -> Option<Self> {
        let text = text.trim();
        let looks_so = text.starts_with(['{', '[']);
        let raw: &RawValue = serde_json::from_str(text).ok().filter(|_| looks_so)?;
        Some(Self::of(raw))
    }

    fn of(raw: &RawValue) -> Self {
        let text = raw.get().trim().to_owned();
        match text.as_bytes().first() {
            Some(b'{') => Self::Object(text),
            Some(b'[') => Self::List(text),
            _ => Self::Leaf(text),
        }
    }

    /// What stands in an object or list; nothing in a leaf. Linear in its JSON.
    pub fn entries(&self) -> Vec<Entry> {
        match self {
            Self::Leaf(_) => Vec::new(),
            Self::Object(text) => {
                let pairs = serde_json::from_str::<Pairs>(text).map(|pairs| pairs.0).unwrap_or_default();
                pairs.into_iter().map(|(label, raw)| Entry { label, value: Self::of(&raw) }).collect()
            }
            Self::List(text) => {
                let items = serde_json::from_str::<Vec<Box<RawValue>>>(text).unwrap_or_default();
                let entry = |(at, raw): (usize, Box<RawValue>)| Entry { label: at.to_string(), value: Self::of(&raw) };
                items.into_iter().enumerate().map(entry).collect()
            }
        }
    }
}

/// The members of an object in their order, none dropped.
struct Pairs(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<Vec<(String, Value)>> {
        Some(Value::document(text)?.entries().into_iter().map(|entry| (entry.label, entry.value)).collect())
    }

    #[test]
    fn values_stay_as_they_were_written() {
        let leaf = |text: &str| Value::Leaf(text.to_owned());
        let found =
            written(r#" {"n": 12345678901234567890.10, "n": 1e400, "s": "a\u00e9", "o": {"x": [1]}, "l": [] } "#);
        let expected = [
            ("n", leaf("12345678901234567890.10")),
            ("n", leaf("1e400")),
            ("s", leaf(r#""a\u00e9""#)),
            ("o", Value::Object(r#"{"x": [1]}"#.to_owned())),
            ("l", Value::List("[]".to_owned())),
        ];
        assert_eq!(found, Some(expected.map(|(label, value)| (label.to_owned(), value)).to_vec()));
        assert_eq!(written("[true, null]"), Some(vec![("0".to_owned(), leaf("true")), ("1".to_owned(), leaf("null"))]));
    }

    #[test]
    fn what_is_no_tree_is_none() {
        for text in ["", "12", "\"text\"", "{\"a\": }", "{} trailing", "# {}"] {
            assert_eq!(Value::document(text), None, "{text}");
        }
    }

    #[test]
    fn depth_costs_nothing_until_it_is_opened() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let top = Value::document(&deep);
        assert!(top.is_none_or(|top| top.entries().len() == 1));
    }
}
