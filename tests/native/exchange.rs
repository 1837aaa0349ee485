//! Files of other tools: what is recognized, what is kept, what is told as left out; and that what is written comes back.

#[path = "exchange/backups.rs"]
mod backups;
#[path = "exchange/batches.rs"]
mod batches;
#[path = "exchange/tables.rs"]
mod tables;

use nshot::domain::image::ImageFiles;
use nshot::domain::message::Role;
use nshot::domain::prompt::Prompt;
use nshot::domain::technique::{Effort, Technique};
use nshot::exchange::report::{Report, ReportAnswer, markdown};
use nshot::exchange::{ImportError, Kind, Recognized, read, write_promptfoo, write_transcripts};
use nshot::provider::request::{ChatRequest, encode};
use nshot::share::payload::{SharePayload, SharedMessage};
use nshot::share::{Part, Source};
use proptest::prelude::*;

use crate::share::{connections, full_prompt};

fn recognized(text: &str, kind: Kind) -> Recognized {
    let recognized = read(text).unwrap();
    assert_eq!(recognized.kind, kind);
    recognized
}

fn texts(payload: &SharePayload) -> Vec<(Role, &str)> {
    payload.messages.iter().map(|message| (message.role, message.text.as_str())).collect()
}

#[test]
fn a_chat_request_opens_with_its_settings_and_extra_fields() {
    let text = r#"{"model": "gpt-5.6-luna", "messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "x"}}]},
        {"role": "tool", "content": "42", "tool_call_id": "c"}
    ], "temperature": 0.5, "max_completion_tokens": 100, "stop": "END", "seed": 7, "reasoning_effort": "xhigh",
    "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": {"type": "object"}, "strict": true}},
    "stream": true, "logit_bias": {"1": 2}}"#;
    let recognized = recognized(text, Kind::ChatRequest);
    let payload = &recognized.prompts[0];
    assert_eq!(texts(payload), [(Role::System, "Be brief."), (Role::User, "Hi")]);
    let column = &payload.columns[0];
    assert_eq!((column.model.as_str(), column.provider.as_deref()), ("gpt-5.6-luna", Some("openai")));
    assert_eq!((column.temperature, column.max_output_tokens, column.seed), (Some(0.5), Some(100), Some(7)));
    assert_eq!(column.stop, ["END"]);
    assert_eq!(payload.technique, Technique::Provider(Effort::XHigh));
    assert_eq!(payload.schema.as_ref().unwrap().name, "reply");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&column.extra).unwrap(),
        serde_json::json!({"logit_bias": {"1": 2}})
    );
    assert_eq!(
        recognized.left_out,
        [
            "messages, item 2, part 2: image_url",
            "messages, item 3: the role “tool”",
            "stream, which this page decides itself"
        ]
    );
}

#[test]
fn a_messages_request_opens() {
    let text = r#"{"model": "claude-opus-5", "max_tokens": 500, "system": [{"type": "text", "text": "Be kind."}],
        "messages": [{"role": "user", "content": "Hi"}], "stop_sequences": ["x"], "output_config": {"effort": "low"}}"#;
    let recognized = recognized(text, Kind::MessagesRequest);
    let payload = &recognized.prompts[0];
    assert_eq!(texts(payload), [(Role::System, "Be kind."), (Role::User, "Hi")]);
    assert_eq!(payload.columns[0].max_output_tokens, Some(500));
    assert_eq!(payload.technique, Technique::Provider(Effort::Low));
    assert!(recognized.left_out.is_empty(), "{:?}", recognized.left_out);
}

#[test]
fn what_this_page_sends_opens_again() {
    let prompt = full_prompt();
    let composition = nshot::domain::compose::compose(&prompt);
    let sent: Vec<(Role, String)> = composition.messages.iter().map(|m| (m.role, m.text())).collect();
    for connection in connections() {
        let request = ChatRequest {
            model: "some-model".to_owned(),
            messages: composition.messages.clone(),
            schema: composition.schema.clone(),
            tools: composition.tools.clone(),
            images: ImageFiles::default(),
            technique: prompt.technique,
            sampling: prompt.columns[0].sampling.clone(),
            capabilities: None,
            max_output: None,
        };
        let Ok(http) = encode(&connection, &request) else { continue };
        let opened = read(&http.body).unwrap();
        let payload = &opened.prompts[0];
        assert_eq!(payload.columns[0].model, "some-model");
        let together = |role: Role, messages: Vec<(Role, &str)>| {
            messages
                .into_iter()
                .filter(|(of, _)| *of == role)
                .map(|(_, text)| text.to_owned())
                .collect::<Vec<_>>()
                .join("\n\n")
        };
        for role in Role::ALL {
            let expected = together(role, sent.iter().map(|(role, text)| (*role, text.as_str())).collect());
            assert_eq!(together(role, texts(payload)), expected, "{:?} {role:?}", connection.protocol);
        }
    }
}

