//! Whole prompts: which tokenizer counts, what the chat format adds, and how sure the total is.

use nshot::domain::compose::{ComposedSchema, Composition, Part, RenderedMessage, Source};
use nshot::domain::message::Role;
use nshot::domain::model::TokenizerChoice::{self, Assumed, Claude, ClaudeNew, Gemini, Own, Unknown};
use nshot::domain::token::Certainty;
use nshot::domain::token::Encoding::{Cl100kBase, O200kBase, O200kHarmony};
use nshot::tokenizer::choice::choose;
use nshot::tokenizer::{Method, PromptCount, PromptCounter};

use super::{CL100K, O200K};

fn check(provider: Option<&str>, model: &str, expected: TokenizerChoice) {
    assert_eq!(choose(provider, model), expected, "{model}");
}

/// Prefixes of tiktoken 0.14.0's `model.py`.
#[test]
fn openai_models_have_the_encoding_that_tiktoken_says() {
    for model in [
        "gpt-5",
        "gpt-5.6-sol",
        "gpt-5-nano-2025-08-07",
        "gpt-4.1-mini",
        "gpt-4o",
        "openai/gpt-4o-mini",
        "o1",
        "o3-mini",
        "o4-mini-high",
    ] {
        check(Some("openai"), model, Own(O200kBase));
    }
    for model in ["gpt-4", "gpt-4-turbo-2024-04-09", "gpt-3.5-turbo", "ft:gpt-3.5-turbo:org", "azure/gpt-35-turbo"] {
        check(None, model, Own(Cl100kBase));
    }
    check(Some("groq"), "openai/gpt-oss-120b", Own(O200kHarmony));
}

#[test]
fn what_the_table_does_not_name_is_assumed_or_unknown() {
    check(Some("openai"), "gpt-6", Assumed(O200kBase));
    check(Some("openai"), "gpt-4.7", Assumed(O200kBase));
    check(Some("openai"), "gpt-50", Assumed(O200kBase));
    check(None, "o3x", Unknown);
    check(None, "", Unknown);
}

#[test]
fn claude_changed_its_tokenizer_with_opus_4_7() {
    for model in [
        "claude-3-5-sonnet-20241022",
        "claude-opus-4-20250514",
        "claude-opus-4-6",
        "claude-sonnet-4.6",
        "claude-haiku-4-5",
    ] {
        check(Some("anthropic"), model, Claude);
    }
    for model in ["claude-opus-4-7", "anthropic/claude-opus-4.8", "us.anthropic.claude-sonnet-5-v1:0", "claude-opus-5"]
    {
        check(Some("anthropic"), model, ClaudeNew);
    }
    check(Some("gemini"), "models/gemini-3-pro", Gemini);
}

fn composition(messages: &[(Role, &[&str])]) -> Composition {
    let part = |text: &&str| Part { source: Source::Technique, text: (*text).to_owned(), substitutions: Vec::new() };
    let message = |(role, parts): &(Role, &[&str])| RenderedMessage::new(*role, parts.iter().map(part).collect());
    Composition { messages: messages.iter().map(message).collect(), ..Composition::default() }
}

fn count(model: &str, composition: &Composition) -> PromptCount {
    let choice = choose(None, model);
    PromptCounter::new().count(&O200K, Method::Chosen { choice, model }, composition)
}

/// The worked example of OpenAI's cookbook ("How to count tokens with tiktoken"): its formula gives 3 + n × (3 + role) + text.
#[test]
fn chat_overhead_is_four_a_message_and_three_or_two_for_the_answer() {
    let prompt = composition(&[(Role::System, &["You are terse."]), (Role::User, &["Hi"])]);
    let text = O200K.count("You are terse.") + O200K.count("Hi");
    for (model, overhead) in [("gpt-4o", 11), ("gpt-4.1", 11), ("gpt-5.6-sol", 10), ("o3-mini", 10)] {
        let counted = count(model, &prompt);
        assert_eq!((counted.overhead, counted.total.tokens), (overhead, text + overhead), "{model}");
        assert_eq!(counted.total.certainty, Certainty::Exact, "{model}");
    }
}

#[test]
fn tokens_belong_to_the_part_they_begin_in() {
    let counted = count("gpt-4o", &composition(&[(Role::User, &["Hello wor", "ld and", "", " more"])]));
    assert_eq!(counted.tokens.parts, [[2, 1, 0, 1]]); // "Hello", " world", " and", " more"
    assert_eq!(counted.tokens.text_total(), O200K.count("Hello world and more"));
}

#[test]
fn estimates_say_so_and_their_parts_sum_to_the_expected_text() {
    let prompt =
        composition(&[(Role::User, &["Explain borrowing to a newcomer, ", "быстро и понятно, ", "with an example."])]);
    for model in ["gpt-6", "claude-sonnet-4-5", "claude-opus-5", "gemini-3-pro", "some-model"] {
        let PromptCount { tokens, overhead, total, .. } = count(model, &prompt);
        let Certainty::Estimate { low, high } = total.certainty else { panic!("{model} is not exact") };
        assert!(low < total.tokens && total.tokens < high, "{model}: {low} {} {high}", total.tokens);
        assert_eq!(tokens.text_total() + overhead, total.tokens, "{model}");
    }
}

#[test]
fn a_schema_makes_the_total_an_estimate() {
    let mut prompt = composition(&[(Role::User, &["Hi"])]);
    let json = r#"{"type":"object","properties":{"name":{"type":"string"}}}"#.to_owned();
    prompt.schema = Some(ComposedSchema { name: "person".to_owned(), json });
    let counted = count("gpt-4o", &prompt);
    assert!(counted.tokens.schema > 0);
    assert!(matches!(counted.total.certainty, Certainty::Estimate { .. }));
}

#[test]
fn counting_again_after_an_edit_is_counting_afresh() {
    let mut counter = PromptCounter::new();
    let method = Method::Chosen { choice: Own(Cl100kBase), model: "gpt-4" };
    let prompts = [
        composition(&[(Role::System, &["Be brief."]), (Role::User, &["One ", "two"])]),
        composition(&[(Role::User, &["One ", "two three"])]),
        composition(&[]),
        composition(&[(Role::User, &["One"]), (Role::Assistant, &[""]), (Role::User, &["中文", " x"])]),
    ];
    for prompt in &prompts {
        assert_eq!(counter.count(&CL100K, method, prompt), PromptCounter::new().count(&CL100K, method, prompt));
    }
}
