//! Code that sends a request from outside the page, to copy: the same URL, headers and body, with the key read from the environment.

use serde_json::Value;

use super::built_in::BUILT_IN_ADDRESS;
use super::dialect::AuthScheme;
use super::request::{HttpRequest, Method};
use crate::domain::connection::{Connection, Protocol};

/// A language that code is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// For a POSIX shell.
    Curl,
    /// Standard library only, Python 3.
    Python,
    /// `fetch`, for Node 18 or newer, Deno and Bun; it is JavaScript too.
    TypeScript,
    /// The crate `reqwest` with its feature `blocking`.
    Rust,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Curl, Self::Python, Self::TypeScript, Self::Rust];

    /// Name shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "cURL",
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
            Self::Rust => "Rust",
        }
    }
}

/// The environment variable in which a connection's key is usually kept.
pub fn key_variable(connection: &Connection) -> &'static str {
    match connection.provider.as_deref() {
        Some("openai") => "OPENAI_API_KEY",
        Some("anthropic") => "ANTHROPIC_API_KEY",
        Some("azure") => "AZURE_OPENAI_API_KEY",
        Some("mistral") => "MISTRAL_API_KEY",
        Some("deepseek") => "DEEPSEEK_API_KEY",
        Some("groq") => "GROQ_API_KEY",
        Some("xai") => "XAI_API_KEY",
        Some("openrouter") => "OPENROUTER_API_KEY",
        Some("gemini") => "GEMINI_API_KEY",
        Some("together") => "TOGETHER_API_KEY",
        Some("fireworks") => "FIREWORKS_API_KEY",
        // The names that these vendors' own SDKs read (2026-11).
        Some("cohere") => "CO_API_KEY",
        Some("huggingface") => "HF_TOKEN",
        Some("perplexity") => "PERPLEXITY_API_KEY",
        Some("moonshot") => "MOONSHOT_API_KEY",
        _ if connection.protocol == Protocol::Gemini && connection.needs_key() => "GEMINI_API_KEY",
        _ if connection.protocol == Protocol::Cohere && connection.needs_key() => "CO_API_KEY",
        _ if connection.protocol == Protocol::Messages && connection.needs_key() => "ANTHROPIC_API_KEY",
        _ => "API_KEY",
    }
}

/// Code that sends `request` and prints the answer as it comes. `key_variable` names the environment variable with the key (letters, digits
/// and `_`); `None` = no key is sent.
pub fn snippet(request: &HttpRequest, language: Language, key_variable: Option<&str>) -> String {
    // What only a browser needs.
    let headers = request.headers.iter().filter(|(name, _)| name != "anthropic-dangerous-direct-browser-access");
    let parts = Parts {
        method: request.method,
        url: &request.url,
        headers: headers.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        key: key_variable.map(|variable| Key::new(request.auth, variable)),
        body: serde_json::from_str(&request.body).unwrap_or_default(),
    };
    if request.url == BUILT_IN_ADDRESS {
        return parts.built_in(language);
    }
    match language {
        Language::Curl => parts.curl(),
        Language::Python => parts.python(),
        Language::TypeScript => parts.typescript(),
        Language::Rust => parts.rust(),
    }
}

struct Parts<'a> {
    method: Method,
    url: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    key: Option<Key<'a>>,
    body: Value,
}

struct Key<'a> {
    header: &'static str,
    /// Before the key in the header's value.
    prefix: &'static str,
    variable: &'a str,
}

impl<'a> Key<'a> {
    fn new(auth: AuthScheme, variable: &'a str) -> Self {
        match auth {
            AuthScheme::Bearer => Self { header: "authorization", prefix: "Bearer ", variable },
            AuthScheme::Header(header) => Self { header, prefix: "", variable },
        }
    }
}

