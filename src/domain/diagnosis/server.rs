//! Servers that people run on their own machines: their usual ports, and what makes each one answer a web page.
//!
//! Sources: each server's documentation and code, read 2026-08 (llama.cpp 2026-10): Ollama `envconfig`, `lms` CLI, llama.cpp server README, vLLM
//! `cli_args.py`, LiteLLM proxy settings (measured 1.106.2), `LocalAI`'s CORS and CSRF middleware, `transformers serve`.

use super::System;

/// A server by its usual port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocalServer {
    Ollama,
    LlamaCpp,
    LocalAi,
    Vllm,
    Transformers,
    LmStudio,
    LiteLlm,
}

/// A command or setting, ready to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Where it is typed: `macOS`, `Linux (systemd)`, …
    pub place: &'static str,
    pub text: String,
}

impl LocalServer {
    /// In the order in which they are looked for.
    pub const ALL: [Self; 7] =
        [Self::Ollama, Self::LlamaCpp, Self::LocalAi, Self::Vllm, Self::Transformers, Self::LmStudio, Self::LiteLlm];
    /// Ports worth a look, each once.
    pub const PORTS: [u16; 5] = [11434, 8080, 8000, 1234, 4000];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama",
            Self::LlamaCpp => "llama.cpp",
            Self::LocalAi => "LocalAI",
            Self::Vllm => "vLLM",
            Self::Transformers => "transformers serve",
            Self::LmStudio => "LM Studio",
            Self::LiteLlm => "LiteLLM",
        }
    }

    pub fn port(self) -> u16 {
        match self {
            Self::Ollama => 11434,
            Self::LlamaCpp | Self::LocalAi => 8080,
            Self::Vllm | Self::Transformers => 8000,
            Self::LmStudio => 1234,
            Self::LiteLlm => 4000,
        }
    }

    /// Those that usually listen there; all of them for a port that none has.
    pub fn at(port: Option<u16>) -> Vec<Self> {
        let found: Vec<Self> = Self::ALL.into_iter().filter(|server| Some(server.port()) == port).collect();
        if found.is_empty() { Self::ALL.to_vec() } else { found }
    }

    /// The likeliest server at a port, by its name.
    pub fn name_at(port: u16) -> &'static str {
        Self::ALL.into_iter().find(|server| server.port() == port).map_or("Local server", Self::name)
    }

    /// What starts it, when it is not running.
    pub fn start(self) -> &'static str {
        match self {
            Self::Ollama => "ollama serve",
            Self::LlamaCpp => "llama-server -m MODEL.gguf --port 8080",
            Self::LocalAi => "local-ai run",
            Self::Vllm => "vllm serve MODEL",
            Self::Transformers => "transformers serve --enable-cors",
            Self::LmStudio => "lms server start --cors",
            Self::LiteLlm => "litellm --config config.yaml --port 4000",
        }
    }

    /// What makes it answer pages of `origin`, for one system; the first is the one to try first.
    pub fn allow(self, origin: &str, system: System) -> Vec<Command> {
        let anywhere = |text: String| vec![Command { place: "Terminal", text }];
        match self {
            Self::Ollama => ollama(origin, system),
            Self::LlamaCpp => anywhere(format!("llama-server -m MODEL.gguf --cors-origins {origin}")),
            Self::LocalAi => match system {
                System::Windows => vec![Command {
                    place: "PowerShell",
                    text: format!("$env:LOCALAI_CORS='true'; $env:LOCALAI_CORS_ALLOW_ORIGINS='{origin}'; local-ai run"),
                }],
                _ => anywhere(format!("LOCALAI_CORS=true LOCALAI_CORS_ALLOW_ORIGINS={origin} local-ai run")),
            },
            Self::Vllm => anywhere(format!("vllm serve MODEL --allowed-origins '[\"{origin}\"]'")),
            Self::Transformers => anywhere("transformers serve --enable-cors".to_owned()),
            Self::LmStudio => anywhere("lms server start --cors".to_owned()),
            Self::LiteLlm => match system {
                System::Windows => vec![Command {
                    place: "PowerShell",
                    text: format!("$env:LITELLM_CORS_ORIGINS='{origin}'; litellm --config config.yaml"),
                }],
                _ => anywhere(format!("LITELLM_CORS_ORIGINS={origin} litellm --config config.yaml")),
            },
        }
    }

    /// What else is to be known of it, where there is something.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Ollama => {
                Some("Quit Ollama first, also from the menu bar or tray: it reads the setting when it starts.")
            }
            Self::LlamaCpp => Some("Calls from anywhere are its default, but not with --tools, --agent or --mcp."),
            Self::LocalAi => Some(
                "It refuses pages of other sites unless the request carries a key: save any word as the key of this connection.",
            ),
            Self::Vllm => Some("Any origin is its default; a proxy in front of it may take that away."),
            Self::LmStudio => Some("Or switch on CORS in its developer settings."),
            Self::LiteLlm => Some(
                "It allows pages by default, but answers a missing key in a way that a browser can't read: save its key first.",
            ),
            Self::Transformers => None,
        }
    }
}

fn ollama(origin: &str, system: System) -> Vec<Command> {
    let command = |place, text: String| Command { place, text };
    let mac = || command("macOS app", format!("launchctl setenv OLLAMA_ORIGINS \"{origin}\""));
    let windows = || command("Windows", format!("setx OLLAMA_ORIGINS \"{origin}\""));
    let systemd = || {
        let unit = "/etc/systemd/system/ollama.service.d";
        command(
            "Linux service (systemd)",
            format!(
                "sudo mkdir -p {unit} && printf '[Service]\\nEnvironment=\"OLLAMA_ORIGINS={origin}\"\\n' | sudo tee {unit}/nshot.conf && sudo systemctl daemon-reload && sudo systemctl restart ollama"
            ),
        )
    };
    let terminal = || command("Terminal (macOS, Linux)", format!("OLLAMA_ORIGINS={origin} ollama serve"));
    match system {
        System::Mac => vec![mac(), terminal()],
        System::Windows => vec![windows()],
        System::Linux => vec![systemd(), terminal()],
        System::Other => vec![mac(), windows(), systemd(), terminal()],
    }
}
