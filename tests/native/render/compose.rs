//! Composition: the messages that are sent, and the problems told.

use nshot::domain::compose::{Composition, Source, compose};
use nshot::domain::id::ElementId;
use nshot::domain::message::{Message, Role};
use nshot::domain::problem::{Place, Severity};
use nshot::domain::prompt::Prompt;
use nshot::domain::schema::{OutputSchema, infer_from_example};
use nshot::domain::shot::{Shot, ShotLayout, Shots};
use nshot::domain::technique::{ChainOfThought, Technique};
use proptest::prelude::*;

fn prompt(messages: &[(Role, &str)]) -> Prompt {
    let messages = messages.iter().zip(10..);
    let message = |((role, text), id): (&(Role, &str), u32)| Message::new(ElementId(id), *role, *text);
    Prompt { messages: messages.map(message).collect(), ..Prompt::empty() }
}

fn shot(id: u32, input: &str, output: &str) -> Shot {
    Shot {
        id: ElementId(id),
        input: input.to_owned(),
        output: output.to_owned(),
        reasoning: String::new(),
        enabled: true,
    }
}

fn texts(composition: &Composition) -> Vec<(Role, String)> {
    composition.messages.iter().map(|message| (message.role, message.text())).collect()
}

fn errors(composition: &Composition) -> Vec<&Place> {
    composition.problems.iter().filter(|p| p.severity == Severity::Error).map(|p| &p.place).collect()
}

#[test]
fn shots_stand_as_pairs_after_the_leading_system_messages() {
    let mut prompt = prompt(&[(Role::System, "Be brief."), (Role::User, "Go"), (Role::System, "Late")]);
    prompt.shots.items =
        vec![shot(20, "in {{ x }}", "out"), Shot { enabled: false, ..shot(21, "a", "b") }, shot(22, "half", "")];
    let composition = compose(&prompt);
    let expected = [
        (Role::System, "Be brief."),
        (Role::User, "in {{ x }}"),
        (Role::Assistant, "out"),
        (Role::User, "Go"),
        (Role::System, "Late"),
    ];
    assert_eq!(texts(&composition), expected.map(|(role, text)| (role, text.to_owned())));
    assert_eq!(composition.variables, Vec::<String>::new(), "shots are data");
    assert!(
        composition.problems.iter().any(|p| p.place == Place::Shot(ElementId(22)) && p.severity == Severity::Warning)
    );
}

#[test]
fn shots_stand_as_a_block_at_the_end_of_the_system_message() {
    let mut prompt = prompt(&[(Role::System, "Be brief."), (Role::User, "Go")]);
    prompt.shots = Shots { layout: ShotLayout::TaggedBlock, items: vec![shot(20, "a", "b")] };
    let composition = compose(&prompt);
    let expected =
        "Be brief.\n\n<examples>\n<example>\n<input>\na\n</input>\n<output>\nb\n</output>\n</example>\n</examples>";
    assert_eq!(texts(&composition)[0].1, expected);
    let sources: Vec<_> = composition.messages[0].parts.iter().map(|part| part.source).collect();
    assert_eq!(sources, [Source::Message(ElementId(10)), Source::Shots, Source::Shot(ElementId(20)), Source::Shots]);
}

#[test]
fn a_technique_without_a_system_message_makes_one() {
    let mut prompt = prompt(&[(Role::User, "Go")]);
    prompt.technique = Technique::ChainOfThought(ChainOfThought::ZeroShot);
    let composition = compose(&prompt);
    let [(role, text), (_, user)] = texts(&composition).try_into().unwrap();
    assert_eq!((role, user.as_str()), (Role::System, "Go"));
    assert!(text.starts_with("Think") && text.contains("<thinking>") && text.contains("<answer>"), "{text}");
    assert_eq!(composition.messages[0].parts[0].source, Source::Technique);
}

#[test]
fn worked_shots_show_reasoning_and_answer_in_tags() {
    let mut prompt = prompt(&[(Role::User, "Go")]);
    prompt.technique = Technique::ChainOfThought(ChainOfThought::WorkedShots);
    prompt.shots.items = vec![Shot { reasoning: "2+2 is 4".to_owned(), ..shot(20, "2+2?", "4") }];
    let texts = texts(&compose(&prompt));
    assert_eq!(texts[2].1, "<thinking>\n2+2 is 4\n</thinking>\n<answer>\n4\n</answer>");
}

