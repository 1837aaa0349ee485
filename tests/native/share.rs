//! Sharing: links and files round-trip, hostile ones are refused with a sentence, and nothing in one reaches a connection.

pub mod attachments;
mod fixtures;
mod hostile;
mod rows;
mod secrets;
mod sizes;

use nshot::domain::completion::Completion;
use nshot::domain::connection::{Connection, Protocol};
use nshot::domain::dataset::Dataset;
use nshot::domain::history::PromptRecord;
use nshot::domain::id::{ConnectionId, ElementId};
use nshot::domain::image::NO_IMAGES;
use nshot::domain::message::{Message, Role};
use nshot::domain::prompt::{Column, ModelRef, Prompt};
use nshot::domain::sampling::{PromptCache, Sampling};
use nshot::domain::schema::OutputSchema;
use nshot::domain::shot::{Shot, ShotLayout, Shots};
use nshot::domain::technique::{ChainOfThought, Effort, Technique};
use nshot::domain::tool::Tools;
use nshot::share::page::{file_in_page, page};
use nshot::share::{LinkError, Locked, Part, SharedAnswer, Source, codec, export_file, fits, import_file, open, seal};
use proptest::prelude::*;

/// Connections of a device: one of a catalog provider, one of its own.
pub fn connections() -> Vec<Connection> {
    let connection = |id: &str, label: &str, base_url: &str, provider: Option<&str>| Connection {
        id: ConnectionId(id.to_owned()),
        label: label.to_owned(),
        protocol: Protocol::ChatCompletions,
        base_url: base_url.to_owned(),
        provider: provider.map(str::to_owned),
        models: Vec::new(),
        contexts: std::collections::BTreeMap::new(),
    };
    vec![
        connection("c1", "OpenAI", "https://api.openai.com/v1", Some("openai")),
        connection("c2", "Local llama", "http://localhost:8080/v1", None),
        Connection::dry_run(),
    ]
}

/// A prompt that uses every part.
pub fn full_prompt() -> Prompt {
    let column = |id, connection: &str, model: &str, sampling| Column {
        id: ElementId(id),
        model: ModelRef { connection: ConnectionId(connection.to_owned()), model: model.to_owned() },
        sampling,
    };
    let tuned = Sampling {
        temperature: Some(0.2),
        top_p: Some(0.9),
        max_output_tokens: Some(400),
        seed: Some(-7),
        stop: vec!["\n\n".to_owned()],
        extra: "{\"top_k\": 40}".to_owned(),
        ..Sampling::default()
    };
    let shot = |id, input: &str, output: &str, enabled| Shot {
        id: ElementId(id),
        input: input.to_owned(),
        output: output.to_owned(),
        reasoning: String::new(),
        enabled,
    };
    Prompt {
        title: "Ünïcode & quotes \"{{x}}\"".to_owned(),
        messages: vec![
            Message::new(ElementId(1), Role::System, "You are terse."),
            Message::new(ElementId(2), Role::User, "Sum up {{text}}\r\n漢字 👩‍💻"),
        ],
        shots: Shots { layout: ShotLayout::TaggedBlock, items: vec![shot(3, "a", "b", true), shot(4, "c", "", false)] },
        technique: Technique::ChainOfThought(ChainOfThought::WorkedShots),
        tools: Tools::default(),
        dataset: Dataset::default(),
        schema: Some(OutputSchema { name: "s".to_owned(), text: "{ not json".to_owned(), enabled: false }),
        variables: [("zeta", "1"), ("alpha", "2")].map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect(),
        columns: vec![
            column(5, "c1", "gpt-5.6-luna", Sampling::default()),
            column(6, "c2", "llama-3", tuned),
            column(7, ConnectionId::DRY_RUN, "dry-run", Sampling::default()),
        ],
        baseline: Some(ElementId(6)),
        expected_output_tokens: Some(300),
    }
}

pub fn source<'a>(prompt: &'a Prompt, connections: &'a [Connection]) -> Source<'a> {
    Source { prompt, connections, outputs: &[], images: &NO_IMAGES }
}

#[test]
fn a_playground_comes_back_from_its_link() {
    let (prompt, connections) = (full_prompt(), connections());
    let completion = Completion { text: "An answer.".to_owned(), ..Completion::default() };
    let outputs = [SharedAnswer { column: ElementId(6), completion, rating: None }];
    let everything = Source { outputs: &outputs, ..source(&prompt, &connections) };
    let link = seal(&everything, &Part::OPTIONAL).unwrap();
    let adopted = open(&link.fragment).unwrap().payload.adopt(&connections);
    assert_eq!(adopted.prompt, prompt);
    assert_eq!(adopted.outputs, outputs);
    assert_eq!(adopted.notes, ["Column 2 sends extra parameters that came with it; look at them before a run."]);
}

