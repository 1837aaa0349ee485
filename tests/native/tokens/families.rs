//! Names of open models, as hosts, routers and model files spell them, and the encoding that each gets.

use nshot::domain::model::TokenizerChoice::{self, Assumed, Gemini, Own, Unknown};
use nshot::domain::token::Encoding::{
    DeepseekV3, Gemma3, Glm4, Glm5, KimiK2, Llama3, MinimaxM2, O200kHarmony, P50kBase, Qwen2, R50kBase, Tekken,
};
use nshot::tokenizer::choice::choose;

fn check(expected: TokenizerChoice, models: &[&str]) {
    for model in models {
        assert_eq!(choose(None, model), expected, "{model}");
    }
}

#[test]
fn a_family_is_known_by_its_name_at_every_host() {
    check(
        Own(Llama3),
        &[
            "llama-3.3-70b-versatile",
            "llama3-8b-8192",
            "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
            "accounts/fireworks/models/llama-v3p1-405b-instruct",
            "us.meta.llama3-1-8b-instruct-v1:0",
            "llama3.2:3b",
            "Llama-3.2-3B-Instruct-Q4_K_M.gguf",
            "meta-llama/llama-3.1-8b-instruct:free",
        ],
    );
    check(
        Own(Qwen2),
        &[
            "qwen2.5:7b",
            "qwen/qwen3-32b",
            "Qwen/Qwen2.5-7B-Instruct-Turbo",
            "accounts/fireworks/models/qwen2p5-72b-instruct",
            "accounts/fireworks/models/qwen-v2p5-7b",
            "qwen-3-32b",
            "qwen3-235b-a22b-instruct-2507",
            "Qwen2-72B-Instruct",
        ],
    );
    check(
        Own(DeepseekV3),
        &[
            "deepseek-ai/DeepSeek-V3",
            "deepseek-v3.2",
            "accounts/fireworks/models/deepseek-v3p1-terminus",
            "deepseek-r1",
            "deepseek/deepseek-r1-0528",
            "us.deepseek.r1-v1:0",
            "deepseek-r1:671b",
        ],
    );
    check(
        Own(Tekken),
        &[
            "open-mistral-nemo",
            "mistral-nemo:12b",
            "ministral-8b-2512",
            "mistralai/Mistral-Small-24B-Instruct-2501",
            "mistral-large-2512",
            "mistralai/magistral-small-2506",
            "mistral-small3.1:24b",
        ],
    );
    check(Own(KimiK2), &["moonshotai/Kimi-K2-Instruct", "kimi-k2.6", "accounts/fireworks/models/kimi-k2p5"]);
    check(Own(Glm4), &["zai-org/GLM-4.6", "glm-4.5-air", "accounts/fireworks/models/glm-4p7"]);
    check(Own(Glm5), &["glm-5", "zai-org/GLM-5.2", "zai-glm-5-2", "accounts/fireworks/models/glm-5p1"]);
    check(Own(MinimaxM2), &["MiniMaxAI/MiniMax-M2.7", "minimax/minimax-m2"]);
    check(Own(Gemma3), &["google/gemma-3-27b-it", "gemma3:4b", "gemma-3n-e4b-it"]);
    check(Own(O200kHarmony), &["openai/gpt-oss-120b", "gpt-oss:20b", "openai.gpt-oss-120b-1:0"]);
    check(Own(P50kBase), &["text-davinci-003"]);
    check(Own(R50kBase), &["davinci", "gpt2"]);
}

#[test]
fn what_nobody_published_is_assumed() {
    check(
        Assumed(DeepseekV3),
        &["deepseek-chat", "deepseek-reasoner", "deepseek-v4-pro", "deepseek-ai/DeepSeek-V4.1-Flash"],
    );
    check(
        Assumed(Llama3),
        &["deepseek-r1-distill-llama-70b", "nousresearch/hermes-3-llama-3.1-405b", "llama-guard-3-8b"],
    );
    check(
        Assumed(Qwen2),
        &["deepseek-r1-distill-qwen-32b", "qwen3-coder-480b-a35b-instruct", "qwq-32b", "qwen2p5-vl-7b-instruct"],
    );
    check(
        Assumed(Tekken),
        &["mistral-medium-latest", "mistral-large-latest", "codestral-2508", "devstral-medium-latest"],
    );
    check(Assumed(Gemma3), &["gemma-2-27b-it", "google/gemma-4-31B-it", "gemini-gemma-2-9b-it"]);
    check(Assumed(Glm5), &["glm-5.3", "glm-5.3-flash"]);
    check(Assumed(Glm4), &["glm-4-32b-0414-128k", "glm-4.5v"]);
    check(Assumed(KimiK2), &["kimi-k3", "moonshotai/Kimi-K3"]);
    check(Assumed(MinimaxM2), &["MiniMax-M3"]);
}

#[test]
fn generations_with_another_vocabulary_are_unknown() {
    check(
        Unknown,
        &[
            "llama-2-70b-chat",
            "meta-llama/Llama-4-Scout-17B-16E-Instruct",
            "llama4-maverick-instruct-basic",
            "codellama:13b",
            "llama-prompt-guard-2-86m",
            "qwen3.5-9b",
            "accounts/fireworks/models/qwen3p8-max",
            "qwen-max",
            "qwen1p5-72b-chat",
            "deepseek-r1:8b",
            "deepseek-coder-33b-instruct",
            "deepseek-v2p5",
            "mistral-7b-instruct-v0.3",
            "mixtral-8x7b",
            "mistral-large-2411",
            "codestral:22b",
            "pixtral-large-latest",
            "moonshot-v1-128k",
            "minimax-m1-80k",
            "grok-4",
            "command-a-03-2025",
        ],
    );
    check(Gemini, &["gemini-2.5-flash", "models/gemini-3-pro"]);
}
