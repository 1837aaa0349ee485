//! Reads LiteLLM's published price table (`model_prices_and_context_window.json`, MIT) into catalog rows: for the table that ships with the app
//! and for a newer one that a person imports. The shape is that of the PyPI package `litellm` 1.108.11, 2026-11-17.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::catalog::{Catalog, CatalogError, MAX_BYTES, Source};
use super::date::Date;
use super::model::{Capabilities, Model, SamplingSupport};
use super::price::{OffPeak, Price, PriceError, Rate, RateTable, Rates, Tier, Window};
use super::technique::Effort;
use super::uplift::{MOST_PERCENT, Uplift};

/// `litellm_provider`, the prefix of its ids, and the catalog's word for it.
const PROVIDERS: [(&str, &str, &str); 14] = [
    ("anthropic", "anthropic/", "anthropic"),
    ("cerebras", "cerebras/", "cerebras"),
    ("cohere", "cohere/", "cohere"),
    ("cohere_chat", "cohere/", "cohere"),
    ("deepseek", "deepseek/", "deepseek"),
    ("fireworks_ai", "fireworks_ai/", "fireworks"),
    ("gemini", "gemini/", "gemini"),
    ("groq", "groq/", "groq"),
    ("mistral", "mistral/", "mistral"),
    ("moonshot", "moonshot/", "moonshot"),
    ("openai", "openai/", "openai"),
    ("together_ai", "together_ai/", "together"),
    ("xai", "xai/", "xai"),
    ("zai", "zai/", "zai"),
];

/// Keys of `provider_specific_entry` that are factors of all rates.
const UPLIFTS: [&str; 3] = ["us", "eu", "fast"];

/// Reads the table's chat models of the providers that the catalog knows. The strings name each row that was left out and why. The file carries
/// no date, so the day on which it was published or fetched comes from outside.
///
/// # Errors
/// When it is not a JSON object or has no usable row.
pub fn parse(json: &str, as_of: Date) -> Result<(Catalog, Vec<String>), CatalogError> {
    if json.len() > MAX_BYTES {
        return Err(CatalogError::TooLarge(json.len()));
    }
    let Value::Object(table) = serde_json::from_str(json).map_err(CatalogError::Json)? else {
        return Err(CatalogError::Shape);
    };
    let mut warnings = Vec::new();
    let mut models: BTreeMap<(String, String), Model> = BTreeMap::new();
    for (key, row) in &table {
        let Some((provider, id)) = chat_model(key, row) else { continue };
        match read_row(provider, id, row) {
            Ok(model) => {
                let place = models.entry((model.provider.clone(), model.id.clone())).or_insert_with(|| model.clone());
                if place.price.is_none() && model.price.is_some() {
                    *place = model; // listed twice, with and without the provider's prefix
                }
            }
            Err(problem) => warnings.push(format!("{key} is left out: {problem}")),
        }
    }
    if models.is_empty() {
        return Err(CatalogError::Empty(
            warnings.pop().unwrap_or_else(|| "no chat model of a known provider".to_owned()),
        ));
    }
    let source = Source {
        name: "LiteLLM".to_owned(),
        version: None,
        uploaded: None,
        license: Some("MIT".to_owned()),
        url: Some("https://github.com/BerriAI/litellm".to_owned()),
    };
    Ok((
        Catalog {
            as_of,
            sources: vec![source],
            models: models.into_values().collect(),
            overrides: Vec::new(),
            unlisted: Vec::new(),
        },
        warnings,
    ))
}

/// The catalog's provider and the bare id, if the row is a chat model that a request could name.
fn chat_model<'a>(key: &'a str, row: &Value) -> Option<(&'static str, &'a str)> {
    let word = |name| row.get(name).and_then(Value::as_str);
    let name = word("litellm_provider")?;
    let (_, prefix, provider) = PROVIDERS.iter().find(|(theirs, ..)| *theirs == name)?;
    let speaks_text = match row.get("supported_output_modalities").and_then(Value::as_array) {
        Some(kinds) => kinds.iter().any(|kind| kind == "text"),
        None => true,
    };
    // Rows such as `together-ai-4.1b-8b` price a size class, not a model; `openai/container` prices a tool.
    let is_class = key.starts_with("together-ai-")
        || key.starts_with("fireworks-ai-")
        || row.get("code_interpreter_cost_per_session").is_some();
    let is_chat = matches!(word("mode"), Some("chat" | "responses"));
    (is_chat && speaks_text && !is_class).then(|| (*provider, key.strip_prefix(prefix).unwrap_or(key)))
}

