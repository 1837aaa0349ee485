//! Usage conventions: what each provider's usage object means, from providers' own pages and recorded answers.

use nshot::domain::money::PicoUsd;
use nshot::domain::usage::Usage;
use nshot::provider::usage::{chat_completions, cohere, gemini, messages, ollama, responses};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Input, cache read, written for 5 minutes, written for an hour, output, reasoning.
type Counts = [Option<u64>; 6];

fn counts(usage: Option<Usage>) -> Option<Counts> {
    usage.map(|u| [u.uncached_input, u.cache_read, u.cache_write_5m, u.cache_write_1h, u.output, u.reasoning])
}

fn check(usage: Option<Usage>, expected: Counts, because: &str) {
    assert_eq!(counts(usage), Some(expected), "{because}");
}

#[test]
fn openai_includes_cached_and_reasoning_tokens() {
    let chat = json!({"usage": {
        "prompt_tokens": 2006, "completion_tokens": 300, "total_tokens": 2306,
        "prompt_tokens_details": {"cached_tokens": 1920}, "completion_tokens_details": {"reasoning_tokens": 0}
    }});
    let expected = [Some(86), Some(1920), None, None, Some(300), Some(0)];
    check(chat_completions(&chat), expected, "platform.openai.com prompt caching guide");
    let response = json!({"usage": {
        "input_tokens": 1000, "input_tokens_details": {"cached_tokens": 600, "cache_write_tokens": 300},
        "output_tokens": 80, "output_tokens_details": {"reasoning_tokens": 64}, "total_tokens": 1080
    }});
    let expected = [Some(100), Some(600), Some(300), None, Some(16), Some(64)];
    check(responses(&response), expected, "GPT-5.6 bills cache writes; SDK types 3.54.0");
}

#[test]
fn anthropic_excludes_what_the_cache_read_and_wrote() {
    let usage = json!({
        "input_tokens": 2048, "cache_read_input_tokens": 1800, "cache_creation_input_tokens": 556,
        "cache_creation": {"ephemeral_5m_input_tokens": 456, "ephemeral_1h_input_tokens": 100}, "output_tokens": 503
    });
    let expected = [Some(2048), Some(1800), Some(456), Some(100), Some(503), None];
    check(messages(&usage), expected, "platform.claude.com prompt caching, 1-hour cache");
    let older = json!({"input_tokens": 21, "cache_read_input_tokens": 188_086, "cache_creation_input_tokens": 248, "output_tokens": 393});
    check(messages(&older), [Some(21), Some(188_086), Some(248), None, Some(393), None], "without lifetimes");
    let thinking = json!({"input_tokens": 3, "output_tokens": 40, "output_tokens_details": {"thinking_tokens": 30}});
    check(messages(&thinking), [Some(3), None, None, None, Some(10), Some(30)], "thinking is in the output");
}

#[test]
fn gemini_counts_thoughts_apart_and_leaves_zeros_out() {
    let usage = json!({"usageMetadata": {
        "promptTokenCount": 100, "cachedContentTokenCount": 40, "candidatesTokenCount": 20, "thoughtsTokenCount": 300, "totalTokenCount": 420
    }});
    check(
        gemini(&usage),
        [Some(60), Some(40), None, None, Some(20), Some(300)],
        "total = prompt + candidates + thoughts",
    );
    let tools = json!({"usageMetadata": {
        "promptTokenCount": 10, "toolUsePromptTokenCount": 5, "candidatesTokenCount": 2, "totalTokenCount": 17
    }});
    check(gemini(&tools), [Some(15), None, None, None, Some(2), None], "what tools fed back is input");
    let cut = json!({"usageMetadata": {"promptTokenCount": 10, "thoughtsTokenCount": 90, "totalTokenCount": 100}});
    check(gemini(&cut), [Some(10), None, None, None, Some(0), Some(90)], "all was thought: no candidates are named");
    assert_eq!(gemini(&json!({"candidates": []})), None);
}

