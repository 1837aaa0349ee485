//! The Costs place natively: the price list, a person's plan, and price tables that they give.

use nshot::domain::catalog::{Catalog, Override};
use nshot::domain::cost_plan::{CostPlan, MOST_MODELS, ModelKey};
use nshot::domain::date::{Date, Moment};
use nshot::domain::economics::Share;
use nshot::domain::estimate::{OutputBasis, OutputClues};
use nshot::domain::history::{CostsRecord, DocumentId, ObservationRecord, ObservationsRecord, Record};
use nshot::domain::model::{Model, TokenizerChoice};
use nshot::domain::price::{PicoUsd, Price, Rate};
use nshot::domain::price_list::{Counted, Filter, PricedModel, SortKey, csv, past_outputs, priced, sort};
use nshot::domain::prompt::Prompt;
use nshot::domain::token::{Certainty, Encoding, TokenCount};
use nshot::engine::Engine;
use nshot::engine::wire::{CountModel, ModelCount, ReplyBody, RequestBody, Survey};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rate(dollars_per_million: &str) -> Rate {
    Rate::from_usd_per_million(dollars_per_million).unwrap()
}

fn model(id: &str, rates: Option<(&str, &str)>) -> Model {
    let price = rates.map(|(input, output)| Price::flat(rate(input), rate(output)));
    Model { price, ..Model::bare("openai", id) }
}

fn catalog(models: Vec<Model>) -> Catalog {
    Catalog { as_of: day("2026-11-17"), sources: Vec::new(), models, overrides: Vec::new(), unlisted: Vec::new() }
}

/// 1,000 input tokens exactly; 200 output tokens expected by the person.
fn list(catalog: &Catalog) -> Vec<PricedModel> {
    let input = TokenCount { tokens: 1_000, certainty: Certainty::Exact };
    let counted = Counted { choice: TokenizerChoice::Own(Encoding::O200kBase), input, schema: 0 };
    let clues = OutputClues { person: Some(200), ..OutputClues::default() };
    let now = Moment::from(day("2026-11-23"));
    catalog.listed().map(|found| priced(&found, Some(counted), &clues, now)).collect()
}

fn ids(list: &[PricedModel]) -> Vec<&str> {
    list.iter().map(|row| row.key.id.as_str()).collect()
}

