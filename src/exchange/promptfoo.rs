//! promptfoo's configuration (`promptfooconfig.yaml`): prompts, providers, variables, and tests as rows of the dataset. Its templates are Nunjucks,
//! whose variables, filters and blocks are those of Jinja. Everything else in a file is told as left out. Names: promptfoo's configuration
//! reference, read 2026-11-25.

use serde_json::{Map, Value, json};

use super::fields::{Fields, message, value_text};
use super::requests::messages;
use super::{ImportError, Kind, Recognized, yaml};
use crate::domain::dataset::{Dataset, MOST_CASES};
use crate::domain::id::ElementId;
use crate::domain::message::Role;
use crate::domain::prompt::Prompt;
use crate::domain::variables::Variables;
use crate::share::payload::{DRY_RUN_PROVIDER, SharePayload, SharedColumn, SharedDataset, SharedMessage, VERSION};

/// Words in promptfoo's provider ids that name an API and no model.
const API_WORDS: [&str; 6] = ["chat", "responses", "messages", "completion", "completions", "response"];

/// Whether a text that is not JSON looks like such a file.
pub(super) fn is_it(text: &str) -> bool {
    let begins = |line: &str, key: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let has = |key: &str| text.lines().any(|line| begins(line, key));
    has("prompts") && (has("providers") || has("targets") || has("tests"))
}

/// Reads the YAML. Aliases and nesting are bounded by the parser's own budget.
pub(super) fn read(text: &str) -> Result<Recognized, ImportError> {
    let value: Value = serde_saphyr::from_str(text)
        .map_err(|error| ImportError::BadYaml { detail: first_line(&error.to_string()) })?;
    match value {
        Value::Object(object) => Ok(read_value(object)),
        _ => Err(ImportError::BadYaml { detail: "it is no mapping at its top.".to_owned() }),
    }
}

