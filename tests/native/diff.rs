//! Diffs: they rebuild both sides, whatever the texts, and say what changed.

use nshot::domain::diff::rows::{Line, Row, rows};
use nshot::domain::diff::{Diff, DiffBody, DiffSummary, Granularity, Hunk, JsonChange, JsonChangeKind, Side, diff};
use proptest::prelude::*;

fn hunks(diff: &Diff) -> &[Hunk] {
    match &diff.body {
        DiffBody::Text(hunks) => hunks,
        DiffBody::Json(_) => &[],
    }
}

/// Removed text in brackets, added text in braces.
fn marked(before: &str, after: &str, granularity: Granularity) -> String {
    let diff = diff(before, after, granularity);
    let segments = hunks(&diff).iter().flat_map(|hunk| &hunk.segments);
    segments
        .map(|segment| match segment.side {
            Side::Both => segment.text.clone(),
            Side::Before => format!("[{}]", segment.text),
            Side::After => format!("{{{}}}", segment.text),
        })
        .collect()
}

fn check_rebuilds(before: &str, after: &str, granularity: Granularity) {
    let diff = diff(before, after, granularity);
    let (old, new): (String, String) =
        (hunks(&diff).iter().map(Hunk::before).collect(), hunks(&diff).iter().map(Hunk::after).collect());
    assert_eq!((old.as_str(), new.as_str()), (before, after), "{granularity:?}");
    for hunk in hunks(&diff) {
        assert_eq!(hunk.changed, hunk.before() != hunk.after(), "{granularity:?}: {hunk:?}");
        assert!(hunk.segments.iter().all(|segment| !segment.text.is_empty()), "{hunk:?}");
    }
    check_rows_rebuild(before, after, &diff);
    assert_eq!(diff.summary.changes, hunks(&diff).iter().filter(|hunk| hunk.changed).count());
}

/// The lines of the rows, in order, are the lines of both texts.
fn check_rows_rebuild(before: &str, after: &str, diff: &Diff) {
    let rows: Vec<Row> = hunks(diff).iter().flat_map(rows).collect();
    let numbered = |pick: fn(&Row) -> Option<&Line>| -> Vec<(usize, String)> {
        let text = |line: &Line| (line.number, line.spans.iter().map(|span| span.text.as_str()).collect());
        rows.iter().filter_map(pick).map(text).collect()
    };
    let expected = |text: &str| -> Vec<(usize, String)> {
        let lines = text.split('\n').map(str::to_owned).enumerate().map(|(place, line)| (place + 1, line));
        let mut lines: Vec<_> = lines.collect();
        lines.pop_if(|(_, last)| last.is_empty());
        lines
    };
    assert_eq!(numbered(|row| row.before.as_ref()), expected(before));
    assert_eq!(numbered(|row| row.after.as_ref()), expected(after));
}

#[test]
fn words_inside_changed_lines_are_marked() {
    assert_eq!(
        marked("same\nthe black cat\n", "same\nthe white cat\n", Granularity::Words),
        "same\nthe [black]{white} cat\n"
    );
    assert_eq!(marked("a b", "a b c", Granularity::Words), "a b{ c}");
    assert_eq!(marked("größer als", "größer", Granularity::Words), "größer[ als]");
}

#[test]
fn lines_and_sentences_are_marked_whole() {
    assert_eq!(marked("a\nb\nc\n", "a\nx\nc\n", Granularity::Lines), "a\n[b\n]{x\n}c\n");
    assert_eq!(
        marked("One is. Two is. Three.", "One is. Two was. Three.", Granularity::Sentences),
        "One is. [Two is. ]{Two was. }Three."
    );
}

#[test]
fn hunks_know_their_lines() {
    let diff = diff("a\nb\nc\nd", "a\nc\nD", Granularity::Lines);
    let lines: Vec<_> = hunks(&diff).iter().map(|hunk| (hunk.changed, hunk.before_line, hunk.after_line)).collect();
    assert_eq!(lines, [(false, 1, 1), (true, 2, 2), (false, 3, 2), (true, 4, 3)]);
    assert_eq!(diff.summary, DiffSummary { changes: 2, only_in_before: 1, only_in_after: 0, moved: 0 });
}

/// Moved text with the line where its partner stands.
fn moved(before: &str, after: &str, granularity: Granularity) -> Vec<(Side, String, usize)> {
    let diff = diff(before, after, granularity);
    let segments = hunks(&diff).iter().flat_map(|hunk| &hunk.segments);
    segments.filter_map(|s| s.moved.map(|line| (s.side, s.text.clone(), line))).collect()
}

#[test]
fn a_sentence_put_elsewhere_has_moved() {
    let (first, second, third) = ("Locks lift boats. ", "Water flows in by itself. ", "The gates stay shut. ");
    let (before, after) = (format!("{first}{second}{third}\nEnd\n"), format!("{second}{first}{third}\nEnd\n"));
    let found = moved(&before, &after, Granularity::Words);
    assert_eq!(
        found.iter().map(|(_, text, line)| (text.as_str(), *line)).collect::<Vec<_>>(),
        [(first, 1), (first, 1)]
    );
    let summary = diff(&before, &after, Granularity::Words).summary;
    assert_eq!(summary, DiffSummary { changes: 1, moved: 1, ..DiffSummary::default() });
}

