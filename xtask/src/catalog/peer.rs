//! The cross-check: what an independent table says of each model, where it disagrees, and what it alone knows (announced changes of price).

use nshot::domain::catalog::Catalog;
use nshot::domain::date::Date;
use nshot::domain::price::{Price, Rate, RateTable, Rates, Tier};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::Outcome;

/// What the second table says of one model.
#[derive(Deserialize)]
struct Answer {
    prices: Vec<Dated>,
    batch: Vec<Dated>,
}

/// Rates from a day on or, with `time`, at some hours only. Later ones in a list win.
#[derive(Deserialize)]
struct Dated {
    from: Option<Date>,
    time: Option<String>,
    /// Unit → threshold and dollars per million tokens.
    rates: BTreeMap<String, Vec<(u64, String)>>,
}

/// One number on which the tables disagree, in dollars per million tokens.
#[derive(Serialize)]
struct Difference {
    provider: String,
    id: String,
    field: String,
    ours: Option<String>,
    theirs: Option<String>,
}

/// What the cross-check found.
#[derive(Serialize)]
pub struct Report {
    /// Priced models that both tables have, and that agree in every number that both give.
    compared: usize,
    agreeing: usize,
    /// Priced models that the second table does not have.
    not_in_second: Vec<String>,
    left_out: Vec<String>,
    differences: Vec<Difference>,
}

impl Report {
    pub fn summary(&self) -> String {
        let Self { compared, agreeing, not_in_second, differences, .. } = self;
        format!(
            "{agreeing} of {compared} agree with the second table, {} numbers differ, {} are not in it",
            differences.len(),
            not_in_second.len()
        )
    }

    /// The report as its file, one difference a line.
    pub fn to_json(&self) -> Outcome<String> {
        let rows: Vec<String> = self.differences.iter().map(json).collect::<Outcome<_>>()?;
        Ok(format!(
            "{{\"unit\":\"USD per million tokens\",\"compared\":{},\"agreeing\":{},\n\"left_out\":{},\n\"not_in_second\":{},\n\"differences\":[\n{}\n]}}\n",
            self.compared,
            self.agreeing,
            json(&self.left_out)?,
            json(&self.not_in_second)?,
            rows.join(",\n")
        ))
    }
}

