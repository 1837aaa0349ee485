//! The token view: blocks that tile the prompt, groups that never break a character, and counts that sum to the whole.

use nshot::domain::compose::compose;
use nshot::domain::message::Role;
use nshot::domain::prompt::Prompt;
use nshot::domain::token::Encoding;
use nshot::engine::Engine;
use nshot::engine::wire::{CountModel, ReplyBody, RequestBody, TextWindow, TokenOutline, TokenSide, TokenWindow};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::vocabulary;

fn engine(text: &str) -> Engine {
    let mut engine = Engine::default();
    for encoding in [Encoding::O200kBase, Encoding::Cl100kBase] {
        engine.vocabulary_came(encoding.vocabulary(), Ok(vocabulary(encoding)));
    }
    let mut prompt = Prompt::empty();
    // Text as data: what looks like a template is not read as one.
    "{{ text }}".clone_into(&mut prompt.messages[0].text);
    prompt.variables.insert("text".to_owned(), text.to_owned());
    engine.answer(RequestBody::Compose { prompt: Box::new(prompt) }, None);
    engine
}

fn both() -> Vec<TokenSide> {
    let model = CountModel { provider: Some("openai".to_owned()), model: "gpt-4.1".to_owned(), tokenizer: None };
    vec![TokenSide::Model(model), TokenSide::Encoding(Encoding::Cl100kBase)]
}

fn outline(engine: &mut Engine) -> TokenOutline {
    match engine.answer(RequestBody::Outline { sides: both() }, None) {
        ReplyBody::Outlined(outline) => outline,
        other => unreachable!("{other:?}"),
    }
}

fn tokens(engine: &mut Engine, outline: &TokenOutline) -> Vec<Vec<TokenWindow>> {
    let blocks =
        outline.messages.iter().enumerate().flat_map(|(at, of)| of.blocks.iter().map(move |block| (at, block)));
    let windows = blocks.map(|(message, block)| TextWindow { message, range: block.range.clone() }).collect();
    match engine.answer(RequestBody::Tokens { sides: both(), windows }, None) {
        ReplyBody::Tokens(sides) => sides,
        other => unreachable!("{other:?}"),
    }
}

/// Everything that must hold of a text.
fn check(text: &str) {
    let mut engine = engine(text);
    let outline = outline(&mut engine);
    let mut prompt = Prompt::empty();
    "{{ text }}".clone_into(&mut prompt.messages[0].text);
    prompt.variables.insert("text".to_owned(), text.to_owned());
    let sent: Vec<String> =
        compose(&prompt).messages.iter().map(nshot::domain::compose::RenderedMessage::text).collect();
    for (message, text) in outline.messages.iter().zip(&sent) {
        let ends: Vec<usize> = message.blocks.iter().map(|block| block.range.end).collect();
        let starts: Vec<usize> = message.blocks.iter().map(|block| block.range.start).collect();
        assert_eq!(
            starts.iter().skip(1).collect::<Vec<_>>(),
            ends.iter().take(ends.len() - 1).collect::<Vec<_>>(),
            "blocks tile"
        );
        assert_eq!((starts.first(), ends.last()), (Some(&0), Some(&text.len())));
    }
    let sides = tokens(&mut engine, &outline);
    for (side, windows) in sides.iter().enumerate() {
        let shown: String = windows.iter().flat_map(|window| &window.groups).map(|group| group.text.as_str()).collect();
        assert_eq!(shown, sent.concat(), "every byte is shown once");
        let counted =
            windows.iter().flat_map(|window| &window.groups).map(|group| group.tokens.len() as u64).sum::<u64>();
        assert_eq!(counted, outline.sides[side].tokens.iter().sum::<u64>(), "every token is shown once");
        let in_blocks =
            outline.messages.iter().flat_map(|message| &message.blocks).map(|block| block.tokens[side].unwrap());
        assert_eq!(in_blocks.sum::<u64>(), counted);
        let ends: std::collections::HashSet<usize> =
            sent.concat().grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len()).collect();
        let mut end = 0;
        for group in windows.iter().flat_map(|window| &window.groups) {
            end += group.text.len();
            assert!(ends.contains(&end), "{:?} ends inside a character", group.text);
            assert_eq!(group.tokens.iter().map(|token| token.bytes).sum::<usize>(), group.text.len());
        }
    }
}

#[test]
fn a_character_of_several_tokens_is_one_group() {
    let text = "👩🏽‍💻 水門 e\u{301}";
    check(text);
    let mut engine = engine(text);
    let outline = outline(&mut engine);
    let windows = tokens(&mut engine, &outline).swap_remove(0);
    let first = &windows[0].groups[0];
    assert_eq!(first.text, "👩🏽‍💻");
    assert!(first.tokens.len() > 1, "{first:?}");
}

#[test]
fn long_and_odd_texts_are_shown_whole() {
    check("one line");
    check("a\n\n\nb\r\nc\n");
    check(&"word ".repeat(1_500));
    check(&"水門はどう動く？\n".repeat(500));
    check(&"x".repeat(5_000));
}

#[test]
fn a_long_prompt_has_few_enough_blocks() {
    let mut engine = engine(&"A line of some forty characters, as in code.\n".repeat(20_000));
    let outline = outline(&mut engine);
    let blocks = outline.messages[0].blocks.len();
    assert!((400..=1_700).contains(&blocks), "{blocks}");
}

#[test]
fn the_chat_format_is_shown_where_it_is_public() {
    let mut engine = engine("Hi");
    let known = outline(&mut engine).sides.swap_remove(0).marks.unwrap();
    let (before, after) = &known.messages[0];
    let ids: Vec<_> = before.iter().chain(after).flat_map(|mark| mark.ids.clone()).collect();
    // <|im_start|> user <|im_sep|> … <|im_end|>: the four tokens that OpenAI's cookbook counts a message.
    assert_eq!(ids, [200_264, 1_428, 200_266, 200_265]);
    assert_eq!(known.priming.len(), 3);
    let nobodys = CountModel { provider: None, model: "my-own-model".to_owned(), tokenizer: None };
    let ReplyBody::Outlined(unknown) =
        engine.answer(RequestBody::Outline { sides: vec![TokenSide::Model(nobodys)] }, None)
    else {
        unreachable!("another reply")
    };
    assert_eq!(unknown.sides[0].marks, None);
    assert_eq!(unknown.messages[0].role, Role::User);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_is_shown_byte_for_byte(text in "(?s)[a-z \\n👩🏽\u{200d}é水שa\u{301}\t]{1,400}") {
        prop_assume!(!text.trim().is_empty());
        check(&text);
    }
}
