//! Tools and images of a request, and the part of an answer that calls a tool.

use crate::answer::pieces;
use crate::json::{Json, quote};
use crate::protocol::{Frame, Protocol, Script};
use crate::schema::instance;

/// The id of every call.
const ID: &str = "call_fault_1";

/// A call of a tool.
#[derive(Clone, Debug)]
pub struct Call {
    pub name: String,
    /// Pieces of the arguments as they stream.
    pub pieces: Vec<String>,
}

/// The call that an answer to `body` makes, in the protocols whose calls this server speaks: the tool that must be called, else the first; none when there are no tools, none may be called,
/// or a result has come. A tool that stands in for a schema (`structured_answer`) is no tool here.
pub fn call(protocol: Protocol, body: &Json, variant: usize) -> Option<Call> {
    let choice = body.get("tool_choice");
    if !results(protocol, body).is_empty() || [choice.text(), choice.get("type").text()].contains(&Some("none")) {
        return None;
    }
    let named = choice.get("name").text().or(choice.get("function").get("name").text());
    let described = |tool: &'_ Json| -> Json {
        let inner = tool.get("function");
        if inner.is_null() { tool.clone() } else { inner.clone() }
    };
    let declared = body.get("tools").items().iter().flat_map(|tool| tool.get("functionDeclarations").items());
    let tools: Vec<Json> = body.get("tools").items().iter().map(described).chain(declared.cloned()).collect();
    let tools: Vec<Json> = tools.into_iter().filter(|tool| !tool.get("name").is_null()).collect();
    if tools.iter().any(|tool| tool.get("name").text() == Some("structured_answer")) {
        return None;
    }
    let tool = tools.iter().find(|tool| named.is_none() || tool.get("name").text() == named)?;
    let schema = ["parameters", "input_schema", "parametersJsonSchema"]
        .map(|field| tool.get(field))
        .into_iter()
        .find(|s| !s.is_null())?;
    Some(Call { name: tool.get("name").text()?.to_owned(), pieces: pieces(&instance(schema, variant).write()) })
}

/// What the calls of the turn gave, when the request ends with that.
pub fn results(protocol: Protocol, body: &Json) -> Vec<String> {
    let place = match protocol {
        Protocol::Responses => "input",
        Protocol::Gemini => "contents",
        _ => "messages",
    };
    let list = body.get(place);
    let text = |value: &Json| value.text().map(str::to_owned);
    let backwards = list.items().iter().rev();
    match protocol {
        Protocol::Chat | Protocol::Cohere | Protocol::Ollama => {
            let results = backwards.take_while(|message| message.get("role").text() == Some("tool"));
            results.filter_map(|message| text(message.get("content"))).collect()
        }
        Protocol::Responses => {
            let results = backwards.take_while(|item| item.get("type").text() == Some("function_call_output"));
            results.filter_map(|item| text(item.get("output"))).collect()
        }
        Protocol::Messages => {
            let blocks = list.items().last().map(|message| message.get("content").items()).unwrap_or_default();
            let results = blocks.iter().filter(|block| block.get("type").text() == Some("tool_result"));
            results.filter_map(|block| text(block.get("content"))).collect()
        }
        Protocol::Gemini => {
            let parts = list.items().last().map(|content| content.get("parts").items()).unwrap_or_default();
            let results = parts.iter().map(|part| part.get("functionResponse").get("response"));
            results
                .filter(|response| !response.is_null())
                .map(|response| text(response.get("result")).unwrap_or_else(|| response.write()))
                .collect()
        }
    }
}

/// How many images a request carries with their data.
pub fn images(body: &Json) -> usize {
    let here = match body.get("type").text() {
        Some("image_url") => body.get("image_url").get("url").text().is_some_and(is_data_url),
        Some("input_image") => body.get("image_url").text().is_some_and(is_data_url),
        Some("image") => body.get("source").get("data").text().is_some_and(|data| !data.is_empty()),
        _ => body.get("inlineData").get("data").text().is_some_and(|data| !data.is_empty()),
    };
    let listed = body.get("images").items().len();
    let inner = body.items().iter().chain(body.members().iter().map(|(_, value)| value));
    usize::from(here) + listed + inner.map(images).sum::<usize>()
}

fn is_data_url(url: &str) -> bool {
    url.strip_prefix("data:image/")
        .and_then(|rest| rest.split_once(";base64,"))
        .is_some_and(|(_, data)| !data.is_empty())
}