#[test]
fn a_block_of_lines_put_elsewhere_has_moved_as_one() {
    let block = "fn first_of_the_block() {}\nfn second_of_the_block() {}\n";
    let middle = "one line\nanother line\na third line\n";
    let found = moved(&format!("{block}{middle}"), &format!("{middle}{block}"), Granularity::Lines);
    assert_eq!(found, [(Side::Before, block.to_owned(), 4), (Side::After, block.to_owned(), 1)]);
}

#[test]
fn what_is_short_has_not_moved() {
    assert_eq!(moved("else\na\nb\nc\n", "a\nb\nc\nelse\n", Granularity::Lines), []);
}

#[test]
fn lines_that_end_together_stand_side_by_side() {
    let diff = diff("a\nold x\nz\n", "a\nnew\nnew x\nz\n", Granularity::Words);
    let shown: Vec<(usize, usize)> = hunks(&diff)
        .iter()
        .flat_map(rows)
        .map(|row| (row.before.map_or(0, |line| line.number), row.after.map_or(0, |line| line.number)))
        .collect();
    assert_eq!(shown.first(), Some(&(1, 1)));
    assert_eq!(shown.last(), Some(&(3, 4)));
}

fn changes(before: &str, after: &str) -> Vec<JsonChange> {
    match diff(before, after, Granularity::Json).body {
        DiffBody::Json(changes) => changes,
        DiffBody::Text(hunks) => unreachable!("not compared as JSON: {hunks:?}"),
    }
}

fn change(path: &str, kind: JsonChangeKind) -> JsonChange {
    JsonChange { path: path.to_owned(), kind }
}

#[test]
fn json_is_compared_by_path_whatever_the_order_of_keys() {
    assert_eq!(changes(r#"{"a": 1, "b": [1, 2]}"#, r#"{"b": [1, 2], "a": 1}"#), []);
    let expected = [
        change("/a", JsonChangeKind::Changed { before: "1".into(), after: "2".into() }),
        change("/x~1y~0", JsonChangeKind::Removed { value: "true".into() }),
        change("/new", JsonChangeKind::Added { value: "null".into() }),
    ];
    assert_eq!(changes(r#"{"a": 1, "x/y~": true}"#, r#"{"a": 2, "new": null}"#), expected);
}

#[test]
fn an_item_put_into_a_list_shifts_nothing() {
    let expected = [change("/1", JsonChangeKind::Added { value: "9".into() })];
    assert_eq!(changes("[1, 2, 3]", "[1, 9, 2, 3]"), expected);
}

#[test]
fn a_value_at_another_path_has_moved() {
    let before = r#"{"old": {"deep": [1, 2]}, "keep": 1}"#;
    let after = r#"{"keep": 1, "new": {"deep": [1, 2]}}"#;
    let moved = JsonChangeKind::Moved { from: "/old".into(), value: r#"{"deep":[1,2]}"#.into() };
    assert_eq!(changes(before, after), [change("/new", moved)]);
}

#[test]
fn texts_that_are_not_json_are_compared_by_words_and_it_is_said() {
    let diff = diff("{\"a\": 1}", "{\"a\": ", Granularity::Json);
    assert!(diff.note.unwrap().starts_with("The second text is not JSON"));
    assert!(matches!(diff.body, DiffBody::Text(_)));
}

#[test]
fn a_megabyte_rebuilds() {
    let line =
        |i: usize| format!("Line {i} of a long answer, with words {} and {}.\n", i * 7919 % 1000, i * 104_729 % 777);
    let before: String = (0..20_000).map(line).collect();
    let after: String =
        (0..20_000).filter(|i| i % 97 != 0).map(|i| line(if i % 31 == 0 { i + 5 } else { i })).collect();
    assert!(before.len() > 900_000);
    check_rebuilds(&before, &after, Granularity::Words);
    let (before, after) = (before.replace('\n', " "), after.replace('\n', " "));
    check_rebuilds(&before, &after, Granularity::Words);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 256 } else { 4096 }))]

    #[test]
    fn any_two_texts_rebuild(before in "([ab .\\n\\r]|ä|👩‍🔬|́){0,40}", after in "([ab .\\n\\r]|ä|👩‍🔬|́){0,40}") {
        for granularity in [Granularity::Words, Granularity::Sentences, Granularity::Lines] {
            check_rebuilds(&before, &after, granularity);
        }
    }

    /// Long enough to be walked over line by line: changes of all sizes, near each other and at both ends, without a last line end too.
    #[test]
    fn any_long_text_with_changed_lines_rebuilds(
        kinds in prop::collection::vec(0_usize..40, 500..700),
        changes in prop::collection::vec((0_usize..700, 0_usize..20, prop::collection::vec(0_usize..40, 0..20)), 0..6),
        cut_ends in prop::array::uniform2(any::<bool>()),
    ) {
        let line = |kind: &usize| format!("{}line {kind} of the text\n", if kind.is_multiple_of(7) { "ä" } else { "" });
        let before: Vec<String> = kinds.iter().map(line).collect();
        let mut after = before.clone();
        for (at, gone, come) in changes {
            let start = at.min(after.len());
            after.splice(start..(start + gone).min(after.len()), come.iter().map(line));
        }
        let [before, after] = [(before, cut_ends[0]), (after, cut_ends[1])].map(|(lines, is_cut)| {
            let text = lines.concat();
            if is_cut { text.trim_end().to_owned() } else { text }
        });
        for granularity in [Granularity::Words, Granularity::Sentences, Granularity::Lines] {
            check_rebuilds(&before, &after, granularity);
        }
    }
}
