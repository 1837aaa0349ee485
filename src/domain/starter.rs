//! Starter prompts: what a new document can begin with. Each shows one thing the playground does, works on the dry run as it is, and was
//! written for this app.

use super::id::ElementId;
use super::message::{Message, Role};
use super::prompt::{Column, ModelRef, Prompt};
use super::sampling::Sampling;
use super::schema::OutputSchema;
use super::shot::{Shot, ShotLayout, Shots};
use super::technique::{ChainOfThought, Technique};
use super::variables::Variables;

/// A prompt to begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct Starter {
    /// Stable name, for an address or a stored choice.
    pub slug: &'static str,
    /// What it shows, one sentence.
    pub shows: &'static str,
    pub prompt: Prompt,
}

/// All starters; the first is the one that a first visit opens on.
pub fn starters() -> Vec<Starter> {
    vec![release_notes(), ticket_triage(), delivery_puzzle(), meeting_extract(), tone_comparison()]
}

fn release_notes() -> Starter {
    let mut prompt = prompt("Release notes for people");
    prompt.messages = messages(&[
        (
            Role::System,
            "You write release notes. You know {{product}} well and never promise what the change list does not say.",
        ),
        (
            Role::User,
            "Turn this list of changes into release notes for {{audience}}.\n\nAt most {{limit}} points, the most useful first. Say what someone can do now, not how it was built.\n\n<changes>\n{{changes}}\n</changes>",
        ),
    ]);
    prompt.variables = variables(&[
        ("product", "a notes app for phones"),
        ("audience", "people who use it every day"),
        ("limit", "4"),
        (
            "changes",
            "- search index rebuilt in the background\n- fix: crash when a photo is larger than 40 MB\n- folders can be pinned\n- upgrade of the networking library\n- text size follows the system setting",
        ),
    ]);
    prompt.columns.push(dry_run_column("claude-haiku-5-5"));
    Starter {
        slug: "release-notes",
        shows: "Variables: name one in double braces and it gets a field of its own.",
        prompt: numbered(prompt),
    }
}

fn ticket_triage() -> Starter {
    let mut prompt = prompt("Triage a support ticket");
    prompt.messages = messages(&[
        (
            Role::System,
            "You sort support tickets of a bicycle shop into one of: order, repair, return, other. Reply with the word only.",
        ),
        (Role::User, "{{ticket}}"),
    ]);
    prompt.shots = shots(&[
        ("My parcel says delivered but the porch is empty.", "order", ""),
        ("The rear brake squeals since the last service with you.", "repair", ""),
        ("The helmet is too small. Can I send it back without the box?", "return", ""),
        ("Do you sponsor school races?", "other", ""),
    ]);
    prompt.variables = variables(&[(
        "ticket",
        "I ordered two inner tubes and got one. The bag was closed, so it was packed like that.",
    )]);
    prompt.columns.iter_mut().for_each(|column| column.sampling.temperature = Some(0.0));
    Starter {
        slug: "ticket-triage",
        shows: "Shots: worked examples teach the format better than rules; switch them off one by one and see what changes.",
        prompt: numbered(prompt),
    }
}

fn delivery_puzzle() -> Starter {
    let mut prompt = prompt("Plan a delivery round");
    prompt.messages = messages(&[
        (Role::System, "You plan delivery rounds. Times are in minutes. Check every constraint before you answer."),
        (
            Role::User,
            "The van leaves the depot at 9:00. {{stops}} Each stop takes 10 minutes. In which order should the driver go, and when is the round done?",
        ),
    ]);
    prompt.shots = shots(&[(
        "The van leaves at 8:00. The bakery is 10 minutes from the depot and opens at 8:30; the school is 15 minutes from the depot and 5 from the bakery. Each stop takes 10 minutes.",
        "School, then bakery; done at 8:40.",
        "Bakery first means arriving at 8:10 and waiting until 8:30, then 8:40 + 5 = 8:45 at the school, done at 8:55. School first means 8:15, done there at 8:25, at the bakery at 8:30, done at 8:40. School first is earlier.",
    )]);
    prompt.variables = variables(&[(
        "stops",
        "The pharmacy is 20 minutes from the depot and must be served before 9:45. The hotel is 15 minutes from the depot and 10 from the pharmacy. The museum is 5 minutes from the hotel, 25 from the pharmacy, and opens at 10:00.",
    )]);
    prompt.technique = Technique::ChainOfThought(ChainOfThought::WorkedShots);
    Starter {
        slug: "delivery-round",
        shows: "Chain of thought: the shot shows its reasoning, the model does the same, and only the answer is taken out of its tag.",
        prompt: numbered(prompt),
    }
}

