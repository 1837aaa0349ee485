//! Dataset rows and ratings in links: as they were, left out where they are switched off, and harmless where they are hostile.

use nshot::domain::completion::Completion;
use nshot::domain::dataset::{Dataset, MOST_CASES};
use nshot::domain::id::ElementId;
use nshot::domain::prompt::Prompt;
use nshot::domain::rating::Rating;
use nshot::domain::variables::Variables;
use nshot::share::payload::SharePayload;
use nshot::share::{LinkError, Part, SharedAnswer, Source, import_file, open, seal};

use super::{connections, full_prompt, source};

fn with_rows(count: usize) -> Prompt {
    let row = |n: usize| {
        Variables::from_iter([("zeta".to_owned(), format!("{n} =1+1 {{{{x}}}} 漢")), ("b".to_owned(), String::new())])
    };
    let mut prompt = full_prompt();
    prompt.dataset =
        Dataset::default().with_rows((0..count).map(row).collect(), &Variables::new(), ElementId(90)).unwrap();
    prompt
}

#[test]
fn rows_come_back_and_can_be_left_out() {
    let (prompt, connections) = (with_rows(3), connections());
    let with = seal(&source(&prompt, &connections), &Part::OPTIONAL).unwrap();
    let size = with.contents.iter().find(|size| size.part == Part::Rows).unwrap();
    assert!(size.items == 3 && size.chars > 0, "{size:?}");
    let adopted = open(&with.fragment).unwrap().payload.adopt(&connections).prompt;
    assert_eq!(adopted.dataset.names, prompt.dataset.names);
    let cells = |prompt: &Prompt| prompt.dataset.cases.iter().map(|case| case.cells.clone()).collect::<Vec<_>>();
    assert_eq!(cells(&adopted), cells(&prompt));
    let without = open(&seal(&source(&prompt, &connections), &Part::USUAL).unwrap().fragment).unwrap().payload;
    assert!(without.dataset.rows.is_empty(), "rows are private until a person says otherwise");
}

#[test]
fn a_rating_goes_with_its_answer_or_not_at_all() {
    let (prompt, connections) = (full_prompt(), connections());
    let rating = Rating { score: 4, note: "Too long".to_owned() };
    let completion = Completion { text: "An answer.".to_owned(), ..Completion::default() };
    let outputs = [SharedAnswer { column: ElementId(6), completion, rating: Some(rating) }];
    let source = Source { outputs: &outputs, ..source(&prompt, &connections) };
    let back = |include: &[Part]| open(&seal(&source, include).unwrap().fragment).unwrap().payload.adopt(&connections);
    let both = back(&[Part::Outputs, Part::Ratings]);
    assert_eq!(both.outputs, [SharedAnswer { column: both.prompt.columns[1].id, ..outputs[0].clone() }]);
    assert_eq!(back(&[Part::Outputs]).outputs[0].rating, None);
    assert!(back(&[Part::Ratings]).outputs.is_empty());
}

#[test]
fn rows_of_a_stranger_fit_their_table() {
    let json = r#"{"v":1,"messages":[{"role":"user"}],"columns":[{}],"dataset":{"names":["a","a","__proto__"],"rows":[["1","2"],[],["1","2","3","4"]]},"outputs":[{"column":0,"text":"x","rating":{"score":250,"note":"n"}}]}"#;
    let adopted = import_file(json).unwrap().payload.adopt(&[]);
    assert_eq!(adopted.prompt.dataset.names, ["a", "__proto__"]);
    let cells: Vec<_> = adopted.prompt.dataset.cases.iter().map(|case| case.cells.join("|")).collect();
    assert_eq!(cells, ["1|", "|", "1|3"]);
    assert_eq!(adopted.outputs[0].rating, None, "no person can give 250 of 5");
}

#[test]
fn too_many_rows_are_refused_with_a_number() {
    let rows = vec!["[\"\"]"; MOST_CASES + 1].join(",");
    let json = format!(r#"{{"v":1,"dataset":{{"names":["a"],"rows":[{rows}]}}}}"#);
    let error = import_file(&json).unwrap_err();
    assert!(matches!(error, LinkError::TooMany { count: 10_001, limit: 10_000, .. }), "{error}");
    assert!(error.to_string().contains("dataset rows"), "{error}");
}

#[test]
fn rows_that_a_prompt_cannot_carry_are_told() {
    let big = "x".repeat(5 << 20);
    let payload: SharePayload =
        serde_json::from_value(serde_json::json!({"v": 1, "dataset": {"names": ["a"], "rows": [[big]]}})).unwrap();
    let adopted = payload.adopt(&[]);
    assert!(adopted.prompt.dataset.is_empty());
    assert!(adopted.notes.iter().any(|note| note.contains("rows were left out")), "{:?}", adopted.notes);
}
