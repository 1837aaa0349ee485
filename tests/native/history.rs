//! Stored records: each comes back as it was, and every version that was ever stored still opens.

use std::fs;
use std::path::Path;

use nshot::domain::budget::Budget;
use nshot::domain::calibration::{Counted, Extras};
use nshot::domain::completion::{Completion, FinishReason, Timing};
use nshot::domain::compose::RenderedMessage;
use nshot::domain::connection::Connection;
use nshot::domain::edit::Edit;
use nshot::domain::failure::{Failure, FailureKind};
use nshot::domain::history::{
    BudgetRecord, CompletionRecord, ConnectionRecord, DocumentId, DocumentRecord, ExactCountRecord, ExactCountsRecord,
    MOST_EXACT_COUNTS, MOST_OBSERVATIONS, MessageRecord, ObservationRecord, ObservationsRecord, PromptRecord, Record,
    RecordError, RequestSummary, RunRecord, SamplingRecord, SettingsRecord, UndoRecord, VersionRecord,
};
use nshot::domain::message::Role;
use nshot::domain::money::PicoUsd;
use nshot::domain::prompt::Prompt;
use nshot::domain::rating::Rating;
use nshot::domain::receipt::receipt;
use nshot::domain::technique::Technique;
use nshot::domain::tool::{ToolCall, ToolResult};
use nshot::domain::undo::UndoLog;
use nshot::domain::usage::Usage;

use crate::share::attachments::attached;
use crate::share::{connections, full_prompt};

fn document() -> DocumentRecord {
    DocumentRecord {
        id: DocumentId("d1".to_owned()),
        rev: 3,
        saved_at_ms: 1_795_435_200_000,
        trashed_at_ms: None,
        from_elsewhere: false,
        tags: Vec::new(),
        prompt: PromptRecord::from(&full_prompt()),
    }
}

fn completion() -> Completion {
    Completion {
        text: "An answer".to_owned(),
        logprobs: Vec::new(),
        reasoning: "Because.".to_owned(),
        tool_calls: Vec::new(),
        kept: Vec::new(),
        finish: Some(FinishReason::Length),
        usage: Usage { uncached_input: Some(12), output: Some(3), raw: "{}".to_owned(), ..Usage::default() },
        model: Some("gpt-5.6-luna".to_owned()),
        timing: Timing { first_token_ms: Some(120.5), total_ms: Some(900.0), largest_gap_ms: None },
        failure: Some(Failure::new(FailureKind::Interrupted, "the connection broke")),
    }
}

fn run() -> RunRecord {
    RunRecord {
        document: DocumentId("d1".to_owned()),
        id: "r1".to_owned(),
        at_ms: 1_795_435_200_500,
        column: 5,
        request: RequestSummary {
            connection: "OpenAI".to_owned(),
            provider: Some("openai".to_owned()),
            model: "gpt-5.6-luna".to_owned(),
            messages: vec![MessageRecord::new(Role::User, "Hi")],
            sampling: SamplingRecord::default(),
            technique: Technique::Off,
            schema: None,
            tools: Vec::new(),
        },
        completion: CompletionRecord::from(&completion()),
        receipt: serde_json::to_value(receipt(&completion().usage, None)).unwrap(),
        rating: None,
        counted: None,
        unfinished: false,
    }
}

fn budget() -> BudgetRecord {
    let limit = PicoUsd::from_usd("2.5").ok();
    let since = "2026-11-25".parse().ok();
    BudgetRecord { budget: Budget { limit, spent: PicoUsd(4_125), priced_runs: 3, unknown_runs: 1, since } }
}

fn counted_run() -> RunRecord {
    let extras = Extras { thinking: true, ..Extras::default() };
    let counted = Counted {
        method: "o200k_base/own/2026-11-25".to_owned(),
        low: 11,
        expected: 12,
        high: 13,
        tokens: 8,
        other: 1,
        extras,
    };
    let completion = Completion { failure: None, ..completion() };
    RunRecord { counted: Some((&counted).into()), completion: (&completion).into(), ..run() }
}

fn comes_back<T: Record + PartialEq + std::fmt::Debug>(record: &T) {
    assert_eq!(T::from_json(&record.to_json().unwrap()).as_ref(), Ok(record));
}

