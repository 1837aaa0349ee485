//! Turns with tools over real TCP: a call streams in, a result is sent, the answer uses it; and images arrive.

use fault_server::{Fault, Server};
use nshot::domain::completion::{Completion, FinishReason};
use nshot::domain::compose::{ComposedTool, ComposedTools, RenderedMessage};
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::id::ElementId;
use nshot::domain::image::{ImageFiles, to_base64};
use nshot::domain::run_policy::RunPolicy;
use nshot::domain::tool::{ToolChoice, ToolResult};
use nshot::provider::request::ChatRequest;
use nshot::runner::cancel::Cancel;
use nshot::runner::limits::Limits;
use nshot::runner::run::Runner;

use super::tcp::Tcp;
use super::world::FakeClock;
use super::{connection, request};
use crate::render::attachments::{image, png};

const PROTOCOLS: [Protocol; 3] = [Protocol::ChatCompletions, Protocol::Messages, Protocol::Responses];
const PARAMETERS: &str =
    r#"{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"]}"#;

fn run(connection: &Connection, request: &ChatRequest) -> Completion {
    let clock = FakeClock::default();
    let transport = Tcp::default();
    let runner = Runner { transport, clock: clock.clone(), limits: Limits::new(), policy: RunPolicy::default() };
    clock.run(runner.run(connection, request, &Cancel::new(), |_| {}))
}

fn with_tool(choice: ToolChoice) -> ChatRequest {
    let json = PARAMETERS.to_owned();
    let items = vec![ComposedTool { name: "get_weather".to_owned(), description: String::new(), json }];
    ChatRequest { tools: ComposedTools { items, choice, one_at_a_time: false }, ..request("Will it rain?") }
}

#[test]
fn a_turn_goes_on_after_a_call_in_every_protocol_and_under_every_chunking() {
    let server = Server::start(0, 0).unwrap();
    for (protocol, fault) in PROTOCOLS
        .into_iter()
        .flat_map(|p| [Fault::Ok, Fault::Bytes, Fault::CrLf, Fault::Odd, Fault::Json].map(|f| (p, f)))
    {
        let connection = connection(protocol, &server.base_url(fault));
        let mut request = with_tool(ToolChoice::Required);
        let first = run(&connection, &request);
        assert_eq!(first.finish, Some(FinishReason::ToolCalls), "{protocol:?} {fault:?}: {first:?}");
        assert_eq!(first.text, "Let me look that up.");
        assert_eq!(first.tool_calls.len(), 1, "{protocol:?} {fault:?}");
        let call = &first.tool_calls[0];
        assert_eq!((call.id.as_str(), call.name.as_str()), ("call_fault_1", "get_weather"));
        assert_eq!(call.arguments_value()["days"], 4, "{protocol:?} {fault:?}: {}", call.arguments);
        let result = ToolResult { call: call.id.clone(), name: call.name.clone(), content: "rain at 5".to_owned() };
        request.messages.extend(RenderedMessage::continued(&first, vec![result]));
        request.tools = request.tools.after_call();
        let second = run(&connection, &request);
        assert!(second.text.starts_with("The tool gave rain at 5."), "{protocol:?} {fault:?}: {second:?}");
        assert_eq!((second.finish, second.tool_calls.len()), (Some(FinishReason::Stop), 0));
    }
}

#[test]
fn a_model_that_may_not_call_answers_in_words() {
    let server = Server::start(0, 0).unwrap();
    for protocol in PROTOCOLS {
        let answer = run(&connection(protocol, &server.base_url(Fault::Ok)), &with_tool(ToolChoice::None));
        assert!(answer.tool_calls.is_empty() && answer.text.contains("canal lock"), "{protocol:?}: {answer:?}");
    }
}

#[test]
fn an_image_arrives_in_every_protocol() {
    let server = Server::start(0, 0).unwrap();
    for protocol in PROTOCOLS {
        let mut request = request("What is it?");
        let image = image(9, 4, 4);
        let mut files = ImageFiles::default();
        files.insert(image.file.clone(), to_base64(&png(4, 4)));
        request.images = files;
        request.messages[1].images = vec![image.clone(), nshot::domain::image::Image { id: ElementId(10), ..image }];
        let answer = run(&connection(protocol, &server.base_url(Fault::Ok)), &request);
        assert!(answer.text.starts_with("I see 2 images."), "{protocol:?}: {answer:?}");
    }
}

#[test]
fn the_dry_run_calls_a_tool_and_goes_on_with_its_result() {
    let mut request = with_tool(ToolChoice::Auto);
    let first = run(&Connection::dry_run(), &request);
    assert_eq!(first.tool_calls[0].arguments_value(), serde_json::json!({"city": "dry run"}));
    assert_eq!(first.finish, Some(FinishReason::ToolCalls));
    let result = ToolResult { name: "get_weather".to_owned(), content: "sunny".to_owned(), ..ToolResult::default() };
    request.messages.extend(RenderedMessage::continued(&first, vec![result]));
    let second = run(&Connection::dry_run(), &request);
    assert!(second.text.contains("get_weather gave sunny"), "{}", second.text);
    assert!(second.text.contains("1 tool."), "{}", second.text);
}