/// Reads a configuration that is a value already.
pub(super) fn read_value(object: Map<String, Value>) -> Recognized {
    let mut recognized = Recognized::new(Kind::Promptfoo);
    let left_out = &mut recognized.left_out;
    let mut fields = Fields::of(object);
    let title = fields.text("description").unwrap_or_default();
    let providers = fields.take("providers").or_else(|| fields.take("targets")).unwrap_or_default();
    let columns = columns(providers, left_out);
    let defaults = match fields.take("defaultTest") {
        Some(Value::Object(default)) => test("defaultTest", default, left_out).into_iter().next().unwrap_or_default(),
        _ => Variables::new(),
    };
    let mut rows = Vec::new();
    match fields.take("tests") {
        Some(Value::Array(tests)) => {
            for (place, case) in tests.into_iter().enumerate() {
                let name = format!("tests[{place}]");
                match case {
                    Value::Object(case) => rows.extend(test(&name, case, left_out)),
                    other => left_out.push(format!("{name}: {}", value_text(&other))),
                }
            }
        }
        Some(other) => left_out.push(format!("tests: {}", value_text(&other))),
        None => {}
    }
    let mut variables = defaults.clone();
    variables.extend(rows.first().cloned().unwrap_or_default());
    // One test is what the variables are; several are rows.
    if rows.len() < 2 {
        rows.clear();
    }
    let dataset = match Dataset::default().with_rows(rows, &defaults, ElementId(1)) {
        Ok(dataset) => SharedDataset::from(&dataset),
        Err(error) => {
            left_out.push(format!("the tests after the first: {error}"));
            SharedDataset::default()
        }
    };
    let prompts = match fields.take("prompts") {
        Some(Value::Array(prompts)) => prompts,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    left_out.extend(fields.rest().keys().cloned());
    for (place, prompt) in prompts.into_iter().enumerate() {
        let place = format!("prompts[{place}]");
        if let Some((label, messages)) = prompt_messages(prompt, &place, left_out) {
            let title = label.unwrap_or_else(|| title.clone());
            recognized.prompts.push(SharePayload {
                v: VERSION,
                title,
                messages,
                columns: columns.clone(),
                variables: variables.clone(),
                dataset: dataset.clone(),
                ..SharePayload::default()
            });
        }
    }
    recognized
}

/// A prompt's label and messages; `None` = it is in another file or made by code.
fn prompt_messages(
    prompt: Value,
    place: &str,
    left_out: &mut Vec<String>,
) -> Option<(Option<String>, Vec<SharedMessage>)> {
    let (label, text) = match prompt {
        Value::String(text) => (None, text),
        Value::Object(object) => {
            let mut fields = Fields::of(object);
            let label = fields.text("label");
            let id = fields.text("id");
            let text = fields.text("raw").or_else(|| id.clone());
            left_out.extend(fields.rest().keys().map(|key| format!("{place}.{key}")));
            (label.or(id), text?)
        }
        other => {
            left_out.push(format!("{place}: {}", value_text(&other)));
            return None;
        }
    };
    if text.starts_with("file://") || text.starts_with("exec:") {
        left_out.push(format!("{place}: {text} is another file"));
        return None;
    }
    let mut found = Vec::new();
    match serde_json::from_str(&text) {
        Ok(Value::Array(items)) => messages(items, place, &mut found, left_out),
        _ => found.push(message(Role::User, text)),
    }
    Some((label, found))
}

/// The variables of a test: several rows where a value is a list, one for each combination, as promptfoo runs them.
fn test(place: &str, case: Map<String, Value>, left_out: &mut Vec<String>) -> Vec<Variables> {
    let mut fields = Fields::of(case);
    let mut rows = vec![Variables::new()];
    if let Some(Value::Object(vars)) = fields.take("vars") {
        for (name, value) in vars {
            let texts: Vec<String> = match value {
                Value::Array(items) if !items.is_empty() => items.iter().map(value_text).collect(),
                one => vec![value_text(&one)],
            };
            for text in texts.iter().filter(|text| text.starts_with("file://")) {
                left_out.push(format!("{place}.vars.{name}: {text} is another file"));
            }
            if rows.len().saturating_mul(texts.len()) > MOST_CASES {
                left_out
                    .push(format!("{place}.vars.{name}: with all values there would be more than {MOST_CASES} rows"));
                continue;
            }
            let with = |row: Variables| texts.iter().map(move |text| (row.clone(), text.clone())).collect::<Vec<_>>();
            let combined = rows.into_iter().flat_map(with).map(|(mut row, text)| {
                row.insert(name.clone(), text);
                row
            });
            rows = combined.collect();
        }
    }
    left_out.extend(fields.rest().keys().map(|key| format!("{place}.{key}")));
    rows
}

fn columns(providers: Value, left_out: &mut Vec<String>) -> Vec<SharedColumn> {
    let list = match providers {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    list.into_iter().enumerate().filter_map(|(place, provider)| column(provider, place, left_out)).collect()
}

fn column(provider: Value, place: usize, left_out: &mut Vec<String>) -> Option<SharedColumn> {
    let place = format!("providers[{place}]");
    let (id, config) = match provider {
        Value::String(id) => (id, Map::new()),
        Value::Object(object) => {
            let mut fields = Fields::of(object);
            match fields.text("id") {
                Some(id) => {
                    let config = match fields.take("config") {
                        Some(Value::Object(config)) => config,
                        _ => Map::new(),
                    };
                    left_out.extend(fields.rest().keys().map(|key| format!("{place}.{key}")));
                    (id, config)
                }
                // The short form: the id is the key.
                None => match fields.rest().into_iter().next() {
                    Some((id, Value::Object(options))) => {
                        let mut options = Fields::of(options);
                        let config = options.take("config");
                        left_out.extend(options.rest().keys().map(|key| format!("{place}.{key}")));
                        (id, config.and_then(|config| config.as_object().cloned()).unwrap_or_default())
                    }
                    _ => return None,
                },
            }
        }
        other => {
            left_out.push(format!("{place}: {}", value_text(&other)));
            return None;
        }
    };
    let Some((provider, model)) = model_of(&id) else {
        left_out.push(format!("{place}: {id} is no model of an API"));
        return None;
    };
    let mut fields = Fields::of(config);
    let column = SharedColumn {
        provider: Some(provider),
        model,
        temperature: fields.number("temperature"),
        top_p: fields.number("top_p"),
        max_output_tokens: fields
            .tokens("max_tokens")
            .or_else(|| fields.tokens("max_completion_tokens"))
            .or_else(|| fields.tokens("max_output_tokens")),
        seed: fields.whole("seed"),
        stop: fields.texts("stop").unwrap_or_default(),
        ..SharedColumn::default()
    };
    left_out.extend(fields.rest().keys().map(|key| format!("{place}.config.{key}")));
    Some(column)
}

/// `openai:chat:gpt-5` is the model `gpt-5` of `openai`. Ids that name a file, a script or a server are none.
fn model_of(id: &str) -> Option<(String, String)> {
    let (provider, rest) = id.split_once(':')?;
    if matches!(provider, "file" | "exec" | "http" | "https" | "python" | "webhook" | "ws") || rest.is_empty() {
        return None;
    }
    let model = match rest.split_once(':') {
        Some((word, model)) if API_WORDS.contains(&word) => model,
        _ => rest,
    };
    Some((provider.to_owned(), model.to_owned()))
}

/// A configuration that promptfoo runs, and what could not be put into it.
pub fn write(payload: &SharePayload, prompt: &Prompt) -> (String, Vec<String>) {
    let mut left_out = Vec::new();
    let mut listed: Vec<Value> = Vec::new();
    let leading = prompt.messages.iter().take_while(|message| message.role == Role::System).count();
    let template = |role: Role, text: &str| json!({"role": role.name(), "content": text});
    let (system, rest) = prompt.messages.split_at(leading);
    listed.extend(system.iter().map(|message| template(message.role, &message.text)));
    for shot in prompt.shots.items.iter().filter(|shot| shot.enabled) {
        listed.push(template(Role::User, &literal(&shot.input)));
        listed.push(template(Role::Assistant, &literal(&shot.output)));
    }
    listed.extend(rest.iter().map(|message| template(message.role, &message.text)));
    // One user message is a plain text there; everything else a JSON list.
    let text = match (prompt.messages.as_slice(), listed.len()) {
        ([only], 1) if only.role == Role::User => only.text.clone(),
        _ => serde_json::to_string_pretty(&listed).unwrap_or_default(),
    };
    let providers: Vec<Value> =
        payload.columns.iter().filter_map(|column| provider_of(column, &mut left_out)).collect();
    if prompt.schema.as_ref().is_some_and(|schema| schema.enabled) {
        left_out.push("the JSON Schema of the answer".to_owned());
    }
    if prompt.tools.items.iter().any(|tool| tool.enabled) {
        left_out.push("the tools".to_owned());
    }
    if prompt.messages.iter().any(|message| !message.images.is_empty()) {
        left_out.push("the images".to_owned());
    }
    if prompt.technique != crate::domain::technique::Technique::Off {
        left_out.push("the reasoning technique".to_owned());
    }
    let mut config = json!({ "description": prompt.title, "prompts": [text], "providers": providers });
    let dataset = &prompt.dataset;
    if dataset.cases.is_empty() {
        config["tests"] = json!([{ "vars": prompt.variables }]);
    } else {
        let others: Variables = prompt
            .variables
            .iter()
            .filter(|(name, _)| dataset.column(name).is_none())
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        if !others.is_empty() {
            config["defaultTest"] = json!({ "vars": others });
        }
        config["tests"] = dataset.cases.iter().map(|case| json!({ "vars": dataset.values(case) })).collect();
    }
    (yaml::write(&config), left_out)
}

fn provider_of(column: &SharedColumn, left_out: &mut Vec<String>) -> Option<Value> {
    let provider = column.provider.as_deref().filter(|provider| *provider != DRY_RUN_PROVIDER);
    let Some(provider) = provider else {
        let name = column.label.as_deref().unwrap_or("the dry run");
        left_out.push(format!("the column on {name}, which promptfoo does not know"));
        return None;
    };
    let mut config = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            config.insert(name.to_owned(), value);
        }
    };
    set("temperature", column.temperature.map(Value::from));
    set("top_p", column.top_p.map(Value::from));
    set("max_tokens", column.max_output_tokens.map(Value::from));
    set("seed", column.seed.map(Value::from));
    set("stop", (!column.stop.is_empty()).then(|| Value::from(column.stop.clone())));
    if !column.extra.trim().is_empty() {
        left_out.push(format!("the extra parameters of {}", column.model));
    }
    let id = match provider {
        "anthropic" => format!("anthropic:messages:{}", column.model),
        _ => format!("{provider}:{}", column.model),
    };
    Some(if config.is_empty() { Value::from(id) } else { json!({"id": id, "config": config}) })
}

/// A text that a template engine takes as it stands.
fn literal(text: &str) -> String {
    let is_template = ["{{", "{%", "{#"].iter().any(|begin| text.contains(begin));
    if is_template { format!("{{% raw %}}{text}{{% endraw %}}") } else { text.to_owned() }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