#[test]
fn wishes_for_a_cache_and_for_probabilities_travel_and_are_stored() {
    let (mut prompt, connections) = (full_prompt(), connections());
    for (column, prompt_cache) in prompt.columns.iter_mut().zip(PromptCache::ALL) {
        column.sampling = Sampling { prompt_cache, logprobs: !prompt_cache.is_unasked(), ..column.sampling.clone() };
    }
    let link = seal(&source(&prompt, &connections), &Part::USUAL).unwrap();
    assert_eq!(open(&link.fragment).unwrap().payload.adopt(&connections).prompt, prompt);
    let stored = serde_json::to_string(&PromptRecord::from(&prompt)).unwrap();
    assert!(stored.contains("\"prompt_cache\":\"one_hour\""), "{stored}");
    assert_eq!(Prompt::from(serde_json::from_str::<PromptRecord>(&stored).unwrap()), prompt);
}

#[test]
fn a_playground_comes_back_from_its_file() {
    let (prompt, connections) = (full_prompt(), connections());
    let file = export_file(&source(&prompt, &connections), &Part::USUAL).unwrap();
    assert!(file.contains("  \"model\": \"gpt-5.6-luna\""), "a file is readable: {file}");
    assert_eq!(import_file(&file).unwrap().payload.adopt(&connections).prompt, prompt);
}

#[test]
fn addresses_and_connection_ids_are_not_in_a_file() {
    let (prompt, mut connections) = (full_prompt(), connections());
    connections[0].id = ConnectionId("id-of-this-device".to_owned());
    let file = export_file(&source(&prompt, &connections), &Part::OPTIONAL).unwrap();
    for secret in ["localhost", "api.openai.com", "id-of-this-device"] {
        assert!(!file.contains(secret), "{secret} in {file}");
    }
    assert!(file.contains("Local llama"));
}

#[test]
fn parts_that_are_left_out_are_not_there() {
    let (prompt, connections) = (full_prompt(), connections());
    let bare = open(&seal(&source(&prompt, &connections), &[]).unwrap().fragment).unwrap().payload;
    assert!(bare.shots.is_empty() && bare.variables.is_empty() && bare.schema.is_none() && bare.outputs.is_empty());
    assert_eq!(bare.messages.len(), 2);
}

#[test]
fn contents_say_what_leaving_a_part_out_saves() {
    let (prompt, connections) = (full_prompt(), connections());
    let link = seal(&source(&prompt, &connections), &Part::USUAL).unwrap();
    for size in link.contents.iter().skip(1) {
        let others: Vec<Part> = Part::USUAL.into_iter().filter(|part| *part != size.part).collect();
        let without = seal(&source(&prompt, &connections), &others).unwrap();
        assert_eq!(link.fragment.len() - without.fragment.len(), size.chars, "{:?}", size.part);
    }
    assert_eq!(
        link.contents.iter().map(|size| (size.part, size.items)).collect::<Vec<_>>(),
        [(Part::Prompt, 2), (Part::Schema, 1), (Part::Variables, 2), (Part::Shots, 2)]
    );
}

#[test]
fn columns_without_a_connection_here_go_to_the_dry_run_with_a_note() {
    let (prompt, connections) = (full_prompt(), connections());
    let link = seal(&source(&prompt, &connections), &Part::USUAL).unwrap();
    let adopted = open(&link.fragment).unwrap().payload.adopt(&[]);
    assert!(adopted.prompt.columns.iter().all(|column| column.model.connection == ConnectionId::dry_run()));
    assert_eq!(adopted.prompt.columns[1].model.model, "llama-3", "the wanted model stays readable");
    assert!(
        adopted.notes.iter().any(|note| note.contains("llama-3") && note.contains("Local llama")),
        "{:?}",
        adopted.notes
    );
}

#[test]
fn links_survive_what_chat_and_mail_programs_do_to_them() {
    let (prompt, connections) = (full_prompt(), connections());
    let fragment = seal(&source(&prompt, &connections), &Part::USUAL).unwrap().fragment;
    let url = format!("https://host.example/app/{fragment}");
    let wrapped: String = url
        .chars()
        .enumerate()
        .flat_map(|(at, c)| {
            (at % 76 == 75).then_some("\r\n").into_iter().flat_map(str::chars).chain([c]).collect::<Vec<_>>()
        })
        .collect();
    let percent = url.replace('#', "%23").replace('.', "%2E");
    for text in [
        fragment.trim_start_matches('#').to_owned(),
        format!("see {url}, it works"),
        format!("<{url}>"),
        format!("({url})."),
        format!("[text]({url})"),
        format!("{url}_"),
        wrapped,
        percent.clone(),
        percent.replace('%', "%25"),
    ] {
        assert!(open(&text).is_ok(), "{text}: {:?}", open(&text).err());
    }
}

