//! The tokens that a chat format puts around messages, where they are public: what a token view shows beside the text. How many they are is
//! counted by [`super::chat`].
//!
//! `ChatML`'s ids at OpenAI are those that its own tokenizer page and its users give to `tiktoken` (read 2026-11-25): they are not in `tiktoken`
//! itself. Harmony's are in `tiktoken` 0.14.0 (`openai_public.py`, read 2026-11-23), Llama's and Qwen's in the models' `tokenizer_config.json`
//! (copies read 2026-11-25).

use crate::domain::message::Role;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::Encoding;

/// A token of a chat format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub text: &'static str,
    /// `None` = ordinary text, whose ids the tokenizer knows.
    pub id: Option<u32>,
}

/// What stands before and after a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    pub before: Vec<Mark>,
    pub after: Vec<Mark>,
}

/// Name and id of a special token.
type Special = (&'static str, u32);

/// A format: `open ROLE separate TEXT close`, and what stands before everything.
struct Format {
    start: Option<Special>,
    open: Special,
    /// Between role and text: a token of its own, ordinary text, or both.
    separate: (Option<Special>, &'static str),
    close: Special,
    /// Ordinary text after the close.
    then: &'static str,
}

const CHATML_O200K: Format = openai(("<|im_start|>", 200_264), ("<|im_sep|>", 200_266), ("<|im_end|>", 200_265));
const CHATML_CL100K: Format = openai(("<|im_start|>", 100_264), ("<|im_sep|>", 100_266), ("<|im_end|>", 100_265));
const HARMONY: Format = openai(("<|start|>", 200_006), ("<|message|>", 200_008), ("<|end|>", 200_007));
const LLAMA3: Format = Format {
    start: Some(("<|begin_of_text|>", 128_000)),
    open: ("<|start_header_id|>", 128_006),
    separate: (Some(("<|end_header_id|>", 128_007)), "\n\n"),
    close: ("<|eot_id|>", 128_009),
    then: "",
};
const QWEN: Format = Format {
    start: None,
    open: ("<|im_start|>", 151_644),
    separate: (None, "\n"),
    close: ("<|im_end|>", 151_645),
    then: "\n",
};

const fn openai(open: Special, separate: Special, close: Special) -> Format {
    Format { start: None, open, separate: (Some(separate), ""), close, then: "" }
}

impl Format {
    fn before(&self, role: Role) -> Vec<Mark> {
        let (token, text) = self.separate;
        let mut marks = vec![special(self.open), ordinary(role.name())];
        marks.extend(token.map(special));
        marks.extend((!text.is_empty()).then(|| ordinary(text)));
        marks
    }

    fn after(&self) -> Vec<Mark> {
        let then = (!self.then.is_empty()).then(|| ordinary(self.then));
        std::iter::once(special(self.close)).chain(then).collect()
    }
}

fn special((text, id): Special) -> Mark {
    Mark { text, id: Some(id) }
}

fn ordinary(text: &'static str) -> Mark {
    Mark { text, id: None }
}

/// What the chat format of a model that is counted by `choice` puts around a message; `None` = its format is not public or not known here.
pub fn around(choice: TokenizerChoice, role: Role) -> Option<Around> {
    let format = format(choice)?;
    Some(Around { before: format.before(role), after: format.after() })
}

/// What stands before the first message.
pub fn start(choice: TokenizerChoice) -> Option<Mark> {
    format(choice)?.start.map(special)
}

/// What primes the answer after the last message; empty = not known.
pub fn priming(choice: TokenizerChoice) -> Vec<Mark> {
    format(choice).map(|format| format.before(Role::Assistant)).unwrap_or_default()
}

fn format(choice: TokenizerChoice) -> Option<Format> {
    let (TokenizerChoice::Own(encoding) | TokenizerChoice::Assumed(encoding)) = choice else { return None };
    match encoding {
        Encoding::O200kBase => Some(CHATML_O200K),
        Encoding::Cl100kBase => Some(CHATML_CL100K),
        Encoding::O200kHarmony => Some(HARMONY),
        Encoding::Llama3 => Some(LLAMA3),
        Encoding::Qwen2 => Some(QWEN),
        _ => None,
    }
}