fn meeting_extract() -> Starter {
    let mut prompt = prompt("Decisions from meeting notes");
    prompt.messages = messages(&[
        (
            Role::System,
            "You extract decisions and tasks from meeting notes. Use only what the notes say; leave out what is open.",
        ),
        (Role::User, "<notes>\n{{notes}}\n</notes>"),
    ]);
    prompt.variables = variables(&[(
        "notes",
        "Tue, kitchen project. Ana: tiles will be the gray ones, settled. Bo still waits for two offers for the oven, brings them Friday. Nobody wants the island any more, dropped. Ana measures the window again before Thursday. Lights: no idea yet.",
    )]);
    prompt.schema = Some(OutputSchema { name: "meeting".to_owned(), text: MEETING_SCHEMA.to_owned(), enabled: true });
    Starter {
        slug: "meeting-decisions",
        shows: "Structured output: the answer must fit a JSON Schema, is checked against it here, and says so.",
        prompt: numbered(prompt),
    }
}

const MEETING_SCHEMA: &str = r#"{
  "type": "object",
  "properties": {
    "decisions": {
      "type": "array",
      "items": { "type": "string" }
    },
    "tasks": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "who": { "type": "string" },
          "what": { "type": "string" },
          "due": { "type": ["string", "null"] }
        },
        "required": ["who", "what", "due"],
        "additionalProperties": false
      }
    }
  },
  "required": ["decisions", "tasks"],
  "additionalProperties": false
}"#;

fn tone_comparison() -> Starter {
    let mut prompt = prompt("Compare two settings");
    prompt.messages = messages(&[
        (Role::System, "You answer letters for a small museum. Two paragraphs, no phrases from a form letter."),
        (
            Role::User,
            "{% if angry %}The writer is upset; take that seriously before anything else.\n\n{% endif %}Answer this letter:\n\n{{letter}}",
        ),
    ]);
    prompt.variables = variables(&[
        ("angry", "yes"),
        (
            "letter",
            "We drove two hours with our children to see the whale skeleton. The room was locked and nobody could say why. Your website says it is open every day.",
        ),
    ]);
    let (mut steady, mut lively) = (dry_run_column("gpt-5.6-luna"), dry_run_column("gpt-5.6-luna"));
    steady.sampling.temperature = Some(0.2);
    lively.sampling.temperature = Some(1.0);
    prompt.columns = vec![steady, lively];
    let mut prompt = numbered(prompt);
    prompt.baseline = prompt.columns.first().map(|column| column.id);
    Starter {
        slug: "compare-settings",
        shows: "Compare: two columns, one starred as baseline; choose a model for each and see which words differ.",
        prompt,
    }
}

fn prompt(title: &str) -> Prompt {
    Prompt { title: title.to_owned(), columns: vec![dry_run_column("gpt-5.6-luna")], ..Prompt::empty() }
}

/// A dry run that stands in for a model of the catalog, so that tokens and price are that model's.
fn dry_run_column(model: &str) -> Column {
    let model = ModelRef { model: model.to_owned(), ..ModelRef::dry_run() };
    Column { id: ElementId(0), model, sampling: Sampling::default() }
}

fn messages(texts: &[(Role, &str)]) -> Vec<Message> {
    texts.iter().map(|(role, text)| Message::new(ElementId(0), *role, *text)).collect()
}

fn shots(rows: &[(&str, &str, &str)]) -> Shots {
    let items = rows.iter().map(|(input, output, reasoning)| Shot {
        id: ElementId(0),
        input: (*input).to_owned(),
        output: (*output).to_owned(),
        reasoning: (*reasoning).to_owned(),
        enabled: true,
    });
    Shots { layout: ShotLayout::Pairs, items: items.collect() }
}

fn variables(values: &[(&str, &str)]) -> Variables {
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Gives every element its own id.
fn numbered(mut prompt: Prompt) -> Prompt {
    let messages = prompt.messages.iter_mut().map(|message| &mut message.id);
    let shots = prompt.shots.items.iter_mut().map(|shot| &mut shot.id);
    let columns = prompt.columns.iter_mut().map(|column| &mut column.id);
    for (number, id) in (1..).zip(messages.chain(shots).chain(columns)) {
        *id = ElementId(number);
    }
    prompt
}