#[test]
fn conversations_become_examples() {
    let text = "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"1\"},{\"role\":\"assistant\",\"content\":\"one\"}]}\n\
                {\"messages\":[{\"role\":\"user\",\"content\":\"2\"},{\"role\":\"assistant\",\"content\":\"two\"}],\"weight\":1}\n";
    let recognized = recognized(text, Kind::Transcripts);
    assert_eq!(
        recognized.shots.iter().map(|shot| (shot.input.as_str(), shot.output.as_str())).collect::<Vec<_>>(),
        [("1", "one"), ("2", "two")]
    );
    assert_eq!(texts(&recognized.prompts[0]), [(Role::System, "S"), (Role::User, "{{input}}")]);
    assert_eq!(recognized.left_out, ["line 2: weight"]);
}

#[test]
fn promptfoo_opens_and_what_has_no_place_is_told() {
    let text = "description: Translate\nprompts:\n  - 'Translate to {{language}}: {{text}}'\n  - file://other.txt\n  - |\n    [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"{{text}}\"}]\nproviders:\n  - openai:chat:gpt-5.6\n  - id: anthropic:messages:claude-opus-5\n    config:\n      temperature: 0.2\n      max_tokens: 300\n      apiKey: sk-secret\n  - file://custom.py\ntests:\n  - vars:\n      language: French\n      text: \"yes: no\"\n    assert:\n      - type: contains\n        value: Bonjour\n  - vars: {language: German}\noutputPath: out.html\n";
    let recognized = recognized(text, Kind::Promptfoo);
    assert_eq!(recognized.prompts.len(), 2);
    let first = &recognized.prompts[0];
    assert_eq!(first.title(), "Translate");
    assert_eq!(first.variables.get("text").map(String::as_str), Some("yes: no"));
    assert_eq!(
        first
            .columns
            .iter()
            .map(|c| (c.provider.as_deref().unwrap(), c.model.as_str(), c.temperature))
            .collect::<Vec<_>>(),
        [("openai", "gpt-5.6", None), ("anthropic", "claude-opus-5", Some(0.2))]
    );
    assert_eq!(texts(&recognized.prompts[1]), [(Role::System, "S"), (Role::User, "{{text}}")]);
    assert_eq!(first.dataset.names, ["language", "text"]);
    assert_eq!(first.dataset.rows, [["French", "yes: no"], ["German", ""]]);
    assert_eq!(
        recognized.left_out,
        [
            "providers[1].config.apiKey",
            "providers[2]: file://custom.py is no model of an API",
            "tests[0].assert",
            "outputPath",
            "prompts[1]: file://other.txt is another file",
        ]
    );
    assert!(!serde_json::to_string(&recognized.prompts).unwrap().contains("sk-secret"));
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut text = "prompts: [x]\nproviders: [y]\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        text.extend(["a", &level.to_string(), ": &a", &level.to_string(), " [", &inner, "]\n"]);
    }
    assert!(matches!(read(&text), Err(ImportError::BadYaml { .. })));
}

#[test]
fn what_is_nothing_says_what_can_be_read() {
    for text in ["", "   ", "{\"a\": 1}", "[1, 2]", "{\"a\": ", "Dear Sir!\nHow are you?\n"] {
        assert!(read(text).is_err(), "{text}");
    }
    assert!(read("{\"a\": 1}").unwrap_err().to_string().contains("promptfooconfig.yaml"));
    assert_eq!(read(&"[".repeat(100_000)), Err(ImportError::TooDeep));
}

#[test]
fn no_text_closes_the_fence_of_a_report() {
    let answer = "before\n````\n# not a heading\n```";
    let report = Report {
        title: "Two\nlines".to_owned(),
        messages: vec![("User".to_owned(), "Hi".to_owned())],
        answers: vec![ReportAnswer {
            name: "m".to_owned(),
            text: answer.to_owned(),
            facts: vec!["3 tokens out".to_owned()],
            ..ReportAnswer::default()
        }],
    };
    let text = markdown(&report);
    assert!(text.starts_with("# Two lines\n"));
    assert!(text.contains(&format!("`````text\n{answer}\n`````\n")), "{text}");
    assert!(text.contains("- 3 tokens out\n"));
}