fn read_row(provider: &str, id: &str, row: &Value) -> Result<Model, String> {
    let Value::Object(row) = row else { return Err("it is no object".to_owned()) };
    let price = read_price(row)?;
    if let Some(problem) = price.as_ref().and_then(Price::problem) {
        return Err(problem);
    }
    let text = |name| row.get(name).and_then(Value::as_str);
    Ok(Model {
        id: id.to_owned(),
        provider: provider.to_owned(),
        context: whole(row.get("max_input_tokens")),
        max_output: whole(row.get("max_output_tokens")),
        price,
        capabilities: read_capabilities(provider, row),
        deprecation: text("deprecation_date").and_then(|day| day.parse().ok()),
        source: text("source").filter(|url| url.starts_with("https://")).map(str::to_owned),
        disputed: false,
    })
}

fn whole(value: Option<&Value>) -> Option<u64> {
    match value? {
        // Some rows write 256000.0. A float's shortest text has the same digits.
        Value::Number(number) => number.to_string().trim_end_matches(".0").parse().ok(),
        _ => None,
    }
}

/// `None` = the row has no price, or says 0 for input and output: experimental models are listed so, and their price is not known to be free.
fn read_price(row: &Map<String, Value>) -> Result<Option<Price>, String> {
    let Some(standard) = read_table(row, "")? else { return Ok(None) };
    let batch = read_table(row, "_batches")?;
    // A tier of service without the length tiers of the standard table would be too cheap above the threshold.
    let whole = |table: &RateTable| table.tiers.len() >= standard.tiers.len();
    let flex = read_table(row, "_flex")?.filter(whole);
    let priority = read_table(row, "_priority")?.filter(whole);
    let off_peak = row.get("off_peak_pricing").and_then(Value::as_object).map(read_off_peak).transpose()?.flatten();
    Ok(Some(Price { standard, batch, flex, priority, until: None, then: None, off_peak, uplifts: read_uplifts(row) }))
}

/// Regions and the fast mode with their factors. `regional_processing_uplift_multiplier_eu: 1.1` is how the table writes OpenAI's, an object such as
/// `{"us": 1.1, "fast": 2}` Anthropic's. What is no factor above 1 is left out: it says nothing.
fn read_uplifts(row: &Map<String, Value>) -> Vec<Uplift> {
    let regions = row
        .iter()
        .filter_map(|(key, factor)| Some((key.strip_prefix("regional_processing_uplift_multiplier_")?, factor)));
    let own = row.get("provider_specific_entry").and_then(Value::as_object);
    let own = own.into_iter().flatten().filter(|(name, _)| UPLIFTS.contains(&name.as_str()));
    let percent = |factor: &Value| {
        let percent = (factor.as_f64()? * 100.0).round();
        (100.0 < percent && percent <= f64::from(MOST_PERCENT)).then_some(percent)
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 100 and 2,000")]
    let read =
        |(name, factor): (&str, &Value)| Some(Uplift { name: name.to_owned(), percent: percent(factor)? as u32 });
    regions.chain(own.map(|(name, factor)| (name.as_str(), factor))).filter_map(read).collect()
}

fn read_table(row: &Map<String, Value>, service: &str) -> Result<Option<RateTable>, String> {
    let Some(rates) = read_rates(row, "", service)? else { return Ok(None) };
    let mut thresholds: Vec<u64> = row.keys().filter_map(|key| threshold(key)).collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    let mut tiers = Vec::new();
    for thousands in thresholds {
        if let Some(rates) = read_rates(row, &format!("_above_{thousands}k_tokens"), service)? {
            tiers.push(Tier { above_input_tokens: thousands.saturating_mul(1000), rates });
        }
    }
    Ok(Some(RateTable { rates, tiers }))
}

/// Thousands of tokens in `input_cost_per_token_above_272k_tokens`.
fn threshold(key: &str) -> Option<u64> {
    key.strip_prefix("input_cost_per_token_above_")?.strip_suffix("k_tokens")?.parse().ok()
}

/// The rates of a tier (`""` = none) and service (`""` = standard). A rate of 0 beside real ones means “not listed” there (cache writes of
/// DeepSeek), so it is left out.
fn read_rates(row: &Map<String, Value>, tier: &str, service: &str) -> Result<Option<Rates>, String> {
    let rate = |name: &str| read_rate(row, &format!("{name}{tier}{service}"));
    let listed = |name: &str| rate(name).map(|rate| rate.filter(|rate| rate.0 > 0));
    let (Some(input), Some(output)) = (rate("input_cost_per_token")?, rate("output_cost_per_token")?) else {
        return Ok(None);
    };
    if input.0 == 0 && output.0 == 0 {
        return Ok(None);
    }
    Ok(Some(Rates {
        input,
        output,
        cache_read: listed("cache_read_input_token_cost")?,
        cache_write_5m: listed("cache_creation_input_token_cost")?,
        cache_write_1h: listed("cache_creation_input_token_cost_above_1hr")?,
        reasoning: listed("output_cost_per_reasoning_token")?.filter(|rate| *rate != output),
    }))
}

/// A rate in dollars per token. The parser reads it as a float, whose shortest text has the file's digits (up to 15), so no digit is lost.
fn read_rate(row: &Map<String, Value>, key: &str) -> Result<Option<Rate>, String> {
    let text = match row.get(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => return Err(format!("{key} is no number")),
    };
    Rate::from_usd_per_token(&text).map(Some).map_err(|problem: PriceError| format!("{key}: {problem}"))
}

fn read_off_peak(quiet: &Map<String, Value>) -> Result<Option<OffPeak>, String> {
    let Some(rates) = read_rates(quiet, "", "")? else { return Ok(None) };
    let mut windows = Vec::new();
    for window in quiet.get("windows").and_then(Value::as_array).into_iter().flatten() {
        let weekdays: Vec<u8> = match window.get("weekdays").and_then(Value::as_array) {
            Some(days) => days.iter().filter_map(|day| u8::try_from(day.as_u64()?).ok()).collect(),
            None => (1..=7).collect(),
        };
        let hours = match window.get("hours_utc") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return Err("off_peak_pricing names no hours".to_owned()),
        };
        for stretch in hours {
            let (from, to) = read_hours(stretch).ok_or_else(|| format!("off_peak_pricing has hours “{stretch}”"))?;
            windows.push(Window { weekdays: weekdays.clone(), from, to });
        }
    }
    Ok((!windows.is_empty()).then_some(OffPeak { rates, windows }))
}

