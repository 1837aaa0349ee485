//! Chat formats of open models, written out by hand as their templates say, against the tokens that the app adds for them.

use nshot::domain::message::Role::{self, Assistant, System, User};
use nshot::domain::token::Encoding::{self, DeepseekV3, Gemma3, Llama3, Qwen2, Tekken};
use nshot::tokenizer::Tokenizer;
use nshot::tokenizer::chat::{around, overhead};
use nshot::tokenizer::choice::choose;

use super::FAMILIES;

fn tokenizer(encoding: Encoding) -> &'static Tokenizer {
    &FAMILIES.iter().find(|(family, _)| *family == encoding).unwrap().1
}

/// Tokens of a rendered prompt: each special token is one, the texts between are counted.
fn rendered(encoding: Encoding, prompt: &str, specials: &[&str]) -> u64 {
    let (mut tokens, mut rest) = (0, prompt);
    while let Some((at, special)) = specials.iter().filter_map(|it| Some((rest.find(it)?, *it))).min() {
        tokens += tokenizer(encoding).count(&rest[..at]) + 1;
        rest = &rest[at + special.len()..];
    }
    tokens + tokenizer(encoding).count(rest)
}

/// The texts are the same in every prompt below.
const SYSTEM: &str = "You are terse.";
const ASK: &str = "What is 2+2?";
const ANSWER: &str = "Four.";

fn check(model: &str, encoding: Encoding, roles: &[Role], prompt: &str, specials: &[&str]) {
    let text = |role: &Role| match role {
        System => SYSTEM,
        User => ASK,
        Assistant => ANSWER,
    };
    let texts: u64 = roles.iter().map(|role| tokenizer(encoding).count(text(role))).sum();
    let band = around(choose(None, model), model, roles);
    assert_eq!(texts + band.expected, rendered(encoding, prompt, specials), "{model} {roles:?}");
    assert!(band.low <= band.expected && band.expected <= band.high, "{model}: {band:?}");
}

const HEADERS: [&str; 4] = ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"];

#[test]
fn llama_3_has_headers_and_from_3_1_on_two_dates() {
    let prompt = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nYou are terse.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhat is 2+2?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
    check("llama3-8b-8192", Llama3, &[System, User], prompt, &HEADERS);
    let dated =
        prompt.replace(SYSTEM, "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\nYou are terse.");
    check("meta-llama/Llama-3.2-3B-Instruct", Llama3, &[System, User], &dated, &HEADERS);
    check("llama3.2:3b", Llama3, &[User], &dated.replace(SYSTEM, ""), &HEADERS);
}

#[test]
fn qwen_speaks_chatml() {
    let prompt = "<|im_start|>system\nYou are terse.<|im_end|>\n<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\nFour.<|im_end|>\n<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n";
    let specials = ["<|im_start|>", "<|im_end|>"];
    for model in ["qwen2.5:7b", "qwen/qwen3-32b"] {
        check(model, Qwen2, &[System, User, Assistant, User], prompt, &specials);
    }
    let alone = "<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n";
    check("qwen3:8b", Qwen2, &[User], alone, &specials);
    let system = "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n";
    check("qwen2.5:7b", Qwen2, &[User], &format!("{system}{alone}"), &specials);
}

#[test]
fn deepseek_marks_turns_with_one_token() {
    let prompt = "<｜begin▁of▁sentence｜>You are terse.<｜User｜>What is 2+2?<｜Assistant｜>Four.<｜end▁of▁sentence｜><｜User｜>What is 2+2?<｜Assistant｜>";
    let specials = ["<｜begin▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<｜end▁of▁sentence｜>", "<think>"];
    let roles = [System, User, Assistant, User];
    check("deepseek-v3", DeepseekV3, &roles, prompt, &specials);
    check("deepseek-r1", DeepseekV3, &roles, &format!("{prompt}<think>\n"), &specials);
}

#[test]
fn mistral_wraps_instructions() {
    let prompt = "<s>[INST]What is 2+2?[/INST]Four.</s>[INST]What is 2+2?[/INST]";
    let specials = ["<s>", "</s>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"];
    check("open-mistral-nemo", Tekken, &[User, Assistant, User], prompt, &specials);
    let system = "<s>[SYSTEM_PROMPT]You are terse.[/SYSTEM_PROMPT][INST]What is 2+2?[/INST]";
    check("mistral-small-2501", Tekken, &[System, User], system, &specials);
}

#[test]
fn gemma_has_turns_and_no_system() {
    let prompt = "<bos><start_of_turn>user\nYou are terse.\n\nWhat is 2+2?<end_of_turn>\n<start_of_turn>model\nFour.<end_of_turn>\n<start_of_turn>user\nWhat is 2+2?<end_of_turn>\n<start_of_turn>model\n";
    let specials = ["<bos>", "<start_of_turn>", "<end_of_turn>"];
    check("gemma3:4b", Gemma3, &[System, User, Assistant, User], prompt, &specials);
}

/// What providers reported beyond the texts, tabulated on 2026-11-23.
#[test]
fn recorded_overheads_lie_in_the_bands() {
    for (model, messages, tokens) in [
        ("mistral-large-latest", 1, 3),
        ("mistral-large-latest", 2, 5),
        ("magistral-medium-latest", 1, 15),
        ("deepseek-chat", 1, 3),
        ("deepseek-chat", 2, 4),
        ("deepseek-reasoner", 1, 5),
        ("llama3-8b-8192", 1, 10),
        ("llama-3.3-70b-versatile", 1, 36),
        ("llama-3.3-70b-versatile", 1, 47),
        ("qwen/qwen3-32b", 1, 12),
        ("openai/gpt-oss-120b", 1, 71),
    ] {
        let band = overhead(choose(None, model), model, messages);
        assert!(band.low <= tokens && tokens <= band.high, "{model} {messages}: {tokens} in {band:?}");
    }
}
