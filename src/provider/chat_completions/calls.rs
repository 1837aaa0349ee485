//! Tool calls in chunks of Chat Completions: pieces of several calls, told apart by an index that not every server keeps right.

use serde_json::Value;

use crate::provider::output::Output;

/// The calls of one answer.
#[derive(Debug, Default)]
pub(super) struct Calls {
    begun: Vec<Call>,
}

#[derive(Debug)]
struct Call {
    /// As the server counts.
    index: u64,
    id: String,
    /// As events count.
    place: usize,
}

impl Calls {
    /// Takes one element of `tool_calls`: the first of a call has its id and name, the others more of its arguments.
    ///
    /// Quirks that are put up with: the last piece of arguments under the next index and without id (some vLLM deployments, seen
    /// 2026-07-30); every call whole under index 0 but with an id of its own; no index or no id at all; the id repeated in every piece;
    /// arguments as an object instead of text.
    pub(super) fn piece(&mut self, piece: &Value, out: &mut Output) {
        let id = piece["id"].as_str().unwrap_or_default();
        let name = piece["function"]["name"].as_str().unwrap_or_default();
        let index = piece["index"].as_u64();
        let known = self.begun.iter().rev().find(|call| match index {
            Some(index) => call.index == index && (id.is_empty() || call.id.is_empty() || call.id == id),
            None if id.is_empty() => name.is_empty(),
            None => call.id == id,
        });
        let place = match known {
            Some(call) => call.place,
            // A piece that names nothing belongs to the call before it, whatever its index says.
            None if id.is_empty() && name.is_empty() => match self.begun.last() {
                Some(call) => call.place,
                None => return,
            },
            None => {
                let place = out.call(id, name);
                let index = index.unwrap_or(self.begun.len() as u64);
                self.begun.push(Call { index, id: id.to_owned(), place });
                place
            }
        };
        match &piece["function"]["arguments"] {
            Value::String(text) => out.arguments(place, text),
            arguments @ Value::Object(_) => out.arguments(place, &arguments.to_string()),
            _ => {}
        }
    }
}
