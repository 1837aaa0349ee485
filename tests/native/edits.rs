//! Edits and undo: an edit and its inverse are the identity, strokes of typing are one step.

use std::sync::Arc;

use nshot::domain::dataset::{Case, Dataset};
use nshot::domain::edit::{Edit, EditError, Field, apply, splice_to, text_of};
use nshot::domain::id::ElementId;
use nshot::domain::message::{Message, Role};
use nshot::domain::prompt::{Column, ModelRef, Prompt};
use nshot::domain::sampling::Sampling;
use nshot::domain::schema::OutputSchema;
use nshot::domain::shot::{Shot, ShotLayout};
use nshot::domain::technique::{ChainOfThought, Technique};
use nshot::domain::tool::{Tool, ToolChoice};
use nshot::domain::undo::{UndoHistory, UndoLog};
use proptest::prelude::*;

use crate::render::attachments::image;

fn document() -> Prompt {
    let mut prompt = Prompt::empty();
    "Grüße, {{name}} 👩‍🚀".clone_into(&mut prompt.messages[0].text);
    prompt.variables.insert("name".to_owned(), "Ada".to_owned());
    prompt.shots.items.push(Shot {
        id: ElementId(3),
        input: "in".to_owned(),
        output: "out".to_owned(),
        reasoning: String::new(),
        enabled: true,
    });
    prompt
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let id = (1_u32..6).prop_map(ElementId);
    let text = "[a-z{}ü👩 \n]{0,6}";
    prop_oneof![
        (id.clone(), 0_usize..30, 0_usize..6, text).prop_map(|(id, start, len, insert)| Edit::Splice {
            field: Field::Message(id),
            range: start..start + len,
            insert,
        }),
        (0_usize..4, id.clone(), text)
            .prop_map(|(at, id, text)| Edit::InsertMessage { at, message: Message::new(id, Role::Assistant, text) }),
        id.clone().prop_map(Edit::RemoveMessage),
        (id.clone(), 0_usize..4).prop_map(|(id, to)| Edit::MoveMessage { id, to }),
        id.clone().prop_map(|id| Edit::SetRole { id, role: Role::System }),
        id.clone().prop_map(Edit::RemoveShot),
        (id.clone(), any::<bool>()).prop_map(|(id, enabled)| Edit::SetShotEnabled { id, enabled }),
        Just(Edit::SetShotLayout(ShotLayout::TaggedBlock)),
        Just(Edit::SetTechnique(Technique::ChainOfThought(ChainOfThought::ZeroShot))),
        text.prop_map(|text| Edit::SetSchema(Some(OutputSchema { name: "s".to_owned(), text, enabled: true }))),
        ("[ab]", proptest::option::of(text)).prop_map(|(name, value)| Edit::SetVariable { name, value }),
        (0_usize..3, "[ab]", text).prop_map(|(at, name, value)| Edit::InsertVariable { at, name, value }),
        (0_usize..3, id.clone()).prop_map(|(at, id)| Edit::InsertColumn {
            at,
            column: Column { id, model: ModelRef::dry_run(), sampling: Sampling::default() },
        }),
        id.clone().prop_map(Edit::RemoveColumn),
        (0_usize..3, id.clone(), "[a-c]")
            .prop_map(|(at, id, name)| Edit::InsertTool { at, tool: Tool::starter(id, name) }),
        id.clone().prop_map(Edit::RemoveTool),
        (id.clone(), 0_usize..3).prop_map(|(id, to)| Edit::MoveTool { id, to }),
        (id.clone(), any::<bool>()).prop_map(|(id, enabled)| Edit::SetToolEnabled { id, enabled }),
        id.clone().prop_map(|id| Edit::SetToolChoice(ToolChoice::Named(id))),
        any::<bool>().prop_map(Edit::SetOneToolAtATime),
        (id.clone(), 0_usize..6, text).prop_map(|(id, len, insert)| Edit::Splice {
            field: Field::ToolParameters(id),
            range: 0..len,
            insert,
        }),
        (id.clone(), 0_usize..2, id.clone()).prop_map(|(message, at, id)| Edit::InsertImage {
            message,
            at,
            image: image(id.0, 3, 4),
        }),
        (id.clone(), id.clone()).prop_map(|(message, id)| Edit::RemoveImage { message, id }),
        (id.clone(), id.clone(), 0_usize..3).prop_map(|(message, id, to)| Edit::MoveImage { message, id, to }),
        (0_usize..3, id.clone(), proptest::collection::vec(text, 0..3))
            .prop_map(|(at, id, cells)| Edit::InsertCase { at, case: Case { id, cells } }),
        id.clone().prop_map(Edit::RemoveCase),
        proptest::collection::vec((id.clone(), text), 0..3).prop_map(|rows| {
            let cases = rows.into_iter().map(|(id, text)| Case { id, cells: vec![text.clone(), text] });
            Edit::SetDataset(Dataset { names: vec!["a".to_owned(), "b".to_owned()], cases: Arc::new(cases.collect()) })
        }),
        (id.clone(), "[a-c]", 0_usize..4, text).prop_map(|(case, name, len, insert)| Edit::Splice {
            field: Field::Cell { case, name },
            range: 0..len,
            insert,
        }),
        proptest::option::of(id).prop_map(Edit::SetBaseline),
    ]
}