#[test]
fn records_come_back_as_they_were() {
    comes_back(&document());
    comes_back(&DocumentRecord { trashed_at_ms: Some(5), from_elsewhere: true, ..document() });
    comes_back(&DocumentRecord { tags: vec!["support".to_owned()], ..document() });
    comes_back(&run());
    comes_back(&budget());
    let rating = Rating { score: 4, note: "Too long".to_owned() };
    comes_back(&RunRecord { rating: Some(rating), ..run() });
    let log = UndoLog { done: vec![vec![Edit::SetBaseline(None)]], undone: Vec::new() };
    comes_back(&UndoRecord { document: DocumentId("d1".to_owned()), rev: 3, log });
    comes_back(&counted_run());
    comes_back(&SettingsRecord { theme: "dark".to_owned(), open_document: Some(DocumentId("d1".to_owned())) });
    comes_back(&VersionRecord {
        document: DocumentId("d1".to_owned()),
        id: "v1".to_owned(),
        at_ms: 7,
        name: Some("before the rewrite".to_owned()),
        prompt: document().prompt,
    });
    for connection in &connections() {
        comes_back(&ConnectionRecord::from(connection));
    }
}

#[test]
fn domain_values_come_back_from_their_records() {
    assert_eq!(Prompt::from(document().prompt), full_prompt());
    assert_eq!(Completion::from(CompletionRecord::from(&completion())), completion());
    assert_eq!(run().receipt(), Some(receipt(&completion().usage, None)));
    for connection in connections() {
        assert_eq!(Connection::from(ConnectionRecord::from(&connection)), connection);
    }
}

#[test]
fn rows_come_back_from_their_record() {
    let mut prompt = full_prompt();
    let row = |n: u32| [("zeta".to_owned(), format!("{n}\u{0}漢"))].into_iter().collect();
    prompt.dataset = prompt.dataset.with_rows((0..3).map(row).collect(), &prompt.variables, prompt.fresh_id()).unwrap();
    assert_eq!(Prompt::from(PromptRecord::from(&prompt)), prompt);
    comes_back(&DocumentRecord { prompt: PromptRecord::from(&prompt), ..document() });
}

#[test]
fn tools_images_and_calls_come_back_from_their_records() {
    let (prompt, _) = attached();
    assert_eq!(Prompt::from(PromptRecord::from(&prompt)), prompt);
    comes_back(&DocumentRecord { prompt: PromptRecord::from(&prompt), ..document() });
    let call =
        ToolCall { id: "c1".to_owned(), name: "f".to_owned(), arguments: "{}".to_owned(), signature: "s".to_owned() };
    let called = Completion { tool_calls: vec![call.clone()], ..completion() };
    assert_eq!(Completion::from(CompletionRecord::from(&called)), called);
    let results = vec![ToolResult { call: "c1".to_owned(), name: "f".to_owned(), content: "3".to_owned() }];
    let messages = RenderedMessage::continued(&called, results);
    let records: Vec<_> = messages.iter().map(MessageRecord::from).collect();
    assert_eq!(records[0].tool_calls[0].name, "f");
    assert_eq!(records[1].tool_results[0].content, "3");
    let run = run();
    comes_back(&RunRecord {
        request: RequestSummary { messages: records, tools: vec!["f".to_owned()], ..run.request.clone() },
        ..run
    });
}

#[test]
fn a_run_kept_while_it_streams_reads_as_interrupted_with_what_had_come() {
    let call =
        ToolCall { id: "c1".to_owned(), name: "f".to_owned(), arguments: "{\"a\":".to_owned(), ..ToolCall::default() };
    let kept = run().named("r2".to_owned()).so_far("Half an ans", "Thinking", &[call]);
    comes_back(&kept);
    let read = RunRecord::from_json(&kept.to_json().unwrap()).unwrap();
    assert_eq!((read.id.as_str(), read.at_ms, read.unfinished), ("r2", run().at_ms, true));
    let completion = Completion::from(read.completion.clone());
    assert_eq!((completion.text.as_str(), completion.reasoning.as_str()), ("Half an ans", "Thinking"));
    assert_eq!(completion.tool_calls[0].arguments, "{\"a\":");
    assert_eq!(completion.failure.unwrap().kind, FailureKind::Interrupted);
    assert_eq!(read.ending(), Some("not finished"));
    assert_eq!(RunRecord { unfinished: false, ..read }.ending(), Some("interrupted"));
}