fn payload_of(prompt: &Prompt) -> SharePayload {
    let images = ImageFiles::default();
    SharePayload::new(&Source { prompt, connections: &connections(), outputs: &[], images: &images }, &Part::USUAL)
}

proptest! {
    #[test]
    fn promptfoo_comes_back(title in "[a-zA-Z ü:#'\"-]{1,20}", system in "[^\u{0}-\u{8}\u{b}-\u{1f}\u{7f}-\u{a0}\u{feff}]{0,30}", user in "[a-z {}:\\n'\"#|>-]{1,40}", value in "[a-z0-9: \\n'\"-]{0,20}") {
        let mut prompt = Prompt::empty();
        prompt.title = title.clone();
        prompt.messages[0].text = user.clone();
        prompt.messages.insert(0, nshot::domain::message::Message { id: prompt.fresh_id(), role: Role::System, text: system.clone(), images: Vec::new() });
        prompt.variables.insert("text".to_owned(), value.clone());
        let (yaml, _) = write_promptfoo(&payload_of(&prompt), &prompt);
        let recognized = read(&yaml).unwrap();
        prop_assert_eq!(recognized.kind, Kind::Promptfoo);
        let payload = &recognized.prompts[0];
        prop_assert_eq!(payload.title(), title);
        let expected = [(Role::System, system), (Role::User, user)].map(|(role, text)| SharedMessage { images: Vec::new(), role, text });
        prop_assert_eq!(&payload.messages[..], &expected[..]);
        prop_assert_eq!(payload.variables.get("text"), Some(&value));
    }

    #[test]
    fn a_conversation_comes_back(user in any::<String>(), answer in any::<String>()) {
        let sent = [(Role::User, user.clone())];
        let text = write_transcripts([(&sent[..], answer.as_str())].into_iter());
        let recognized = read(&text).unwrap();
        prop_assert_eq!(texts(&recognized.prompts[0]), [(Role::User, user.as_str()), (Role::Assistant, answer.as_str())]);
    }

    #[test]
    fn no_noise_panics(text in ".{0,200}", json in "[\\[\\]{}\",:a-z0-9 ]{0,80}", yaml in "prompts:\nproviders:\n[a-z\\-:&*\\[\\] \n|>'\"]{0,80}") {
        for noise in [text, json, yaml] {
            let _ = read(&noise);
        }
    }
}

#[test]
fn tests_of_promptfoo_are_rows_both_ways() {
    let text = "prompts: ['{{greeting}} {{name}} in {{language}}']\nproviders: [openai:gpt-5.6]\ndefaultTest:\n  vars: {greeting: Hello}\ntests:\n  - vars:\n      name: [Ada, Bo]\n      language: [French, German]\n  - description: short\n    vars: {name: Cy, greeting: Hi}\n  - file://more.yaml\n";
    let recognized = recognized(text, Kind::Promptfoo);
    let dataset = &recognized.prompts[0].dataset;
    assert_eq!(dataset.names, ["name", "language", "greeting"]);
    assert_eq!(
        dataset.rows,
        [
            ["Ada", "French", "Hello"],
            ["Ada", "German", "Hello"],
            ["Bo", "French", "Hello"],
            ["Bo", "German", "Hello"],
            ["Cy", "", "Hi"]
        ]
    );
    assert_eq!(recognized.left_out, ["tests[1].description", "tests[2]: file://more.yaml"]);

    let mut prompt = recognized.prompts[0].clone().adopt(&connections()).prompt;
    prompt.variables.insert("tone".to_owned(), "warm".to_owned());
    let (written, _) = write_promptfoo(&payload_of(&prompt), &prompt);
    let back = read(&written).unwrap().prompts[0].clone().adopt(&connections()).prompt;
    assert_eq!(back.dataset.cases.len(), 5);
    let values = |prompt: &Prompt, at: usize| {
        let mut values = prompt.dataset.values(&prompt.dataset.cases[at]);
        values.sort_keys();
        values
    };
    for at in 0..5 {
        let mut sent = values(&prompt, at);
        sent.insert("tone".to_owned(), "warm".to_owned());
        sent.sort_keys();
        let mut came = values(&back, at);
        came.entry("tone".to_owned()).or_insert_with(|| back.variables["tone"].clone());
        came.sort_keys();
        assert_eq!(came, sent);
    }
}
