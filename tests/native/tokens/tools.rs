//! What tools add, against the worked example of OpenAI's cookbook and recorded usage of Claude.

use nshot::domain::compose::{ComposedTool, ComposedTools, Composition, Part, RenderedMessage, Source};
use nshot::domain::message::Role;
use nshot::domain::token::Certainty;
use nshot::domain::tool::ToolChoice;
use nshot::tokenizer::choice::choose;
use nshot::tokenizer::tools::hidden_prompt;
use nshot::tokenizer::{Method, PromptCount, PromptCounter, Tokenizer};

use super::{CL100K, O200K};

const WEATHER: &str = r#"{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},"unit":{"type":"string","description":"The unit of temperature to return","enum":["celsius","fahrenheit"]}},"required":["location"]}"#;

fn weather(choice: ToolChoice) -> ComposedTools {
    let tool = ComposedTool {
        name: "get_current_weather".to_owned(),
        description: "Get the current weather in a given location".to_owned(),
        json: WEATHER.to_owned(),
    };
    ComposedTools { items: vec![tool], choice, one_at_a_time: false }
}

fn count(tokenizer: &Tokenizer, model: &str, tools: ComposedTools) -> PromptCount {
    let part = |text: &str| Part { source: Source::Technique, text: text.to_owned(), substitutions: Vec::new() };
    let message = |role, text| RenderedMessage::new(role, vec![part(text)]);
    let messages = vec![
        message(Role::System, "You are a helpful assistant that can answer to questions about the weather."),
        message(Role::User, "What's the weather like in San Francisco?"),
    ];
    let composition = Composition { messages, tools, ..Composition::default() };
    let method = Method::Chosen { choice: choose(None, model), model };
    PromptCounter::new().count(tokenizer, method, &composition)
}

/// "How to count tokens with tiktoken", section 7: the numbers that the API reported.
#[test]
fn the_cookbooks_example_is_counted_as_the_api_counted_it() {
    for (model, tokenizer, reported) in [
        ("gpt-4o", &O200K, 101),
        ("gpt-4o-mini", &O200K, 101),
        ("gpt-4", &CL100K, 105),
        ("gpt-3.5-turbo", &CL100K, 105),
    ] {
        let counted = count(tokenizer, model, weather(ToolChoice::Auto));
        assert_eq!(counted.total.tokens, reported, "{model}");
        assert!(matches!(counted.total.certainty, Certainty::Estimate { .. }), "{model}: the formula is never sure");
    }
}

#[test]
fn gpt_5_adds_some_eighty_tokens() {
    let of = |model| count(&O200K, model, weather(ToolChoice::Auto)).tokens.tools;
    assert_eq!(of("gpt-5.6-luna"), of("gpt-4o") + 80);
}

/// Tokens beyond text and tool JSON (recordings to 2026-05).
#[test]
fn claudes_hidden_prompt_is_in_its_band() {
    for reported in [325, 330, 395, 415, 500, 510] {
        let band = hidden_prompt(&ToolChoice::Auto);
        assert!((band.low..=band.high).contains(&reported), "{reported}");
    }
    for choice in [ToolChoice::Required, ToolChoice::Named("get_current_weather".to_owned())] {
        let band = hidden_prompt(&choice);
        assert!((band.low..=band.high).contains(&600));
    }
}

#[test]
fn tools_are_a_part_of_the_total_and_make_it_an_estimate() {
    for model in ["gpt-4o", "claude-sonnet-4-5", "claude-opus-5", "gemini-3-pro", "gpt-oss-120b", "some-model"] {
        let [without, with] =
            [ComposedTools::default(), weather(ToolChoice::Auto)].map(|tools| count(&O200K, model, tools));
        assert_eq!(without.tokens.tools, 0, "{model}");
        assert!(with.tokens.tools > 20, "{model}");
        assert_eq!(with.total.tokens, without.total.tokens + with.tokens.tools, "{model}");
        let Certainty::Estimate { low, high } = with.total.certainty else { panic!("{model} is sure") };
        assert!(low < with.total.tokens && with.total.tokens < high, "{model}");
    }
}