fn json(value: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

/// What the script is asked: provider (in the second table's words) and id of each model.
pub fn questions(catalog: &Catalog) -> Outcome<String> {
    let pairs: Vec<(&str, &str)> =
        catalog.models.iter().map(|model| (their_provider(&model.provider), model.id.as_str())).collect();
    json(&pairs)
}

fn their_provider(provider: &str) -> &str {
    match provider {
        "gemini" => "google",
        "moonshot" => "moonshotai",
        "xai" => "x-ai",
        same => same,
    }
}

/// Compares each priced model with its answer, and takes announced changes of price over where the tables agree on today's.
pub fn cross_check(catalog: &mut Catalog, answers: &str, warnings: &[String]) -> Outcome<Report> {
    let answers: Vec<Option<Answer>> =
        serde_json::from_str(answers).map_err(|error| format!("the second table has another shape: {error}"))?;
    let as_of = catalog.as_of;
    let mut report = Report {
        compared: 0,
        agreeing: 0,
        not_in_second: Vec::new(),
        left_out: warnings.to_vec(),
        differences: Vec::new(),
    };
    for (model, answer) in catalog.models.iter_mut().zip(answers) {
        let Some(price) = &mut model.price else { continue };
        let (prices, batch) = answer.map_or_else(Default::default, |answer| (answer.prices, answer.batch));
        let batch = table_on(&batch, as_of, &price.standard)?;
        complete_batch(price, batch.as_ref());
        let Some(standard) = table_on(&prices, as_of, &price.standard)? else {
            report.not_in_second.push(format!("{}/{}", model.provider, model.id));
            continue;
        };
        let mut fields = fields("", &price.standard, &standard);
        if let (Some(ours), Some(theirs)) = (&price.batch, batch) {
            fields.extend(self::fields("batch ", ours, &theirs));
        }
        report.compared += 1;
        let mut rows = fields.into_iter().filter(|(_, ours, theirs)| ours != theirs).peekable();
        model.disputed = rows.peek().is_some();
        if !model.disputed {
            report.agreeing += 1;
            if let Some((until, then)) = announced(&prices, as_of)? {
                (price.until, price.then) = (Some(until), Some(then));
            }
        }
        let shown = |rate: Option<Rate>| rate.map(|rate| rate.to_string());
        let (provider, id) = (&model.provider, &model.id);
        report.differences.extend(rows.map(|(field, ours, theirs)| Difference {
            provider: provider.clone(),
            id: id.clone(),
            field,
            ours: shown(ours),
            theirs: shown(theirs),
        }));
    }
    Ok(report)
}

/// A batch table without the length tiers of the standard one would be too cheap above the threshold: it is taken from the second table where
/// that has the tiers and the same base, else left out.
fn complete_batch(price: &mut Price, theirs: Option<&RateTable>) {
    let Some(ours) = &price.batch else { return };
    if ours.tiers.len() < price.standard.tiers.len() {
        let same =
            |theirs: &&RateTable| (theirs.rates.input, theirs.rates.output) == (ours.rates.input, ours.rates.output);
        price.batch = theirs.filter(same).filter(|theirs| theirs.tiers.len() >= price.standard.tiers.len()).cloned();
    }
}

/// The rates that hold on a day. Where several hold by the hour, the ones with our input rate are taken, for both are right.
fn table_on(prices: &[Dated], day: Date, ours: &RateTable) -> Outcome<Option<RateTable>> {
    let holds = |dated: &&Dated| dated.from.is_none_or(|from| from <= day);
    let mut tables = Vec::new();
    for dated in prices.iter().rev().filter(holds) {
        tables.extend(table(dated)?);
        if dated.time.is_none() {
            break;
        }
    }
    let same = tables.iter().position(|table| table.rates.input == ours.rates.input).unwrap_or(0);
    Ok((!tables.is_empty()).then(|| tables.swap_remove(same)))
}

/// The next change after a day: the last day of today's rates, and the rates after it.
fn announced(prices: &[Dated], day: Date) -> Outcome<Option<(Date, RateTable)>> {
    let later = prices
        .iter()
        .filter(|dated| dated.time.is_none())
        .filter_map(|dated| Some((dated.from.filter(|from| *from > day)?, dated)));
    let Some((from, dated)) = later.min_by_key(|(from, _)| *from) else { return Ok(None) };
    Ok(table(dated)?.map(|table| (from.plus_days(-1), table)))
}

/// `None` = it prices no text tokens.
fn table(dated: &Dated) -> Outcome<Option<RateTable>> {
    let Some(rates) = rates(dated, 0)? else { return Ok(None) };
    let thresholds: BTreeSet<u64> =
        dated.rates.values().flatten().map(|(start, _)| *start).filter(|start| *start > 0).collect();
    let mut tiers = Vec::new();
    for above_input_tokens in thresholds {
        tiers.extend(rates_above(dated, above_input_tokens)?);
    }
    Ok(Some(RateTable { rates, tiers }))
}

fn rates_above(dated: &Dated, above_input_tokens: u64) -> Outcome<Option<Tier>> {
    Ok(rates(dated, above_input_tokens)?.map(|rates| Tier { above_input_tokens, rates }))
}

/// The rates of the tier that begins at a threshold.
fn rates(dated: &Dated, threshold: u64) -> Outcome<Option<Rates>> {
    let rate = |unit: &str| -> Outcome<Option<Rate>> {
        let steps = dated.rates.get(unit).map(Vec::as_slice).unwrap_or_default();
        let Some((_, text)) = steps.iter().rev().find(|(start, _)| *start <= threshold) else { return Ok(None) };
        Rate::from_usd_per_million(text).map(Some).map_err(|error| format!("the second table: {error}"))
    };
    let (Some(input), Some(output)) = (rate("input_mtok")?, rate("output_mtok")?) else { return Ok(None) };
    Ok(Some(Rates {
        input,
        output,
        cache_read: rate("cache_read_mtok")?,
        cache_write_5m: rate("cache_write_mtok")?,
        cache_write_1h: rate("cache_write_1h_mtok")?,
        reasoning: rate("output_reasoning_mtok")?,
    }))
}

/// The numbers to compare: input and output always, cache rates and tiers where both tables give them.
fn fields(service: &str, ours: &RateTable, theirs: &RateTable) -> Vec<(String, Option<Rate>, Option<Rate>)> {
    let mut fields = rate_fields(service, "", &ours.rates, &theirs.rates);
    let mut thresholds: Vec<u64> = ours.tiers.iter().chain(&theirs.tiers).map(|tier| tier.above_input_tokens).collect();
    thresholds.sort_unstable();
    // “From 200,000 on” and “above 200,000” differ by one token: the upper threshold stands for both.
    thresholds.dedup_by(|upper, kept| {
        let same = *upper - *kept <= 1;
        if same {
            *kept = *upper;
        }
        same
    });
    for threshold in thresholds {
        let (ours, _) = ours.for_input(threshold + 1);
        let (theirs, _) = theirs.for_input(threshold + 1);
        fields.extend(rate_fields(service, &format!(" above {threshold} input tokens"), ours, theirs));
    }
    fields
}

fn rate_fields(service: &str, tier: &str, ours: &Rates, theirs: &Rates) -> Vec<(String, Option<Rate>, Option<Rate>)> {
    let field = |name: &str, ours, theirs| (format!("{service}{name}{tier}"), ours, theirs);
    let mut fields = vec![
        field("input", Some(ours.input), Some(theirs.input)),
        field("output", Some(ours.output), Some(theirs.output)),
    ];
    let optional = [
        ("cache read", ours.cache_read, theirs.cache_read),
        ("cache write", ours.cache_write_5m, theirs.cache_write_5m),
        ("cache write 1 h", ours.cache_write_1h, theirs.cache_write_1h),
    ];
    fields.extend(
        optional
            .into_iter()
            .filter(|(_, ours, theirs)| ours.is_some() && theirs.is_some())
            .map(|(name, ours, theirs)| field(name, ours, theirs)),
    );
    fields
}
