//! Function calls in events of Responses: begun by an item, filled by deltas, told again when they are done and at the end.

use serde_json::Value;

use crate::provider::output::Output;

/// The calls of one answer.
#[derive(Debug, Default)]
pub(super) struct Calls {
    begun: Vec<Call>,
}

#[derive(Debug)]
struct Call {
    /// The item's own id, by which deltas name it; empty where a server gives none.
    item: String,
    /// `call_id`, by which the result names it.
    id: String,
    /// `output_index`, where it is told.
    place: Option<u64>,
    /// As events count.
    index: usize,
    has_arguments: bool,
}

impl Calls {
    /// Takes a call item, begun or done, as far as it was not said yet; `place` is its place in the output, where it is known.
    pub(super) fn item(&mut self, item: &Value, place: Option<u64>, out: &mut Output) {
        let text = |field: &str| item[field].as_str().unwrap_or_default();
        let (id, own) = (text("call_id"), text("id"));
        let known = self.begun.iter().position(|call| {
            if !id.is_empty() && !call.id.is_empty() { call.id == id } else { same(call, own, place) }
        });
        let at = known.unwrap_or_else(|| {
            let index = out.call(if id.is_empty() { own } else { id }, text("name"));
            self.begun.push(Call { item: own.to_owned(), id: id.to_owned(), place, index, has_arguments: false });
            self.begun.len() - 1
        });
        self.fill(Some(at), text("arguments"), out);
    }

    /// The next piece of a call's arguments.
    pub(super) fn delta(&mut self, event: &Value, out: &mut Output) {
        if let Some(call) = self.named(event).and_then(|at| self.begun.get_mut(at)) {
            let piece = event["delta"].as_str().unwrap_or_default();
            call.has_arguments |= !piece.is_empty();
            out.arguments(call.index, piece);
        }
    }

    /// The whole arguments: said only when no delta has.
    pub(super) fn done(&mut self, event: &Value, out: &mut Output) {
        self.fill(self.named(event), event["arguments"].as_str().unwrap_or_default(), out);
    }

    fn fill(&mut self, at: Option<usize>, arguments: &str, out: &mut Output) {
        if let Some(call) = at.and_then(|at| self.begun.get_mut(at)).filter(|call| !call.has_arguments) {
            call.has_arguments = !arguments.is_empty();
            out.arguments(call.index, arguments);
        }
    }

    /// The call that an event of arguments means; the last one where it names none (llama.cpp, measured 2026-11).
    fn named(&self, event: &Value) -> Option<usize> {
        let (item, place) = (event["item_id"].as_str().unwrap_or_default(), event["output_index"].as_u64());
        self.begun.iter().position(|call| same(call, item, place)).or(self.begun.len().checked_sub(1))
    }
}

fn same(call: &Call, item: &str, place: Option<u64>) -> bool {
    if !item.is_empty() && !call.item.is_empty() { call.item == item } else { place.is_some() && call.place == place }
}