/// The events of the call, after those of the text.
pub fn frames(protocol: Protocol, script: &Script, call: &Call) -> Vec<Frame> {
    let name = quote(&call.name);
    match protocol {
        Protocol::Gemini => vec![(None, crate::gemini::chunk(script, &whole(protocol, call), None))],
        Protocol::Cohere => cohere(call, &name),
        Protocol::Ollama => {
            let message = format!("\"content\":\"\",\"tool_calls\":[{}]", whole(protocol, call));
            vec![crate::ollama::line(script, &message, "\"done\":false")]
        }
        Protocol::Chat => {
            let first = format!(
                "{{\"tool_calls\":[{{\"index\":0,\"id\":\"{ID}\",\"type\":\"function\",\"function\":{{\"name\":{name},\"arguments\":\"\"}}}}]}}"
            );
            let piece = |piece: &String| {
                let delta =
                    format!("{{\"tool_calls\":[{{\"index\":0,\"function\":{{\"arguments\":{}}}}}]}}", quote(piece));
                crate::chat::chunk(script, &delta, "null")
            };
            std::iter::once(crate::chat::chunk(script, &first, "null")).chain(call.pieces.iter().map(piece)).collect()
        }
        Protocol::Messages => {
            let index = usize::from(!script.reasoning.is_empty()) + 1;
            let event = crate::messages::event;
            let start = event(
                "content_block_start",
                &format!(
                    "\"index\":{index},\"content_block\":{{\"type\":\"tool_use\",\"id\":\"{ID}\",\"name\":{name},\"input\":{{}}}}"
                ),
            );
            let piece = |piece: &String| {
                let delta = format!("{{\"type\":\"input_json_delta\",\"partial_json\":{}}}", quote(piece));
                event("content_block_delta", &format!("\"index\":{index},\"delta\":{delta}"))
            };
            let end_of_text = event("content_block_stop", &format!("\"index\":{}", index - 1));
            [end_of_text, start].into_iter().chain(call.pieces.iter().map(piece)).collect()
        }
        Protocol::Responses => {
            let event = crate::responses::event;
            let place = "\"output_index\":1";
            let arguments = quote(&call.pieces.concat());
            let item = |arguments: &str, status: &str| {
                format!(
                    "{{\"type\":\"function_call\",\"id\":\"fc_fault\",\"call_id\":\"{ID}\",\"name\":{name},\"arguments\":{arguments},\"status\":\"{status}\"}}"
                )
            };
            let piece = |piece: &String| {
                let delta = format!("\"item_id\":\"fc_fault\",{place},\"delta\":{}", quote(piece));
                event("response.function_call_arguments.delta", &delta)
            };
            let begun =
                event("response.output_item.added", &format!("{place},\"item\":{}", item("\"\"", "in_progress")));
            let done = [
                event(
                    "response.function_call_arguments.done",
                    &format!("\"item_id\":\"fc_fault\",{place},\"arguments\":{arguments}"),
                ),
                event("response.output_item.done", &format!("{place},\"item\":{}", item(&arguments, "completed"))),
            ];
            std::iter::once(begun).chain(call.pieces.iter().map(piece)).chain(done).collect()
        }
    }
}

/// The call as Cohere's three kinds of events.
fn cohere(call: &Call, name: &str) -> Vec<Frame> {
    let event = |kind: &'static str, calls: &str| {
        let delta = format!("\"delta\":{{\"message\":{{\"tool_calls\":{calls}}}}}");
        (Some(kind), format!("{{\"type\":\"{kind}\",\"index\":0,{delta}}}"))
    };
    let start =
        format!("{{\"id\":\"{ID}\",\"type\":\"function\",\"function\":{{\"name\":{name},\"arguments\":\"\"}}}}");
    let piece =
        |piece: &String| event("tool-call-delta", &format!("{{\"function\":{{\"arguments\":{}}}}}", quote(piece)));
    let end = (Some("tool-call-end"), "{\"type\":\"tool-call-end\",\"index\":0}".to_owned());
    std::iter::once(event("tool-call-start", &start)).chain(call.pieces.iter().map(piece)).chain([end]).collect()
}

/// The call as a member of a whole answer: an element of `tool_calls`, a content block, or an output item.
pub fn whole(protocol: Protocol, call: &Call) -> String {
    let (name, arguments) = (quote(&call.name), call.pieces.concat());
    match protocol {
        Protocol::Gemini => {
            format!("{{\"functionCall\":{{\"name\":{name},\"args\":{arguments}}},\"thoughtSignature\":\"c2ln\"}}")
        }
        Protocol::Ollama => format!("{{\"function\":{{\"name\":{name},\"arguments\":{arguments}}}}}"),
        Protocol::Chat | Protocol::Cohere => format!(
            "{{\"id\":\"{ID}\",\"type\":\"function\",\"function\":{{\"name\":{name},\"arguments\":{}}}}}",
            quote(&arguments)
        ),
        Protocol::Messages => {
            format!("{{\"type\":\"tool_use\",\"id\":\"{ID}\",\"name\":{name},\"input\":{arguments}}}")
        }
        Protocol::Responses => format!(
            "{{\"type\":\"function_call\",\"id\":\"fc_fault\",\"call_id\":\"{ID}\",\"name\":{name},\"arguments\":{}}}",
            quote(&arguments)
        ),
    }
}