/// `10:00-00:00` → (600, 1440).
fn read_hours(stretch: &str) -> Option<(u16, u16)> {
    let minute = |clock: &str| -> Option<u16> {
        let (hours, minutes) = clock.split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    let (from, to) = stretch.split_once('-')?;
    let (from, to) = (minute(from)?, minute(to)?);
    let to = if to == 0 { 1440 } else { to };
    (from < to).then_some((from, to))
}

fn read_capabilities(provider: &str, row: &Map<String, Value>) -> Capabilities {
    let flag = |name: &str| row.get(name).and_then(Value::as_bool);
    let has = |name: &str| flag(name) == Some(true);
    let answers = |kind: &str| {
        let kinds = row.get("supported_output_modalities").and_then(Value::as_array);
        kinds.is_some_and(|kinds| kinds.iter().any(|known| known == kind))
    };
    let reasoning = has("supports_reasoning");
    let efforts = if reasoning { read_efforts(provider, row) } else { Vec::new() };
    // OpenAI's reasoning models take sampling parameters only at effort none; those without that effort never do (OpenAI's docs, 2026-11).
    let sampling = match (flag("supports_sampling_params"), provider) {
        (Some(false), _) => SamplingSupport::Never,
        (None, "openai") if reasoning && efforts.contains(&Effort::None) => SamplingSupport::WithoutReasoning,
        (None, "openai") if reasoning => SamplingSupport::Never,
        _ => SamplingSupport::Always,
    };
    Capabilities {
        vision: has("supports_vision"),
        audio: has("supports_audio_input"),
        pdf: has("supports_pdf_input"),
        video: has("supports_video_input"),
        audio_output: has("supports_audio_output") || answers("audio"),
        image_output: answers("image"),
        tools: has("supports_function_calling"),
        parallel_tools: has("supports_parallel_function_calling"),
        prompt_caching: has("supports_prompt_caching"),
        structured_output: has("supports_response_schema") || has("supports_native_structured_output"),
        reasoning,
        sampling,
        efforts,
        default_effort: row.get("default_reasoning_effort").and_then(Value::as_str).and_then(effort_named),
    }
}

/// The listed levels, else low, medium and high plus what the flags add where the provider takes an effort word; empty = not known.
fn read_efforts(provider: &str, row: &Map<String, Value>) -> Vec<Effort> {
    if let Some(levels) = row.get("reasoning_effort_levels").and_then(Value::as_array) {
        return levels.iter().filter_map(Value::as_str).filter_map(effort_named).collect();
    }
    let flag =
        |effort: Effort| row.get(&format!("supports_{}_reasoning_effort", effort.name())).and_then(Value::as_bool);
    let flagged = Effort::ALL.into_iter().any(|effort| flag(effort).is_some());
    if !flagged && provider != "openai" {
        return Vec::new();
    }
    let usual = |effort| matches!(effort, Effort::Low | Effort::Medium | Effort::High);
    Effort::ALL.into_iter().filter(|effort| flag(*effort).unwrap_or_else(|| usual(*effort))).collect()
}

fn effort_named(word: &str) -> Option<Effort> {
    Effort::ALL.into_iter().find(|effort| effort.name() == word)
}
