//! The catalog: the shipped table, look-ups, bad files, dates of prices, and the reader of LiteLLM's table.

use nshot::domain::catalog::{Catalog, CatalogError, MAX_BYTES, Override, Via};
use nshot::domain::date::{Date, Moment};
use nshot::domain::price::{Period, Price, Rate};
use nshot::domain::quote::{Service, quote};

mod import;
mod shipped;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn file(rows: &str) -> String {
    format!(r#"{{"format":"nshot-catalog","version":1,"as_of":"2026-11-17","sources":[],"models":[{rows}]}}"#)
}

fn row(provider: &str, id: &str) -> String {
    format!(
        r#"{{"provider":"{provider}","id":"{id}","price":{{"standard":{{"rates":{{"input":1000000,"output":2000000}}}}}}}}"#
    )
}

fn catalog(ids: &[&str]) -> Catalog {
    let rows: Vec<String> = ids.iter().map(|id| row("anthropic", id)).collect();
    let (catalog, warnings) = Catalog::parse(&file(&rows.join(","))).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    catalog
}

#[test]
fn an_id_leads_to_its_row_and_says_how() {
    let catalog = catalog(&[
        "claude-sonnet-4-5",
        "claude-opus-4-5-20250101",
        "claude-opus-4-5-2025-11-01",
        "ft:gpt-4o-2024-08-06",
    ]);
    for (asked, found, via) in [
        ("claude-sonnet-4-5", "claude-sonnet-4-5", Via::Exact),
        (" claude-sonnet-4-5 ", "claude-sonnet-4-5", Via::Exact),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", Via::Exact),
        ("models/claude-sonnet-4-5", "claude-sonnet-4-5", Via::Exact),
        ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5", Via::UndatedRow),
        ("claude-sonnet-4-5-2025-09-29", "claude-sonnet-4-5", Via::UndatedRow),
        ("claude-sonnet-4-5-latest", "claude-sonnet-4-5", Via::Latest),
        ("claude-opus-4-5-latest", "claude-opus-4-5-2025-11-01", Via::Latest),
        ("claude-opus-4-5", "claude-opus-4-5-2025-11-01", Via::NewestDated),
        ("ft:gpt-4o-2024-08-06:acme:support:9XyZ", "ft:gpt-4o-2024-08-06", Via::FineTuned),
    ] {
        let row = catalog.find("anthropic", asked).unwrap_or_else(|| panic!("{asked} is not found"));
        assert_eq!((row.model.id.as_str(), row.via), (found, via), "{asked}");
        assert_eq!(via.caveat().is_none(), via == Via::Exact);
    }
}

#[test]
fn what_is_not_listed_is_unknown() {
    let catalog = catalog(&["claude-sonnet-4-5", "gpt-4"]);
    for asked in [
        "",
        "claude",
        "claude-sonnet-4",
        "claude-sonnet-4-5-fast",
        "claude-sonnet-4-5-0929",
        "gpt-4-0314",
        "-latest",
        "-20250101",
        "ft:",
        "ft:gpt-4:x",
    ] {
        assert_eq!(catalog.find("anthropic", asked), None, "{asked}");
    }
    assert_eq!(catalog.find("openai", "claude-sonnet-4-5"), None);
}

#[test]
fn a_bad_row_is_named_and_the_rest_works() {
    let flat =
        |input: &str, output: &str| format!(r#"{{"standard":{{"rates":{{"input":{input},"output":{output}}}}}}}"#);
    let bad = [
        r#"{"provider":"x","id":"negative","price":PRICE}"#.replace("PRICE", &flat("-1", "2")),
        r#"{"provider":"x","id":"float","price":PRICE}"#.replace("PRICE", &flat("1.5", "2")),
        r#"{"provider":"x","id":"text","price":PRICE}"#.replace("PRICE", &flat("\"1\"", "2")),
        r#"{"provider":"x","id":"absurd","price":PRICE}"#.replace("PRICE", &flat("100000000001", "2")),
        r#"{"provider":"x","id":"half","price":{"standard":{"rates":{"input":1}}}}"#.to_owned(),
        r#"{"provider":"x","id":"context","context":"many"}"#.to_owned(),
        r#"{"provider":"x","id":"day","deprecation":"2026-02-30"}"#.to_owned(),
        r#"{"provider":"x","id":" "}"#.to_owned(),
        r#"{"provider":"x","id":7}"#.to_owned(),
        row("x", "good"),
        "null".to_owned(),
        "[]".to_owned(),
    ];
    let (catalog, warnings) = Catalog::parse(&file(&format!("{},{}", row("x", "good"), bad.join(",")))).unwrap();
    assert_eq!(catalog.models.len(), 1);
    assert_eq!(warnings.len(), bad.len(), "{warnings:#?}");
    assert!(warnings.iter().any(|warning| warning.contains("row 2 (x/negative)")), "{warnings:#?}");
    assert!(warnings.iter().any(|warning| warning.contains("earlier row")), "{warnings:#?}");
}

#[test]
fn what_is_no_catalog_says_so() {
    let parse = |text: &str| Catalog::parse(text).unwrap_err();
    for text in [
        "{}",
        "[]",
        "7",
        r#"{"format":"nshot-catalog","version":1,"as_of":"soon","models":[]}"#,
        r#"{"format":"nshot-catalog","version":1,"as_of":"2026-01-01","models":{}}"#,
    ] {
        assert!(matches!(parse(text), CatalogError::Shape), "{text}");
    }
    assert!(matches!(parse("{\"format\":"), CatalogError::Json(_)));
    assert!(matches!(parse(&file("")), CatalogError::Empty(_)));
    assert!(matches!(parse(&file("null")), CatalogError::Empty(_)));
    assert!(matches!(parse(&file("").replace("\"version\":1", "\"version\":2")), CatalogError::Version(2)));
    assert!(matches!(parse(&" ".repeat(MAX_BYTES + 1)), CatalogError::TooLarge(_)));
}

#[test]
fn a_price_that_the_person_typed_wins_and_is_dated_by_them() {
    let mut catalog = catalog(&["claude-sonnet-4-5"]);
    let own = |input| Override {
        provider: "anthropic".to_owned(),
        id: "claude-sonnet-4-5".to_owned(),
        price: Price::flat(Rate(input), Rate(9)),
        as_of: day("2026-11-20"),
    };
    catalog.set_override(own(7));
    catalog.set_override(own(8));
    assert_eq!(catalog.overrides.len(), 1);
    let quoted =
        quote(&catalog.find("anthropic", "claude-sonnet-4-5").unwrap(), Service::Standard, day("2026-11-23").into())
            .unwrap();
    assert_eq!(
        (quoted.table.rates.input, quoted.basis.as_of, quoted.basis.by_person),
        (Rate(8), day("2026-11-20"), true)
    );
    catalog.clear_override("anthropic", "claude-sonnet-4-5");
    assert_eq!(catalog.find("anthropic", "claude-sonnet-4-5").unwrap().price(), catalog.models[0].price.as_ref());
}

#[test]
fn the_persons_prices_reach_unlisted_models_and_outlive_the_table() {
    let mut catalog = catalog(&["claude-sonnet-4-5"]);
    let own = Override {
        provider: "local".to_owned(),
        id: "my-model".to_owned(),
        price: Price::flat(Rate(7), Rate(9)),
        as_of: day("2026-11-20"),
    };
    catalog.set_override(Override {
        provider: "anthropic".to_owned(),
        id: "claude-sonnet-4-5-latest".to_owned(),
        ..own.clone()
    });
    assert_eq!(
        catalog.find("anthropic", "claude-sonnet-4-5-latest").unwrap().price().unwrap().standard.rates.input,
        Rate(7)
    );
    assert_eq!(catalog.find("anthropic", "claude-sonnet-4-5").unwrap().overridden, None);
    catalog.clear_override("anthropic", "claude-sonnet-4-5-latest");
    catalog.set_override(own);
    assert_eq!(catalog.find("local", "my-model").unwrap().price().unwrap().standard.rates.input, Rate(7));
    let newer = Catalog::parse(&file(&[row("anthropic", "claude-new"), row("local", "my-model")].join(","))).unwrap().0;
    catalog.replace_table(newer);
    assert_eq!(catalog.find("anthropic", "claude-sonnet-4-5"), None);
    assert_eq!(catalog.find("local", "my-model").unwrap().price().unwrap().standard.rates.input, Rate(7));
    catalog.clear_override("local", "my-model");
    assert_eq!(catalog.find("local", "my-model").unwrap().price().unwrap().standard.rates.input, Rate(1_000_000));
}

#[test]
fn a_quote_says_what_is_doubtful_about_it() {
    let disputed = row("x", "m").replace("\"id\"", "\"disputed\":true,\"id\"");
    let intro = row("x", "intro").replace(
        "\"price\":{",
        "\"price\":{\"until\":\"2026-11-30\",\"batch\":{\"rates\":{\"input\":1,\"output\":2}},",
    );
    let catalog = Catalog::parse(&file(&[disputed, intro].join(","))).unwrap().0;
    let caveats = |id: &str, service, today: &str| {
        let quoted = quote(&catalog.find("x", id).unwrap(), service, day(today).into()).unwrap();
        quoted.basis.caveats(day(today)).join(" ")
    };
    assert!(caveats("m", Service::Standard, "2026-11-23").contains("second price table"));
    assert!(caveats("m-latest", Service::Standard, "2026-11-23").contains("alias"));
    assert!(caveats("intro", Service::Standard, "2026-11-23").contains("until 2026-11-30"));
    assert!(caveats("intro", Service::Batch, "2026-12-01").contains("ended on 2026-11-30"));
    assert_eq!(caveats("intro", Service::Batch, "2026-11-23"), "");
    assert_eq!(
        quote(&catalog.find("x", "m").unwrap(), Service::Batch, day("2026-11-23").into()),
        None,
        "no batch API is not a free one"
    );
}

#[test]
fn prices_grow_old_after_thirty_days() {
    let catalog = catalog(&["claude-sonnet-4-5"]);
    assert!(!catalog.is_stale(day("2026-12-17")));
    assert!(catalog.is_stale(day("2026-12-18")));
    let basis = |today: &str| {
        quote(&catalog.find("anthropic", "claude-sonnet-4-5").unwrap(), Service::Standard, day(today).into())
            .unwrap()
            .basis
    };
    assert!(basis("2026-12-17").caveats(day("2026-12-17")).is_empty());
    assert!(basis("2026-12-18").caveats(day("2026-12-18"))[0].contains("31 days old"));
}

#[test]
fn an_introductory_price_ends_on_its_day() {
    let mut price = Price::flat(Rate(2), Rate(10));
    price.until = Some(day("2026-11-30"));
    let at = |price: &Price, today: &str| {
        let (table, period) = price.at(day(today).into());
        (table.rates.input.0, period)
    };
    assert_eq!(at(&price, "2026-11-30"), (2, Period::Introductory(day("2026-11-30"))));
    assert_eq!(at(&price, "2026-12-01"), (2, Period::IntroductoryEnded(day("2026-11-30"))));
    price.then = Some(nshot::domain::price::RateTable::flat(Rate(4), Rate(20)));
    assert_eq!(at(&price, "2026-12-01"), (4, Period::AfterIntroductory(day("2026-11-30"))));
}

/// Seconds of a UTC clock time on a day.
fn clock(date: &str, hours: i64, minutes: i64) -> Moment {
    let noon = Moment::from(day(date)).unix_seconds;
    Moment { unix_seconds: noon + (hours - 12) * 3600 + minutes * 60 }
}
