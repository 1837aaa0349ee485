//! The table that ships with the app.

use nshot::domain::catalog::Catalog;
use nshot::domain::model::SamplingSupport;
use nshot::domain::price::{Period, Price, Rate};
use nshot::domain::quote::{Service, quote};
use nshot::domain::receipt::receipt;
use nshot::domain::technique::Effort;
use nshot::domain::usage::Usage;

use super::{clock, day};

const FILE: &str = include_str!("../../../public/catalog.json");

fn shipped() -> Catalog {
    let (catalog, warnings) = Catalog::parse(FILE).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    catalog
}

fn prices(catalog: &Catalog) -> impl Iterator<Item = &Price> {
    catalog.models.iter().filter_map(|model| model.price.as_ref())
}

#[test]
fn every_row_can_be_read_and_the_table_is_sourced_and_dated() {
    let catalog = shipped();
    assert!(catalog.models.len() > 500);
    assert!(catalog.sources.len() == 2);
    assert!(
        catalog
            .sources
            .iter()
            .all(|source| source.version.is_some() && source.uploaded.is_some() && source.license.is_some())
    );
    for provider in
        ["openai", "anthropic", "gemini", "mistral", "deepseek", "groq", "xai", "together", "fireworks", "cohere"]
    {
        assert!(catalog.models.iter().any(|model| model.provider == provider && model.price.is_some()), "{provider}");
    }
    assert!(
        !prices(&catalog).any(|price| price.standard.rates.input == Rate(0) && price.standard.rates.output == Rate(0))
    );
}

#[test]
fn a_quote_names_its_table_and_page() {
    let catalog = shipped();
    let quoted =
        quote(&catalog.find("openai", "gpt-4o").unwrap(), Service::Standard, day("2026-11-23").into()).unwrap();
    assert_eq!((quoted.basis.table.as_str(), quoted.basis.as_of), ("LiteLLM 1.108.11", day("2026-11-17")));
    assert!(quoted.basis.source.unwrap().starts_with("https://"));
}

#[test]
fn writes_what_it_read() {
    assert_eq!(shipped().to_json().unwrap(), FILE);
}

/// Rates as the providers' pages list them, read through two independent price tables (2026-11-10 and 2026-11-17) that agree on each.
#[test]
fn knows_the_rates_of_the_providers_pages() {
    let catalog = shipped();
    for (provider, id, input, output, cache_read) in [
        ("openai", "gpt-4o", 2_500_000, 10_000_000, 1_250_000),
        ("openai", "gpt-4o-mini", 150_000, 600_000, 75_000),
        ("openai", "gpt-5.1", 1_250_000, 10_000_000, 125_000),
        ("anthropic", "claude-haiku-4-5", 1_000_000, 5_000_000, 100_000),
        ("anthropic", "claude-opus-4-7", 5_000_000, 25_000_000, 500_000),
        ("gemini", "gemini-2.5-pro", 1_250_000, 10_000_000, 125_000),
    ] {
        let rates = &catalog.find(provider, id).unwrap().price().unwrap().standard.rates;
        assert_eq!(
            (rates.input, rates.output, rates.cache_read),
            (Rate(input), Rate(output), Some(Rate(cache_read))),
            "{id}"
        );
    }
}

#[test]
fn knows_cliffs_in_ordinary_and_batch_service() {
    let catalog = shipped();
    for (provider, id, threshold) in [
        ("anthropic", "claude-haiku-5-5", 100_000),
        ("openai", "gpt-5.5", 272_000),
        ("gemini", "gemini-2.5-pro", 200_000),
    ] {
        let price = catalog.find(provider, id).unwrap().price().unwrap();
        for table in [&price.standard, price.batch.as_ref().unwrap()] {
            let (below, above) = (table.for_input(threshold).0, table.for_input(threshold + 1).0);
            assert!(above.input > below.input && above.output > below.output, "{id}");
        }
    }
}

#[test]
fn no_batch_table_lacks_the_tiers_of_the_ordinary_one() {
    let catalog = shipped();
    let incomplete =
        |price: &&Price| price.batch.as_ref().is_some_and(|batch| batch.tiers.len() < price.standard.tiers.len());
    assert_eq!(prices(&catalog).find(incomplete), None);
}

#[test]
fn knows_when_an_introductory_price_ends() {
    let catalog = shipped();
    let price = catalog.find("gemini", "gemini-4-argon").unwrap().price().unwrap();
    let (before, period) = price.at(day("2026-11-30").into());
    assert_eq!((before.rates.input, period), (Rate(2_000_000), Period::Introductory(day("2026-11-30"))));
    assert_eq!(price.at(day("2026-12-01").into()).0.rates.input, Rate(4_000_000));
}

