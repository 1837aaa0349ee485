//! LiteLLM's table, as a person may import it.

use nshot::domain::catalog::CatalogError;
use nshot::domain::litellm;
use nshot::domain::model::Model;
use nshot::domain::price::{Rate, Window};

use super::day;

fn import(rows: &str) -> (Vec<Model>, Vec<String>) {
    let (catalog, warnings) = litellm::parse(&format!("{{{rows}}}"), day("2026-11-23")).unwrap();
    (catalog.models, warnings)
}

#[test]
fn reads_rates_tiers_batch_and_hours() {
    let (models, warnings) = import(
        r#""gemini/g":{"litellm_provider":"gemini","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06,
        "output_cost_per_reasoning_token":2e-06,"cache_read_input_token_cost":0.0,"cache_creation_input_token_cost_above_1hr":3e-06,
        "input_cost_per_token_above_200k_tokens":2e-06,"output_cost_per_token_above_200k_tokens":4e-06,
        "input_cost_per_token_batches":5e-07,"output_cost_per_token_batches":1e-06,
        "off_peak_pricing":{"input_cost_per_token":5e-07,"output_cost_per_token":1e-06,"windows":[{"hours_utc":"10:30-00:00","weekdays":[6]}]}}"#,
    );
    assert_eq!(warnings, Vec::<String>::new());
    let price = models[0].price.clone().unwrap();
    assert_eq!(models[0].id, "g");
    assert_eq!(price.standard.rates.input, Rate(1_000_000));
    assert_eq!(price.standard.rates.reasoning, None, "the same as output");
    assert_eq!(price.standard.rates.cache_read, None, "a listed 0 is not a known price");
    assert_eq!(price.standard.rates.cache_write_1h, Some(Rate(3_000_000)));
    assert_eq!(price.standard.for_input(200_001).0.output, Rate(4_000_000));
    assert_eq!(price.batch.unwrap().rates.output, Rate(1_000_000));
    assert_eq!(price.off_peak.unwrap().windows, [Window { weekdays: vec![6], from: 630, to: 1440 }]);
}

#[test]
fn reads_modalities_parameters_and_tiers_of_service() {
    let (models, _) = import(
        r#""m":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":2e-06,"output_cost_per_token":8e-06,
        "input_cost_per_token_flex":1e-06,"output_cost_per_token_flex":4e-06,"input_cost_per_token_priority":4e-06,"output_cost_per_token_priority":16e-06,
        "supports_vision":true,"supports_pdf_input":true,"supports_audio_output":true,"supported_output_modalities":["text","image"],
        "supports_function_calling":true,"supports_parallel_function_calling":true,"supports_prompt_caching":true,"supports_reasoning":true,
        "reasoning_effort_levels":["low","high"],"default_reasoning_effort":"low"},
        "tiered":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":2e-06,"output_cost_per_token":8e-06,
        "input_cost_per_token_above_272k_tokens":4e-06,"output_cost_per_token_above_272k_tokens":16e-06,
        "input_cost_per_token_priority":4e-06,"output_cost_per_token_priority":16e-06}"#,
    );
    let takes = &models[0].capabilities;
    assert_eq!((takes.reads().as_str(), takes.writes().as_str()), ("text, images, PDF", "text, speech, images"));
    assert!(takes.parameters().ends_with("tools, parallel tool calls, prompt caching"), "{}", takes.parameters());
    assert_eq!(takes.effort_words().as_deref(), Some("low, high (low by default)"));
    let price = models[0].price.clone().unwrap();
    assert_eq!(price.flex.unwrap().rates.input, Rate(1_000_000));
    assert_eq!(price.priority.unwrap().rates.output, Rate(16_000_000));
    assert_eq!(models[1].price.clone().unwrap().priority, None, "without the tier it would be too cheap above it");
}

#[test]
fn leaves_out_bad_rows_and_what_is_no_chat_model() {
    let (models, warnings) = import(
        r#""sample_spec":{"mode":"one of"},"bad":7,
        "gpt-x":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":7.5e-08,"output_cost_per_token":3e-07,"max_input_tokens":256000.0},
        "negative":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":-1e-06,"output_cost_per_token":2e-06},
        "text":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":"free","output_cost_per_token":2e-06},
        "list":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":[],"output_cost_per_token":2e-06},
        "per-million":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":2.5,"output_cost_per_token":10},
        "picture":{"litellm_provider":"openai","mode":"image_generation","input_cost_per_token":1e-06,"output_cost_per_token":2e-06},
        "elsewhere":{"litellm_provider":"bedrock","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06}"#,
    );
    assert_eq!(models.len(), 1);
    assert_eq!(
        (models[0].context, models[0].price.as_ref().unwrap().standard.rates.input),
        (Some(256_000), Rate(75_000))
    );
    assert_eq!(warnings.len(), 4, "{warnings:#?}");
}

#[test]
fn zero_for_everything_is_no_price() {
    let (models, _) =
        import(r#""m":{"litellm_provider":"groq","mode":"chat","input_cost_per_token":0,"output_cost_per_token":0.0}"#);
    assert_eq!(models[0].price, None);
}

#[test]
fn of_a_model_listed_twice_the_priced_row_stays() {
    let (models, _) = import(
        r#""gemini/m":{"litellm_provider":"gemini","mode":"chat","input_cost_per_token":0,"output_cost_per_token":0},
        "m":{"litellm_provider":"gemini","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06}"#,
    );
    assert_eq!(models.len(), 1);
    assert!(models[0].price.is_some());
}

#[test]
fn another_file_is_refused() {
    let parse = |text: &str| litellm::parse(text, day("2026-11-23")).unwrap_err();
    assert!(matches!(parse("[]"), CatalogError::Shape));
    assert!(matches!(parse("{"), CatalogError::Json(_)));
    assert!(matches!(parse("{}"), CatalogError::Empty(_)));
}

#[test]
fn reads_the_factors_of_regions_and_of_the_fast_mode() {
    let rates = r#""mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06"#;
    let (models, warnings) = import(&format!(
        r#""a":{{"litellm_provider":"openai",{rates},"regional_processing_uplift_multiplier_eu":1.1,"regional_processing_uplift_multiplier_us":1.0}},
        "b":{{"litellm_provider":"anthropic",{rates},"provider_specific_entry":{{"us":1.1,"fast":2.0,"eu":"much","other":7}}}}"#
    ));
    assert_eq!(warnings, Vec::<String>::new());
    let uplifts = |at: usize| {
        let uplifts = models[at].price.as_ref().unwrap().uplifts.iter();
        uplifts.map(|uplift| (uplift.name.clone(), uplift.percent)).collect::<Vec<_>>()
    };
    let (first, second) = if models[0].id == "a" { (0, 1) } else { (1, 0) };
    assert_eq!(uplifts(first), [("eu".to_owned(), 110)]);
    let mut own = uplifts(second);
    own.sort_unstable();
    assert_eq!(own, [("fast".to_owned(), 200), ("us".to_owned(), 110)]);
}