#[test]
fn a_missing_value_stops_the_run_and_an_unused_one_does_not() {
    let mut prompt = prompt(&[(Role::User, "{{ a }} {{ b }} {{ c | default('x') }}")]);
    prompt.variables = [("b", "1"), ("unused", "2")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let composition = compose(&prompt);
    assert_eq!(errors(&composition), [&Place::Variable("a".to_owned())]);
    assert_eq!(composition.variables, ["a", "b", "c"]);
    assert!(
        composition
            .problems
            .iter()
            .any(|p| p.place == Place::Variable("unused".to_owned()) && p.severity == Severity::Note)
    );
    assert_eq!(texts(&composition)[0].1, "{{a}} 1 x");
}

#[test]
fn an_empty_prompt_says_so() {
    let composition = compose(&Prompt::empty());
    assert_eq!(composition.messages, []);
    assert_eq!(errors(&composition), [&Place::Document]);
    assert_eq!(errors(&compose(&prompt(&[(Role::System, "only")]))), [&Place::Document]);
}

#[test]
fn a_schema_is_minified_with_its_key_order_kept() {
    let mut prompt = prompt(&[(Role::User, "Go")]);
    let text = "{ \"type\": \"object\",\n \"properties\": {\"z\": {}, \"a\": {}} }".to_owned();
    prompt.schema = Some(OutputSchema { name: "answer".to_owned(), text, enabled: true });
    let composition = compose(&prompt);
    assert_eq!(composition.schema.unwrap().json, r#"{"type":"object","properties":{"z":{},"a":{}}}"#);
}

#[test]
fn a_schema_that_is_not_json_says_where() {
    let mut prompt = prompt(&[(Role::User, "Go")]);
    let text = "{\"ä\": 1,\n \"b\" 2}".to_owned();
    prompt.schema = Some(OutputSchema { name: "answer".to_owned(), text: text.clone(), enabled: true });
    let composition = compose(&prompt);
    let problem = composition.problems.iter().find(|p| p.place == Place::Schema).unwrap();
    assert_eq!(text.get(problem.span.clone().unwrap()), Some("2"), "{}", problem.message);
    assert!(problem.message.contains("line 2") && composition.schema.is_none());
}

#[test]
fn an_inferred_schema_requires_what_all_examples_have() {
    let schema =
        infer_from_example(r#"{"n": 1, "rows": [{"a": 1, "b": "x"}, {"a": 2.5}], "empty": [], "mixed": [1, "x"]}"#)
            .unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["n", "rows", "empty", "mixed"]));
    let row = &schema["properties"]["rows"]["items"];
    assert_eq!(
        (&row["required"], &row["properties"]["a"]["type"]),
        (&serde_json::json!(["a"]), &serde_json::json!("number"))
    );
    assert_eq!(schema["properties"]["mixed"]["items"]["anyOf"].as_array().unwrap().len(), 2);
    assert!(infer_from_example("{\"a\": }").unwrap_err().contains("column 7"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 256 } else { 4096 }))]

    #[test]
    fn values_are_never_parsed_as_template(value in "[{}%# a|'\"\\n-]{0,40}") {
        let mut prompt = prompt(&[(Role::User, "<{{ x }}>")]);
        prompt.variables = [("x".to_owned(), value.clone()), ("a".to_owned(), "LEAK".to_owned())].into();
        let composition = compose(&prompt);
        prop_assert_eq!(composition.messages[0].text(), format!("<{value}>"));
    }

    #[test]
    fn what_is_typed_never_panics_and_spans_are_on_characters(text in "([{}%#]|\\{\\{|\\}\\}|\\{%|%\\}|if|for|set|raw|endraw|in|x|ä| |'|\\(|\\[|\\.|\\||=|\\n){0,24}") {
        let composition = compose(&prompt(&[(Role::User, &text)]));
        for problem in composition.problems {
            if let (Place::Message(_), Some(span)) = (&problem.place, problem.span) {
                prop_assert!(text.get(span.clone()).is_some(), "{:?} in {:?}", span, text);
            }
        }
    }
}