#[test]
fn channels_carry_up_to_their_limit() {
    let carried = |chars| fits(chars).into_iter().filter(|(_, fits)| *fits).count();
    assert_eq!([300, 301, 1_900, 1_901, 8_001, 32_001, 1_048_401].map(carried), [5, 4, 4, 3, 2, 1, 0]);
}

#[test]
fn hidden_characters_are_counted_over_all_parts() {
    let mut prompt = full_prompt();
    prompt.messages[1].text.push('\u{e0041}');
    prompt.shots.items[0].output.push('\u{200b}');
    let link = seal(&source(&prompt, &[]), &Part::USUAL).unwrap();
    assert_eq!(open(&link.fragment).unwrap().hidden_characters, 2);
}

fn technique() -> impl Strategy<Value = Technique> {
    prop_oneof![
        Just(Technique::Off),
        Just(Technique::ChainOfThought(ChainOfThought::PlanThenAnswer)),
        prop::sample::select(Effort::ALL.to_vec()).prop_map(Technique::Provider),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn opening_undoes_sealing(
        title in ".{1,20}", texts in prop::collection::vec(".{0,80}", 0..6), names in prop::collection::vec("[a-z_]{1,8}", 0..4),
        technique in technique(), temperature in prop::option::of(0.0..2.0_f64), seed in prop::option::of(any::<i64>()),
    ) {
        let connections = connections();
        let mut prompt = Prompt { title, technique, ..full_prompt() };
        prompt.messages = texts.iter().zip(1..).map(|(text, id)| Message::new(ElementId(id), Role::ALL[usize::try_from(id % 3).unwrap()], text)).collect();
        prompt.variables = names.into_iter().zip(texts.iter().cloned()).collect();
        prompt.columns[0].sampling.temperature = temperature;
        prompt.columns[0].sampling.seed = seed;
        let link = seal(&source(&prompt, &connections), &Part::USUAL).unwrap();
        prop_assert_eq!(&link, &seal(&source(&prompt, &connections), &Part::USUAL).unwrap());
        let opened = open(&link.fragment).unwrap().payload.adopt(&connections).prompt;
        let ids = |prompt: &Prompt| Prompt { baseline: None, ..renumbered(prompt) };
        prop_assert_eq!(ids(&opened), ids(&prompt));
    }
}

/// Ids are made anew on opening; what they name is compared by place.
fn renumbered(prompt: &Prompt) -> Prompt {
    let mut prompt = prompt.clone();
    prompt.messages.iter_mut().for_each(|message| message.id = ElementId(0));
    prompt.shots.items.iter_mut().for_each(|shot| shot.id = ElementId(0));
    prompt.columns.iter_mut().for_each(|column| column.id = ElementId(0));
    prompt
}

#[test]
fn a_sealed_link_is_found_whole_and_opens_only_unsealed() {
    let locked = Locked { salt: [7; 16], iv: [9; 12], ciphertext: (0..200).collect() };
    let fragment = locked.fragment();
    for text in [
        fragment.clone(),
        format!("https://x.example/?a=b{fragment}"),
        format!("{fragment}\n"),
        fragment.replace('#', "%23"),
    ] {
        assert_eq!(Locked::find(&text), Ok(Some(locked.clone())), "{text}");
    }
    assert_eq!(open(&fragment), Err(LinkError::Sealed));
    let mut damaged = fragment.clone();
    damaged.replace_range(40..41, if fragment.get(40..41) == Some("A") { "B" } else { "A" });
    assert_eq!(Locked::find(&damaged), Err(LinkError::Damaged));
    assert_eq!(Locked::find("#p1.AAAA0"), Ok(None));
}

#[test]
fn the_bytes_of_a_link_make_the_link_again() {
    let prompt = full_prompt();
    let source = Source { prompt: &prompt, connections: &connections(), outputs: &[], images: &NO_IMAGES };
    let fragment = seal(&source, &Part::USUAL).unwrap().fragment;
    let bytes = codec::bytes_of_fragment(&fragment).unwrap();
    assert_eq!(codec::fragment_of(&bytes), fragment);
}

#[test]
fn a_page_reads_without_script_and_holds_the_playground() {
    let mut prompt = full_prompt();
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    evil.clone_into(&mut prompt.title);
    evil.clone_into(&mut prompt.messages[0].text);
    let source = Source { prompt: &prompt, connections: &connections(), outputs: &[], images: &NO_IMAGES };
    let file = export_file(&source, &Part::USUAL).unwrap();
    let html = page(&file, "https://app.example/", Some("https://app.example/#p1.x0")).unwrap();
    assert_eq!(html.matches("<script").count(), 1, "the data block alone");
    assert!(!html.contains("<img"));
    assert!(html.contains("default-src 'none'"));
    let inside = file_in_page(&html).unwrap();
    assert_eq!(import_file(inside).unwrap(), import_file(&file).unwrap());
    assert_eq!(nshot::exchange::read(&html).unwrap().prompts, [import_file(&file).unwrap().payload]);
}
