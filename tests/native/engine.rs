//! The engine as the worker drives it: requests in, replies out.

use nshot::domain::diff::Granularity;
use nshot::domain::message::Role;
use nshot::domain::prompt::Prompt;
use nshot::engine::Engine;
use nshot::engine::validate::validate;
use nshot::engine::wire::{
    CountModel, ModelCount, News, Outgoing, Reply, ReplyBody, Request, RequestBody, Task, Validation,
};

fn model(name: &str) -> CountModel {
    CountModel { provider: Some("openai".to_owned()), model: name.to_owned(), tokenizer: None }
}

fn errors(schema: &str, answer: &str) -> Vec<(String, String)> {
    match validate(schema, answer) {
        Validation::Invalid(errors) => errors.into_iter().map(|error| (error.path, error.message)).collect(),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn messages_survive_the_border() {
    let request = Request { id: 7, body: RequestBody::Compose { prompt: Box::new(Prompt::empty()) } };
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    let mut engine = Engine::default();
    let reply = Outgoing::Reply(Reply { id: 7, body: engine.answer(request.body, None) });
    let text = serde_json::to_string(&reply).unwrap();
    assert_eq!(serde_json::from_str::<Outgoing>(&text).unwrap(), reply);
}

#[test]
fn a_count_waits_for_its_vocabulary_which_is_wanted_once() {
    let mut engine = Engine::default();
    let count = || RequestBody::Count { models: vec![model("gpt-5")] };
    assert_eq!(engine.answer(count(), None), ReplyBody::Counted(vec![ModelCount::Loading]));
    assert_eq!(engine.answer(count(), None), ReplyBody::Counted(vec![ModelCount::Loading]));
    assert_eq!(engine.wanted_vocabulary(), Some("o200k_base"));
    assert_eq!(engine.wanted_vocabulary(), None);
    let news = engine.vocabulary_came("o200k_base", Ok(b"not a vocabulary".to_vec()));
    assert!(matches!(news, News::VocabularyFailed { .. }), "{news:?}");
    let ReplyBody::Counted(counts) = engine.answer(count(), None) else { unreachable!("another reply") };
    assert!(matches!(counts[0], ModelCount::Failed { .. }));
    engine.answer(count(), None);
    assert_eq!(engine.wanted_vocabulary(), Some("o200k_base"), "asked for again after a failure");
}

#[test]
fn a_request_that_can_not_be_done_says_why() {
    let mut engine = Engine::default();
    for (body, says) in [
        (RequestBody::InferSchema { example: "{".to_owned() }, "not JSON"),
        (RequestBody::OpenLink { text: "hello".to_owned() }, "no Nshot link"),
        (RequestBody::OpenFile { text: "{".to_owned() }, "not a playground"),
    ] {
        let ReplyBody::Refused { reason } = engine.answer(body, None) else { unreachable!("{says}") };
        assert!(reason.contains(says), "{reason}");
    }
}

#[test]
fn a_file_that_is_no_tokenizer_is_refused_and_counts_nothing() {
    let mut engine = Engine::default();
    let body = RequestBody::LoadTokenizer { name: "mine".to_owned() };
    let reply = engine.answer(body, Some(b"{\"version\": 1}"));
    assert!(matches!(reply, ReplyBody::Refused { .. }), "{reply:?}");
    let model = CountModel { tokenizer: Some("mine".to_owned()), ..model("llama") };
    let ReplyBody::Counted(counts) = engine.answer(RequestBody::Count { models: vec![model] }, None) else {
        unreachable!("another reply")
    };
    assert!(matches!(&counts[0], ModelCount::Failed { reason } if reason.contains("Open it again")), "{counts:?}");
}

#[test]
fn a_sealed_link_opens_to_the_same_messages() {
    let mut engine = Engine::default();
    let mut prompt = Prompt::empty();
    prompt.messages[0].text = "Hello {{ x }}".to_owned();
    let body = RequestBody::SealLink {
        prompt: Box::new(prompt),
        connections: vec![],
        outputs: vec![],
        images: vec![],
        include: vec![],
    };
    assert_eq!(body.task(), Task::SealLink);
    let ReplyBody::LinkSealed(link) = engine.answer(body, None) else { unreachable!("another reply") };
    let ReplyBody::Opened(opened) = engine.answer(RequestBody::OpenLink { text: link.fragment }, None) else {
        unreachable!("another reply")
    };
    assert_eq!(
        (opened.payload.messages[0].role, opened.payload.messages[0].text.as_str()),
        (Role::User, "Hello {{ x }}")
    );
}

#[test]
fn a_diff_is_answered() {
    let body = RequestBody::Diff { before: "a".to_owned(), after: "b".to_owned(), granularity: Granularity::Words };
    let ReplyBody::Diff(diff) = Engine::default().answer(body, None) else { unreachable!("another reply") };
    assert_eq!(diff.summary.changes, 1);
}

const PERSON: &str = r#"{"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name", "age"], "additionalProperties": false}"#;

#[test]
fn an_answer_that_fits_is_valid() {
    assert_eq!(validate(PERSON, r#"{"name": "Ada", "age": 36}"#), Validation::Valid);
}

#[test]
fn every_misfit_is_told_with_its_path() {
    let found = errors(PERSON, r#"{"age": -1, "x": 1}"#);
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert!(paths.contains(&"/age") && paths.contains(&""), "{found:?}");
    assert!(found.iter().any(|(_, message)| message.contains("\"name\" is required")), "{found:?}");
    assert!(found.iter().any(|(_, message)| message.contains("\"x\" is not allowed")), "{found:?}");
    let nested = errors(r#"{"items": {"enum": ["a", "b"]}}"#, r#"["a", "c"]"#);
    assert_eq!(nested[0].0, "/1");
}

#[test]
fn an_answer_that_is_not_json_says_where() {
    let Validation::NotJson { reason } = validate(PERSON, "{\"name\": \"Ada\"") else { unreachable!("another reply") };
    assert!(reason.contains("cut off"), "{reason}");
    let Validation::NotJson { reason } = validate(PERSON, "Sure! {}") else { unreachable!("another reply") };
    assert!(reason.contains("line 1, column 1"), "{reason}");
}

#[test]
fn a_schema_that_is_none_or_reaches_out_is_refused() {
    for schema in
        ["{", r#"{"type": "strin"}"#, r#"{"$ref": "https://example.org/schema.json"}"#, r#"{"pattern": "(a)\\1"}"#]
    {
        assert!(
            matches!(validate(schema, "{}"), Validation::BadSchema { .. }),
            "{schema}: {:?}",
            validate(schema, "{}")
        );
    }
    assert!(matches!(validate(&format!("{{\"x\": \"{}\"}}", "y".repeat(70_000)), "{}"), Validation::BadSchema { .. }));
}