impl Parts<'_> {
    fn has_body(&self) -> bool {
        self.method == Method::Post
    }

    /// The browser's own model can be reached from a page only.
    fn built_in(&self, language: Language) -> String {
        let comment = match language {
            Language::Curl | Language::Python => "#",
            Language::TypeScript | Language::Rust => "//",
        };
        if language != Language::TypeScript {
            return format!("{comment} The browser's own model answers pages only: see TypeScript.\n");
        }
        let part = |name: &str| literal(&self.body[name], 0, TYPESCRIPT);
        let constraint = match &self.body["responseConstraint"] {
            Value::Null => String::new(),
            schema => format!(", {{ responseConstraint: {} }}", literal(schema, 0, TYPESCRIPT)),
        };
        format!(
            "// In a page, for example in the console of the developer tools.\nconst session = await LanguageModel.create({});\n\
             for await (const piece of session.promptStreaming({}{constraint})) {{\n  console.log(piece);\n}}\nsession.destroy();\n",
            part("options"),
            part("input"),
        )
    }

    /// A quoted here-document: the shell changes nothing in it, and no line of JSON can be its end.
    fn curl(&self) -> String {
        let mut lines = vec![format!("curl --no-buffer {}", shell(self.url))];
        lines.extend(self.headers.iter().map(|(name, value)| format!("  -H {}", shell(&format!("{name}: {value}")))));
        lines.extend(self.key.iter().map(|key| format!("  -H \"{}: {}${}\"", key.header, key.prefix, key.variable)));
        if self.has_body() {
            lines.push(format!("  --data-binary @- <<'JSON'\n{:#}\nJSON", self.body));
        }
        format!("{}\n", lines.join(" \\\n"))
    }

    fn python(&self) -> String {
        let mut headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{}: {}", quote(name), quote(value))).collect();
        headers.extend(
            self.key.iter().map(|key| {
                format!("{}: {} + os.environ[{}]", quote(key.header), quote(key.prefix), quote(key.variable))
            }),
        );
        let data = if self.has_body() { "json.dumps(body).encode()" } else { "None" };
        let body =
            if self.has_body() { format!("body = {}\n\n", literal(&self.body, 0, PYTHON)) } else { String::new() };
        format!(
            "import json\nimport os\nimport sys\nimport urllib.request\n\n{body}request = urllib.request.Request(\n    {},\n    data={data},\n    \
             headers={{\n        {},\n    }},\n    method={},\n)\nwith urllib.request.urlopen(request) as response:\n    for line in response:\n        \
             sys.stdout.buffer.write(line)\n        sys.stdout.buffer.flush()\n",
            quote(self.url),
            headers.join(",\n        "),
            quote(self.method.name()),
        )
    }

    fn typescript(&self) -> String {
        let mut headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{}: {}", quote(name), quote(value))).collect();
        headers.extend(
            self.key
                .iter()
                .map(|key| format!("{}: `{}${{process.env.{}}}`", quote(key.header), key.prefix, key.variable)),
        );
        let body = if self.has_body() {
            format!("  body: JSON.stringify({}),\n", literal(&self.body, 1, TYPESCRIPT))
        } else {
            String::new()
        };
        format!(
            "const response = await fetch({}, {{\n  method: {},\n  headers: {{\n    {},\n  }},\n{body}}});\nif (!response.ok || !response.body) {{\n  \
             throw new Error(`HTTP ${{response.status}}: ${{await response.text()}}`);\n}}\nconst decoder = new TextDecoder();\n\
             for await (const bytes of response.body) {{\n  process.stdout.write(decoder.decode(bytes, {{ stream: true }}));\n}}\n",
            quote(self.url),
            quote(self.method.name()),
            headers.join(",\n    "),
        )
    }

    fn rust(&self) -> String {
        let mut calls: Vec<String> =
            self.headers.iter().map(|(name, value)| format!(".header({}, {})", quote(name), quote(value))).collect();
        calls.extend(self.key.iter().map(|key| {
            format!(
                ".header({}, format!(\"{}{{}}\", std::env::var({})?))",
                quote(key.header),
                key.prefix,
                quote(key.variable)
            )
        }));
        let mut constant = String::new();
        if self.has_body() {
            let text = format!("{:#}", self.body);
            let hashes = "#".repeat(longest_run_after_quote(&text) + 1);
            constant = format!("const BODY: &str = r{hashes}\"{text}\"{hashes};\n\n");
            calls.push(".body(BODY)".to_owned());
        }
        format!(
            "// reqwest = {{ version = \"0.12\", features = [\"blocking\"] }}\n{constant}fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
             let mut response = reqwest::blocking::Client::new()\n        .{}({})\n        {}\n        .send()?\n        .error_for_status()?;\n    \
             response.copy_to(&mut std::io::stdout())?;\n    Ok(())\n}}\n",
            self.method.name().to_ascii_lowercase(),
            quote(self.url),
            calls.join("\n        "),
        )
    }
}

/// A POSIX shell word.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A JSON string, which Python and JavaScript read the same way.
fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

/// How a language writes what JSON writes otherwise.
#[derive(Clone, Copy)]
struct Words {
    yes: &'static str,
    no: &'static str,
    nothing: &'static str,
    indent: &'static str,
    /// Whether `"__proto__": …` must be written as a computed key, since a plain one sets the prototype.
    guards_prototype: bool,
}

const PYTHON: Words = Words { yes: "True", no: "False", nothing: "None", indent: "    ", guards_prototype: false };
const TYPESCRIPT: Words = Words { yes: "true", no: "false", nothing: "null", indent: "  ", guards_prototype: true };

/// A JSON value as a literal of the language, starting in the middle of a line at `depth`.
fn literal(value: &Value, depth: usize, words: Words) -> String {
    let block = |open: char, close: char, rows: Vec<String>| {
        let (inner, outer) = (words.indent.repeat(depth + 1), words.indent.repeat(depth));
        let rows = rows.iter().map(|row| format!("{inner}{row},\n")).collect::<Vec<_>>().concat();
        if rows.is_empty() { format!("{open}{close}") } else { format!("{open}\n{rows}{outer}{close}") }
    };
    match value {
        Value::Null => words.nothing.to_owned(),
        Value::Bool(true) => words.yes.to_owned(),
        Value::Bool(false) => words.no.to_owned(),
        Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => block('[', ']', items.iter().map(|item| literal(item, depth + 1, words)).collect()),
        Value::Object(members) => {
            let rows = members.iter().map(|(name, value)| {
                let guarded = words.guards_prototype && name == "__proto__";
                let name = if guarded { format!("[{}]", quote(name)) } else { quote(name) };
                format!("{name}: {}", literal(value, depth + 1, words))
            });
            block('{', '}', rows.collect())
        }
    }
}

/// The longest run of `#` after a quotation mark: a raw string needs one more.
fn longest_run_after_quote(text: &str) -> usize {
    text.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len()).max().unwrap_or(0)
}