proptest! {
    #[test]
    fn an_edit_then_its_inverse_is_the_identity(edits in proptest::collection::vec(any_edit(), 1..12)) {
        let mut prompt = document();
        let before = prompt.clone();
        let mut inverses = Vec::new();
        for edit in edits {
            let unchanged = prompt.clone();
            if let Ok(inverse) = apply(&mut prompt, edit) {
                inverses.push(inverse);
            } else {
                prop_assert_eq!(&prompt, &unchanged);
            }
        }
        for inverse in inverses.into_iter().rev() {
            apply(&mut prompt, inverse).unwrap();
        }
        prop_assert_eq!(prompt.variables.keys().collect::<Vec<_>>(), before.variables.keys().collect::<Vec<_>>());
        prop_assert_eq!(prompt, before);
    }

    #[test]
    fn undo_goes_back_to_the_start_and_redo_to_the_end(edits in proptest::collection::vec(any_edit(), 1..20)) {
        let mut prompt = document();
        let before = prompt.clone();
        let mut history = UndoHistory::default();
        for (i, edit) in edits.into_iter().enumerate() {
            let _ = history.perform(&mut prompt, edit, f64::from(u32::try_from(i).unwrap()) * 400.0);
        }
        let after = prompt.clone();
        while history.undo(&mut prompt).unwrap() {}
        prop_assert_eq!(&prompt, &before);
        while history.redo(&mut prompt).unwrap() {}
        prop_assert_eq!(&prompt, &after);
    }

    #[test]
    fn the_smallest_splice_makes_the_text(new in "(Grüße|Gr|, |\\{\\{name\\}\\}|👩‍🚀|👩|🚀|e){0,6}") {
        let mut prompt = document();
        if let Some(edit) = splice_to(&prompt, Field::Message(ElementId(1)), &new) {
            apply(&mut prompt, edit).unwrap();
        }
        prop_assert_eq!(text_of(&prompt, &Field::Message(ElementId(1))).unwrap(), &new);
    }
}

fn type_at(history: &mut UndoHistory, prompt: &mut Prompt, at: usize, text: &str, now_ms: f64) {
    let edit = Edit::Splice { field: Field::Title, range: at..at, insert: text.to_owned() };
    history.perform(prompt, edit, now_ms).unwrap();
}

#[test]
fn typing_without_a_pause_is_one_step() {
    let (mut prompt, mut history) = (Prompt::empty(), UndoHistory::default());
    prompt.title = String::new();
    for (i, letter) in ["a", "b", "c"].iter().enumerate() {
        type_at(&mut history, &mut prompt, i, letter, 100.0);
    }
    assert!(history.undo(&mut prompt).unwrap());
    assert_eq!(prompt.title, "");
    assert!(!history.can_undo());
}

#[test]
fn a_pause_or_another_place_begins_a_new_step() {
    let (mut prompt, mut history) = (Prompt::empty(), UndoHistory::default());
    prompt.title = String::new();
    type_at(&mut history, &mut prompt, 0, "a", 0.0);
    type_at(&mut history, &mut prompt, 1, "b", 5_000.0);
    type_at(&mut history, &mut prompt, 0, "c", 5_100.0);
    for expected in ["ab", "a", ""] {
        history.undo(&mut prompt).unwrap();
        assert_eq!(prompt.title, expected);
    }
}

#[test]
fn a_range_inside_a_character_is_refused_and_nothing_changes() {
    let mut prompt = document();
    let edit = Edit::Splice { field: Field::Message(ElementId(1)), range: 3..4, insert: String::new() };
    assert!(matches!(apply(&mut prompt, edit), Err(EditError::Range { .. })));
    assert_eq!(prompt, document());
}

#[test]
fn removing_the_baseline_column_and_undoing_it_keeps_the_star() {
    let mut prompt = document();
    prompt.baseline = Some(ElementId(2));
    let inverse = apply(&mut prompt, Edit::RemoveColumn(ElementId(2))).unwrap();
    assert_eq!(prompt.baseline, None);
    apply(&mut prompt, inverse).unwrap();
    assert_eq!(prompt.baseline, Some(ElementId(2)));
}

#[test]
fn what_was_stored_of_the_history_undoes_and_redoes_the_same() {
    let (mut prompt, mut history) = (document(), UndoHistory::default());
    type_at(&mut history, &mut prompt, 0, "a", 0.0);
    history
        .perform(&mut prompt, Edit::SetTechnique(Technique::ChainOfThought(ChainOfThought::ZeroShot)), 9_000.0)
        .unwrap();
    history.perform(&mut prompt, Edit::Replace(Box::new(Prompt::empty())), 20_000.0).unwrap();
    history.undo(&mut prompt).unwrap();
    let json = serde_json::to_string(&history.log(100_000)).unwrap();
    let mut stored = UndoHistory::from(serde_json::from_str::<UndoLog>(&json).unwrap());
    let mut other = prompt.clone();
    for step in [UndoHistory::redo, UndoHistory::undo, UndoHistory::undo, UndoHistory::undo] {
        assert_eq!(stored.can_undo(), history.can_undo());
        assert_eq!(step(&mut history, &mut prompt), step(&mut stored, &mut other));
        assert_eq!(other, prompt);
    }
    assert_eq!(prompt, document());
}

#[test]
fn of_a_long_history_the_newest_steps_are_stored() {
    let (mut prompt, mut history) = (Prompt::empty(), UndoHistory::default());
    for step in 0..100 {
        type_at(&mut history, &mut prompt, 0, &format!("{step} "), f64::from(step) * 5_000.0);
    }
    let log = history.log(2_000);
    assert!((5..100).contains(&log.done.len()), "{} steps", log.done.len());
    let mut stored = UndoHistory::from(log);
    let before = prompt.title.clone();
    stored.undo(&mut prompt).unwrap();
    assert_eq!(format!("99 {}", prompt.title), before);
}