#[test]
fn knows_quiet_hours() {
    // api-docs.deepseek.com: peak is 01:00–04:00 and 06:00–10:00 UTC, Monday to Friday. 2026-11-23 is a Monday.
    let catalog = shipped();
    let price = catalog.find("deepseek", "deepseek-flash").unwrap().price().unwrap();
    for (date, hours, minutes, period) in [
        ("2026-11-23", 0, 59, Period::OffPeak),
        ("2026-11-23", 1, 0, Period::Standard),
        ("2026-11-23", 4, 0, Period::OffPeak),
        ("2026-11-23", 9, 59, Period::Standard),
        ("2026-11-23", 23, 59, Period::OffPeak),
        ("2026-11-22", 2, 0, Period::OffPeak),
    ] {
        let (table, found) = price.at(clock(date, hours, minutes));
        assert_eq!(found, period, "{date} {hours}:{minutes}");
        assert_eq!(table.rates.input, Rate(if period == Period::OffPeak { 150_000 } else { 300_000 }));
    }
}

#[test]
fn knows_which_models_take_sampling_parameters() {
    let catalog = shipped();
    let capabilities = |provider, id| &catalog.find(provider, id).unwrap().model.capabilities;
    for (provider, id, support) in [
        ("openai", "gpt-4o", SamplingSupport::Always),
        ("openai", "o3", SamplingSupport::Never),
        ("openai", "gpt-5", SamplingSupport::Never),
        ("openai", "gpt-5.5", SamplingSupport::WithoutReasoning),
        ("anthropic", "claude-opus-4-6", SamplingSupport::Always),
        ("anthropic", "claude-opus-4-7", SamplingSupport::Never),
        ("gemini", "gemini-2.5-pro", SamplingSupport::Always),
    ] {
        assert_eq!(capabilities(provider, id).sampling, support, "{id}");
    }
    // The default effort decides where the request names none.
    assert!(capabilities("openai", "gpt-5.1").takes_sampling(None));
    assert!(!capabilities("openai", "gpt-5.1").takes_sampling(Some(Effort::Low)));
    assert!(!capabilities("openai", "gpt-5.5").takes_sampling(None));
    assert!(capabilities("openai", "gpt-5.5").takes_sampling(Some(Effort::None)));
}

/// OpenAI's pricing page by tier of service, through LiteLLM 1.108.11 (2026-11-17): flex halves, priority doubles.
#[test]
fn a_run_in_another_tier_of_service_is_priced_at_its_rates() {
    let catalog = shipped();
    let found = catalog.find("openai", "gpt-5.6-luna").unwrap();
    let usage = |tier: &str| Usage {
        uncached_input: Some(1_000_000),
        output: Some(0),
        terms: vec![format!("service tier {tier}")],
        ..Usage::default()
    };
    for (tier, dollars) in [("flex", "$0.20"), ("priority", "$0.80"), ("batch", "$0.20")] {
        let usage = usage(tier);
        let quoted = quote(&found, Service::of(&usage), day("2026-11-23").into()).unwrap();
        let receipt = receipt(&usage, Some(&quoted));
        // A million tokens lie above the threshold of 272,000: twice the rates of a short request.
        assert_eq!(receipt.total.unwrap().exact(), dollars, "{tier}");
        assert!(receipt.notes.is_empty(), "{:?}", receipt.notes);
    }
    assert_eq!(Service::of(&usage("scale")), Service::Standard);
}

#[test]
fn regions_of_openai_and_anthropic_are_a_tenth_dearer_where_the_table_says_so() {
    // Both vendors' price pages as LiteLLM 1.108.11 has them: from GPT-5.4 and Claude Opus 4.6 on, not before.
    let catalog = shipped();
    for (provider, id, region, percent) in [
        ("openai", "gpt-5.4", "eu", Some(110)),
        ("openai", "gpt-5.4", "us", Some(110)),
        ("anthropic", "claude-opus-4-6", "us", Some(110)),
        ("anthropic", "claude-opus-4-5", "us", None),
    ] {
        let price = catalog.find(provider, id).and_then(|found| found.price()).unwrap();
        let found = price.uplifts.iter().find(|uplift| uplift.name == region).map(|uplift| uplift.percent);
        assert_eq!(found, percent, "{id} {region}");
    }
}