fn survey(engine: &mut Engine, models: &[(&str, &str)]) -> Survey {
    let models = models.iter().map(|(provider, model)| CountModel {
        provider: Some((*provider).to_owned()),
        model: (*model).to_owned(),
        tokenizer: None,
    });
    match engine.answer(RequestBody::Survey { models: models.collect() }, None) {
        ReplyBody::Surveyed(survey) => survey,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_request_costs_tokens_times_rate() {
    let list = list(&catalog(vec![model("a", Some(("2.50", "10")))]));
    let cost = list[0].cost().unwrap();
    // 1,000 × $2.50 / 1M + 200 × $10 / 1M; half and double the output at the ends.
    assert_eq!(cost.expected, PicoUsd::from_usd("0.0045").unwrap());
    assert_eq!(cost.low, PicoUsd::from_usd("0.0035").unwrap());
    assert_eq!(cost.high, PicoUsd::from_usd("0.0065").unwrap());
    let lines = list[0].lines();
    assert_eq!(lines.iter().map(|line| line.amount).sum::<PicoUsd>(), cost.expected);
}

#[test]
fn own_runs_tell_how_long_answers_are_and_say_so() {
    let run = |at: u64, document: &str, model: &str, reasoned| ObservationRecord {
        document: DocumentId(document.to_owned()),
        run: format!("{document}-{at}"),
        provider: Some("openai".to_owned()),
        model: model.to_owned(),
        counted: None,
        input: Some(1),
        output: Some(100 * at),
        reasoned,
    };
    let mut runs = ObservationsRecord::default();
    // Two names of one model count together; a fine-tuned one, one that reasoned, and another model do not.
    for (at, name) in [(1, "gpt-x-2026-01-01"), (2, "gpt-x"), (3, "gpt-x-latest")] {
        runs.add(run(at, "here", name, false));
    }
    runs.add(run(8, "there", "gpt-x", false));
    runs.add(run(90, "here", "gpt-x", true));
    runs.add(run(91, "here", "ft:gpt-x-2026-01-01:org::id", false));
    runs.add(run(92, "here", "unknown", false));
    let rates = Some(("1", "2"));
    let catalog = catalog(vec![model("gpt-x-2026-01-01", rates), model("gpt-y", rates)]);
    let row = |document: &str, person, id: &str| {
        let outputs = past_outputs(&runs, &DocumentId(document.to_owned()), &catalog);
        let found = catalog.find("openai", id).unwrap();
        let own = outputs.get(&(ModelKey::new("openai", id), false)).cloned().unwrap_or_default();
        let clues =
            OutputClues { person, history: &own.of_prompt, model_history: &own.of_model, ..OutputClues::default() };
        let input = TokenCount { tokens: 1_000, certainty: Certainty::Exact };
        let counted = Counted { choice: TokenizerChoice::Own(Encoding::O200kBase), input, schema: 0 };
        let output = priced(&found, Some(counted), &clues, Moment::from(day("2026-11-23"))).estimate.unwrap().output;
        (output.expected, output.basis)
    };
    assert_eq!(row("here", None, "gpt-x-2026-01-01"), (200, OutputBasis::History(3)));
    assert_eq!(row("there", None, "gpt-x-2026-01-01"), (200, OutputBasis::ModelHistory(4)));
    assert_eq!(row("here", Some(7), "gpt-x-2026-01-01"), (7, OutputBasis::Person));
    assert_eq!(row("here", None, "gpt-y"), (300, OutputBasis::Rule));
}

#[test]
fn what_has_no_price_is_last_whichever_way_the_list_is_sorted() {
    let catalog = catalog(vec![model("none", None), model("dear", Some(("9", "9"))), model("cheap", Some(("1", "1")))]);
    let mut list = list(&catalog);
    sort(&mut list, SortKey::Cost, false);
    assert_eq!(ids(&list), ["cheap", "dear", "none"]);
    sort(&mut list, SortKey::Cost, true);
    assert_eq!(ids(&list), ["dear", "cheap", "none"]);
    assert_eq!(list[2].cost(), None, "unknown is not zero");
    sort(&mut list, SortKey::Name, true);
    assert_eq!(ids(&list), ["none", "dear", "cheap"]);
}

#[test]
fn an_own_price_wins_and_says_so() {
    let mut catalog = catalog(vec![model("a", Some(("2.50", "10")))]);
    let own = |id: &str| Override {
        provider: "openai".to_owned(),
        id: id.to_owned(),
        price: Price::flat(rate("1"), rate("1")),
        as_of: day("2026-11-20"),
    };
    catalog.set_override(own("a"));
    catalog.set_override(own("a-model-of-mine"));
    let list = list(&catalog);
    assert_eq!(ids(&list), ["a", "a-model-of-mine"]);
    for row in &list {
        assert_eq!(row.cost().unwrap().expected, PicoUsd::from_usd("0.0012").unwrap());
        assert!(row.marks.iter().any(|mark| mark.word == "your price"), "{:?}", row.marks);
    }
}

#[test]
fn a_row_names_its_dates() {
    let mut old = model("old", Some(("1", "1")));
    old.deprecation = Some(day("2026-11-01"));
    let mut new = model("new-latest", Some(("1", "1")));
    new.price.as_mut().unwrap().until = Some(day("2026-12-31"));
    let list = list(&catalog(vec![old, new]));
    let words = |row: &PricedModel| row.marks.iter().map(|mark| mark.word.clone()).collect::<Vec<_>>();
    assert_eq!(words(&list[0]), ["retired 2026-11-01"]);
    assert_eq!(words(&list[1]), ["alias", "until 2026-12-31"]);
    assert!(!Filter::default().takes(&list[0]), "retired rows are asked for");
    assert!(Filter { retired: true, ..Filter::default() }.takes(&list[0]));
    assert!(Filter { words: "LATEST open".to_owned(), ..Filter::default() }.takes(&list[1]));
    assert!(!Filter { words: "latest claude".to_owned(), ..Filter::default() }.takes(&list[1]));
}

#[test]
fn the_spreadsheet_keeps_every_digit_and_leaves_the_unknown_empty() {
    let text = csv(&list(&catalog(vec![model("a,\"b\"", Some(("1234.5", "0.075"))), model("none", None)])));
    let lines: Vec<_> = text.split("\r\n").collect();
    assert!(
        lines[1]
            .starts_with("openai,\"a,\"\"b\"\"\",1234.50,0.075,,1000,1000,1000,200,as set,1.2345075,1.234515,1.23453,"),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("openai,none,,,,1000,1000,1000,200,as set,,,,,"), "{}", lines[2]);
}

#[test]
fn a_plan_holds_four_models_at_most() {
    let mut plan = CostPlan::default();
    for at in 0..MOST_MODELS {
        assert!(plan.toggle(&ModelKey::new("openai", &at.to_string())));
    }
    let fifth = ModelKey::new("openai", "fifth");
    assert!(!plan.toggle(&fifth));
    assert!(!plan.toggle(&ModelKey::new("openai", "0")), "taken out");
    assert!(plan.toggle(&fifth));
    assert_eq!(plan.models.len(), MOST_MODELS);
}

#[test]
fn a_stored_plan_comes_back_and_missing_fields_take_their_defaults() {
    let plan = CostPlan { growth_per_month: -250, batch: Share(1), ..CostPlan::default() };
    let prices = vec![Override {
        provider: "openai".to_owned(),
        id: "a".to_owned(),
        price: Price::flat(rate("1"), rate("2")),
        as_of: day("2026-11-20"),
    }];
    let record = CostsRecord { plan, prices };
    assert_eq!(CostsRecord::from_json(&record.to_json().unwrap()).unwrap(), record);
    let short = CostsRecord::from_json(r#"{"schema":1,"plan":{"requests_per_month":5}}"#).unwrap();
    assert_eq!(short.plan, CostPlan { requests_per_month: 5, ..CostPlan::default() });
}

#[test]
fn models_that_count_alike_are_counted_once_and_as_a_single_count_would() {
    let mut engine = Engine::default();
    engine.answer(RequestBody::Compose { prompt: Box::new(Prompt::empty()) }, None);
    let models = [
        ("openai", "gpt-4o"),
        ("openai", "gpt-4.1"),
        ("openai", "gpt-5"),
        ("anthropic", "claude-sonnet-4-5"),
        ("groq", "x"),
    ];
    assert!(matches!(survey(&mut engine, &models).counts[0].count, ModelCount::Loading));
    let stem = engine.wanted_vocabulary().unwrap();
    engine.vocabulary_came(stem, Ok(crate::tokens::vocabulary(Encoding::O200kBase)));
    let survey = survey(&mut engine, &models);
    // gpt-5 reasons: its answers are primed with one token less.
    assert_eq!(survey.of, [0, 0, 1, 2, 3]);
    let one = CountModel { provider: Some("openai".to_owned()), model: "gpt-4.1".to_owned(), tokenizer: None };
    let ReplyBody::Counted(single) = engine.answer(RequestBody::Count { models: vec![one] }, None) else {
        unreachable!("another reply")
    };
    assert_eq!(single[0], survey.counts[0].count);
}

#[test]
fn a_given_table_is_read_in_either_shape_or_refused_with_a_reason() {
    let mut engine = Engine::default();
    let mut read =
        |text: &str| engine.answer(RequestBody::ReadPrices { text: text.to_owned(), as_of: day("2026-11-23") }, None);
    let lite = r#"{"gpt-x":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06},
        "gpt-y":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":-1,"output_cost_per_token":2e-06}}"#;
    let ReplyBody::Prices(file) = read(lite) else { unreachable!("another reply") };
    let (table, _) = Catalog::parse(&file.table).unwrap();
    assert_eq!((table.as_of, table.models.len()), (day("2026-11-23"), 1));
    assert!(file.warnings[0].contains("negative"), "{:?}", file.warnings);
    assert!(matches!(read(&file.table), ReplyBody::Prices(again) if again.table == file.table));
    for (text, says) in [("{", "not JSON"), ("[]", "LiteLLM"), (r#"{"a":{}}"#, "LiteLLM")] {
        let ReplyBody::Refused { reason } = read(text) else { unreachable!("{text}") };
        assert!(reason.contains(says), "{reason}");
    }
}
