//! Presets: endpoints that a connection can be made for with one choice, and those that no page can call with the way around.
//!
//! Addresses as of 2026-11-23, from the providers' SDKs of that month and the servers' own documentation; which of them answer a browser was
//! measured by others on 2026-08-14 (big-AGI, “client-side fetch”) and 2026-07-30 (open-pencil, “BYOK provider compatibility”).

use super::connection::{Connection, Protocol};
use super::id::ConnectionId;

/// A connection that can be made with one choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    pub label: &'static str,
    pub protocol: Protocol,
    pub base_url: &'static str,
    /// Catalog provider whose prices apply.
    pub provider: Option<&'static str>,
    pub place: Place,
}

impl Preset {
    /// The connection that it makes.
    pub fn connection(&self, id: ConnectionId) -> Connection {
        if self.protocol == Protocol::BuiltIn {
            return Connection::built_in(id);
        }
        Connection {
            id,
            label: self.label.to_owned(),
            protocol: self.protocol,
            base_url: self.base_url.to_owned(),
            provider: self.provider.map(str::to_owned),
            models: Vec::new(),
            contexts: std::collections::BTreeMap::new(),
        }
    }
}

/// Where an endpoint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a provider; needs a key.
    Hosted,
    /// On this machine, at the server's usual port.
    Local,
    /// In this browser.
    Browser,
    /// Wherever the person says.
    Anywhere,
}

/// A provider that no page can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfReach {
    pub label: &'static str,
    pub why: &'static str,
    /// What works instead.
    pub relay: &'static str,
    /// A command that starts it, as it is copied.
    pub command: &'static str,
}

const fn hosted(label: &'static str, protocol: Protocol, base_url: &'static str, provider: &'static str) -> Preset {
    Preset { label, protocol, base_url, provider: Some(provider), place: Place::Hosted }
}

const fn local(label: &'static str, protocol: Protocol, base_url: &'static str) -> Preset {
    Preset { label, protocol, base_url, provider: None, place: Place::Local }
}

use Protocol::{BuiltIn, ChatCompletions, Cohere, Gemini, Messages, Ollama, Responses};

/// In the order in which they are offered.
pub const PRESETS: [Preset; 25] = [
    hosted("OpenAI", ChatCompletions, "https://api.openai.com/v1", "openai"),
    hosted("OpenAI (Responses)", Responses, "https://api.openai.com/v1", "openai"),
    hosted("Anthropic", Messages, "https://api.anthropic.com/v1", "anthropic"),
    hosted("Google Gemini", Gemini, "https://generativelanguage.googleapis.com/v1beta", "gemini"),
    hosted("OpenRouter", ChatCompletions, "https://openrouter.ai/api/v1", "openrouter"),
    hosted("Mistral", ChatCompletions, "https://api.mistral.ai/v1", "mistral"),
    hosted("DeepSeek", ChatCompletions, "https://api.deepseek.com", "deepseek"),
    hosted("Groq", ChatCompletions, "https://api.groq.com/openai/v1", "groq"),
    hosted("xAI", ChatCompletions, "https://api.x.ai/v1", "xai"),
    hosted("Together", ChatCompletions, "https://api.together.xyz/v1", "together"),
    hosted("Fireworks", ChatCompletions, "https://api.fireworks.ai/inference/v1", "fireworks"),
    hosted("Cohere", Cohere, "https://api.cohere.com/v2", "cohere"),
    // The resource's name is the person's own.
    hosted("Azure OpenAI", ChatCompletions, "https://your-resource.openai.azure.com/openai/v1", "azure"),
    hosted("Perplexity", ChatCompletions, "https://api.perplexity.ai", "perplexity"),
    hosted("Moonshot", ChatCompletions, "https://api.moonshot.ai/v1", "moonshot"),
    hosted("Hugging Face", ChatCompletions, "https://router.huggingface.co/v1", "huggingface"),
    local("Ollama", ChatCompletions, "http://localhost:11434/v1"),
    local("Ollama (native)", Ollama, "http://localhost:11434/api"),
    local("llama.cpp", ChatCompletions, "http://localhost:8080/v1"),
    local("LM Studio", ChatCompletions, "http://localhost:1234/v1"),
    local("vLLM", ChatCompletions, "http://localhost:8000/v1"),
    local("LocalAI", ChatCompletions, "http://localhost:8080/v1"),
    local("LiteLLM", ChatCompletions, "http://localhost:4000/v1"),
    Preset {
        label: "This browser's own model",
        protocol: BuiltIn,
        base_url: "",
        provider: None,
        place: Place::Browser,
    },
    Preset { label: "Other endpoint", protocol: ChatCompletions, base_url: "", provider: None, place: Place::Anywhere },
];

/// Providers whose endpoints send no CORS headers, so that every browser hides their answers (0 of 380 recorded Bedrock answers had any; the
/// others by big-AGI, 2026-08-14).
pub const OUT_OF_REACH: [OutOfReach; 2] = [
    OutOfReach {
        label: "AWS Bedrock",
        why: "Bedrock answers no web page (it sends no CORS headers), and its requests are signed with AWS credentials, which do not belong into a page.",
        relay: "Run LiteLLM on this machine with your AWS profile and connect to it with the preset LiteLLM; its models are named bedrock/….",
        command: "AWS_PROFILE=default litellm --model bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0 --port 4000",
    },
    OutOfReach {
        label: "NVIDIA",
        why: "NVIDIA's hosted endpoint answers no web page (it sends no CORS headers).",
        relay: "Run LiteLLM on this machine with the key and connect to it with the preset LiteLLM; its models are named nvidia_nim/….",
        command: "NVIDIA_NIM_API_KEY=… litellm --model nvidia_nim/meta/llama-3.3-70b-instruct --port 4000",
    },
];

#[cfg(test)]
mod tests {
    use super::super::connection::normalize_base_url;
    use super::*;

    #[test]
    fn every_preset_is_an_address_as_it_is_kept() {
        for preset in PRESETS.iter().filter(|preset| !preset.base_url.is_empty()) {
            let versionless = ["DeepSeek", "Perplexity"].contains(&preset.label);
            let kept = normalize_base_url(preset.base_url, preset.protocol);
            let kept = kept
                .map(|kept| if versionless { kept.replace(".com/v1", ".com").replace(".ai/v1", ".ai") } else { kept });
            assert_eq!(kept.as_deref(), Ok(preset.base_url), "{}", preset.label);
        }
    }

    #[test]
    fn labels_are_told_apart() {
        let mut labels: Vec<&str> = PRESETS.iter().map(|preset| preset.label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), PRESETS.len());
    }

    #[test]
    fn keys_go_to_hosted_endpoints_over_https_only() {
        for preset in PRESETS {
            assert_eq!(preset.base_url.starts_with("https://"), preset.place == Place::Hosted, "{}", preset.label);
        }
    }
}