#[test]
fn xai_leaves_reasoning_out_of_the_completion() {
    let recorded = json!({"usage": {
        "prompt_tokens": 12, "completion_tokens": 1, "total_tokens": 303,
        "completion_tokens_details": {"reasoning_tokens": 290}, "cost_in_usd_ticks": 37_756_000
    }});
    let usage = chat_completions(&recorded);
    assert_eq!(usage.as_ref().and_then(|usage| usage.stated_cost), PicoUsd::from_usd("0.0037756").ok(), "docs.x.ai");
    check(usage, [Some(12), None, None, None, Some(1), Some(290)], "recorded 2026-02");
    // Small numbers, where the reasoning would fit into the completion.
    let small = json!({"usage": {
        "prompt_tokens": 12, "completion_tokens": 50, "total_tokens": 82, "completion_tokens_details": {"reasoning_tokens": 20}
    }});
    check(chat_completions(&small), [Some(12), None, None, None, Some(50), Some(20)], "the total gives it away");
}

#[test]
fn deepseek_splits_its_input_into_hits_and_misses() {
    let usage = json!({
        "prompt_tokens": 100, "completion_tokens": 30, "total_tokens": 130, "completion_tokens_details": {"reasoning_tokens": 20},
        "prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36
    });
    let expected = [Some(36), Some(64), None, None, Some(10), Some(20)];
    check(chat_completions(&json!({"usage": usage})), expected, "recorded 2026");
    let bare =
        json!({"usage": {"prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36, "completion_tokens": 1}});
    check(chat_completions(&bare), [Some(36), Some(64), None, None, Some(1), None], "no sum is given");
}

#[test]
fn groq_may_report_under_its_own_name_only() {
    let answer = json!({"x_groq": {"usage": {"prompt_tokens": 44, "completion_tokens": 2, "total_tokens": 46}}, "service_tier": "on_demand"});
    let usage = chat_completions(&answer);
    assert_eq!(usage.as_ref().map(|usage| usage.terms.len()), Some(0), "on_demand is the ordinary tier");
    check(usage, [Some(44), None, None, None, Some(2), None], "recorded");
}

#[test]
fn cohere_is_paid_by_billed_units() {
    let delta = json!({"usage": {
        "billed_units": {"input_tokens": 7.0, "output_tokens": 3.0}, "tokens": {"input_tokens": 69.0, "output_tokens": 3.0}
    }});
    check(cohere(&delta), [Some(7), None, None, None, Some(3), None], "recorded 7 against 69");
    let cached = json!({"usage": {
        "billed_units": {"input_tokens": 12, "output_tokens": 47}, "tokens": {"input_tokens": 212, "output_tokens": 47}, "cached_tokens": 208
    }});
    check(cohere(&cached), [Some(12), None, None, None, Some(47), None], "recorded 12 against 212, 208 of them cached");
    let unbilled = json!({"usage": {"tokens": {"input_tokens": 100, "output_tokens": 3}, "cached_tokens": 64}});
    check(cohere(&unbilled), [Some(36), Some(64), None, None, Some(3), None], "SDK types 2026-11");
}

#[test]
fn ollama_counts_beside_the_message() {
    let last = json!({
        "model": "llama3.2", "created_at": "2026-08-04T19:22:45.499127Z", "message": {"role": "assistant", "content": ""}, "done": true,
        "done_reason": "stop", "total_duration": 4_883_583_458_u64, "prompt_eval_count": 26, "eval_count": 282
    });
    let usage = ollama(&last);
    let raw = usage.as_ref().map(|usage| usage.raw.clone()).unwrap();
    assert!(raw.contains("4883583458") && !raw.contains("assistant"), "{raw}");
    check(usage, [Some(26), None, None, None, Some(282), None], "ollama docs/api.md");
    let cached = json!({"done": true, "eval_count": 5});
    check(ollama(&cached), [None, None, None, None, Some(5), None], "a cached prompt is not reported: unknown, not 0");
    assert_eq!(ollama(&json!({"done": false})), None);
}

#[test]
fn openrouter_states_what_it_charges() {
    let stated = |usage: Value| chat_completions(&json!({"usage": usage})).and_then(|usage| usage.stated_cost);
    let usd = |text: &str| PicoUsd::from_usd(text).ok();
    let documented = json!({
        "completion_tokens": 2, "prompt_tokens": 194, "total_tokens": 196, "cost": 0.95, "cost_details": {"upstream_inference_cost": 19},
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 100, "audio_tokens": 0}
    });
    assert_eq!(stated(documented), usd("0.95"), "openrouter.ai usage accounting");
    let own_key = json!({"cost": 0.95, "is_byok": true, "cost_details": {"upstream_inference_cost": 19}});
    assert_eq!(stated(own_key), usd("19.95"), "with a key of one's own the vendor bills too");
    assert_eq!(stated(json!({"cost": 0.00014})), usd("0.00014"));
    assert_eq!(stated(json!({"cost": {"total_cost": 0.006}})), usd("0.006"), "Perplexity");
    for nonsense in [json!(-1), json!("1"), json!(1e300), json!(null)] {
        assert_eq!(stated(json!({"cost": nonsense})), None);
    }
}

#[test]
fn what_is_billed_in_another_way_is_named() {
    let terms = |usage: Option<Usage>| usage.map(|usage| usage.terms).unwrap_or_default();
    let priority = json!({"usage": {"prompt_tokens": 1}, "service_tier": "priority"});
    assert_eq!(terms(chat_completions(&priority)), ["service tier priority"]);
    let batch = json!({"input_tokens": 1, "service_tier": "batch", "inference_geo": "us", "server_tool_use": {"web_search_requests": 3}});
    assert_eq!(terms(messages(&batch)), ["service tier batch", "inference in us", "3 web searches"]);
    let ordinary =
        json!({"input_tokens": 1, "service_tier": "standard", "inference_geo": "not_available", "speed": "standard"});
    assert!(terms(messages(&ordinary)).is_empty());
    let flex = json!({"usage": {"input_tokens": 1, "output_tokens": 1}, "service_tier": "flex"});
    assert_eq!(terms(responses(&flex)), ["service tier flex"]);
}

#[test]
fn counts_that_are_none_stay_unknown() {
    for nonsense in [json!(null), json!(-3), json!("12"), json!(1.5), json!(1e300), json!([1]), json!({})] {
        let answer = json!({"usage": {"prompt_tokens": nonsense, "completion_tokens": 2}});
        check(chat_completions(&answer), [None, None, None, None, Some(2), None], &nonsense.to_string());
    }
    // More was cached than there was: the part can't be in the whole.
    let answer = json!({"usage": {"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 90}}});
    check(chat_completions(&answer), [Some(10), Some(90), None, None, None, None], "cached apart");
    assert_eq!(chat_completions(&json!({"usage": null})), None);
    assert_eq!(messages(&json!([])), None);
}

#[test]
fn the_object_is_kept_as_it_came() {
    let usage = json!({"prompt_tokens": 1, "vendor_field": {"deep": [1, 2]}});
    let kept = chat_completions(&json!({"usage": usage.clone()})).map(|usage| usage.raw).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap(), usage);
}

proptest! {
    #[test]
    fn parts_sum_to_what_was_reported(cached in 0..5_000u64, written in 0..5_000u64, fresh in 0..5_000u64, said in 0..5_000u64, thought in 0..5_000u64) {
        let (input, output) = (cached + written + fresh, said + thought);
        let answer = json!({"usage": {
            "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output,
            "prompt_tokens_details": {"cached_tokens": cached, "cache_write_tokens": written}, "completion_tokens_details": {"reasoning_tokens": thought}
        }});
        let usage = chat_completions(&answer).unwrap();
        prop_assert_eq!(usage.input_total(), Some(input));
        prop_assert_eq!(usage.output_total(), Some(output));
        prop_assert_eq!((usage.uncached_input, usage.output), (Some(fresh), Some(said)));
    }
}