#[test]
fn a_run_that_ended_looks_in_the_store_as_it_did_before_runs_were_kept_while_streaming() {
    let done = RunRecord { completion: (&Completion { failure: None, ..completion() }).into(), ..run() };
    assert_eq!(done.ending(), None);
    let json = done.to_json().unwrap();
    assert!(!json.contains("unfinished"), "{json}");
}

#[test]
fn a_stored_document_without_tools_looks_as_it_did_before_there_were_any() {
    let json = document().to_json().unwrap();
    assert!(!json.contains("tools") && !json.contains("images"), "{json}");
}

#[test]
fn newer_and_broken_records_are_told_apart() {
    assert_eq!(SettingsRecord::from_json("{\"schema\":2,\"theme\":7}"), Err(RecordError::Newer { schema: 2 }));
    for text in ["", "{}", "{\"schema\":0}", "{\"schema\":1,\"theme\":7}"] {
        assert!(matches!(SettingsRecord::from_json(text), Err(RecordError::Malformed { .. })), "{text}");
    }
}

#[test]
fn unknown_fields_of_a_record_are_ignored() {
    let json = "{\"schema\":1,\"theme\":\"dark\",\"open_document\":null,\"later\":[1]}";
    assert_eq!(SettingsRecord::from_json(json).map(|settings| settings.theme), Ok("dark".to_owned()));
}

/// `tests/fixtures/records/KIND.vN.json` holds what version N stored. Never change one; add the next.
#[test]
fn every_record_version_that_was_stored_still_opens() {
    let read = |name: &str| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/records").join(name)).unwrap()
    };
    assert_eq!(DocumentRecord::from_json(&read("document.v1.json")), Ok(document()));
    let with_tools = DocumentRecord::from_json(&read("document-with-tools.v1.json")).unwrap();
    assert_eq!(Prompt::from(with_tools.prompt), attached().0);
    assert_eq!(RunRecord::from_json(&read("run.v1.json")), Ok(run()));
    assert!(RunRecord::from_json(&read("run.v1.json")).unwrap().receipt().is_some());
    assert_eq!(BudgetRecord::from_json(&read("budget.v1.json")), Ok(budget()));
}

#[test]
fn what_runs_teach_is_their_numbers_without_their_texts() {
    assert_eq!(ObservationRecord::of(&run()), None, "it ended early");
    let numbers = ObservationRecord::of(&counted_run()).unwrap();
    assert_eq!((numbers.input, numbers.output, numbers.reasoned), (Some(12), Some(3), false));
    let observation = numbers.observation().unwrap();
    assert_eq!(
        (observation.reported, observation.counted.expected, observation.counted.extras.thinking),
        (12, 12, true)
    );
    assert_eq!(Counted::from(counted_run().counted.unwrap()), observation.counted);
    let mut record = ObservationsRecord::default();
    for number in 0..=MOST_OBSERVATIONS {
        record.add(ObservationRecord { run: number.to_string(), ..numbers.clone() });
    }
    record.add(ObservationRecord { run: "7".to_owned(), output: Some(9), ..numbers.clone() });
    assert_eq!((record.runs.len(), record.runs[0].run.as_str()), (MOST_OBSERVATIONS, "1"));
    assert_eq!(record.runs.last().map(|run| run.output), Some(Some(9)));
    comes_back(&record);
    assert!(!record.to_json().unwrap().contains("Hi"));
}

#[test]
fn exact_counts_hold_for_a_month_and_those_of_ones_own_server_for_a_day() {
    const DAY_MS: u64 = 86_400_000;
    let count = |content: &str, local| ExactCountRecord {
        content: content.to_owned(),
        model: "m".to_owned(),
        tokens: 14,
        at_ms: 1_000,
        local,
    };
    let mut record = ExactCountsRecord::default();
    record.add(count("a", false));
    record.add(count("b", true));
    record.add(ExactCountRecord { tokens: 15, ..count("a", false) });
    comes_back(&record);
    let holding =
        |now_ms| record.clone().holding(now_ms).map(|count| (count.content, count.tokens)).collect::<Vec<_>>();
    assert_eq!(holding(DAY_MS), [("b".to_owned(), 14), ("a".to_owned(), 15)]);
    assert_eq!(holding(2 * DAY_MS), [("a".to_owned(), 15)]);
    assert_eq!(holding(31 * DAY_MS), []);
    for number in 0..=MOST_EXACT_COUNTS {
        record.add(count(&number.to_string(), false));
    }
    assert_eq!((record.counts.len(), record.counts[0].content.as_str()), (MOST_EXACT_COUNTS, "1"));
}
