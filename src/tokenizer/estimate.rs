//! Estimates where the model's own tokenizer is not public: tokens of a known encoding times a factor, with a band.
//!
//! Factors are relative to the encoding of [`encoding`] (Claude 2 for Claude, Gemma 3 for Gemini, `o200k_base` otherwise), for prose in Latin script, for code and JSON, and for all other scripts. What they stand on is data:
//! `tests/fixtures/observations.tsv`, against which a test holds every band. Recordings are few, so the bands are wide on purpose; a person's
//! own runs tighten them (`domain::calibration`).

use super::Tally;
use super::choice::encoding;
use crate::domain::model::TokenizerChoice;
use crate::domain::token::{Certainty, TokenCount};

/// Day on which the factors were last changed: counts by other factors are not comparable.
const FACTORS_OF: &str = "2026-11-25";

/// A factor in thousandths: least, expected, most.
#[derive(Clone, Copy)]
struct Factor([u64; 3]);

/// Factors of one family.
struct Family {
    prose: Factor,
    code: Factor,
    other: Factor,
    /// Tokens that a text may have fewer or more whatever its length.
    slack: (u64, u64),
}

const EXACT: Factor = Factor([1000, 1000, 1000]);

/// GPT models that are newer than the published table: the newest encoding is assumed.
const ASSUMED: Family = Family {
    prose: Factor([850, 1000, 1200]),
    code: Factor([850, 1000, 1200]),
    other: Factor([750, 1000, 1350]),
    slack: (0, 0),
};

/// Claude 2's vocabulary needs 1.3 (Chinese) to 3.9 times (Tamil, Armenian) o200k's tokens for other scripts (our own count, 2026-11-25). What
/// later Claudes need there was not recorded: as many, or as few as a vocabulary made for them.
const CLAUDE_SCRIPTS: Factor = Factor([250, 900, 1250]);

/// 21 recordings of Claude 3.5 to Sonnet 4.5 on prompts of 1,000 tokens and more: Claude 2's tokens and 8 a message were 0.5 to 4 % too few.
const CLAUDE: Family =
    Family { prose: Factor([980, 1020, 1100]), code: Factor([900, 1020, 1200]), other: CLAUDE_SCRIPTS, slack: (2, 4) };

/// From Opus 4.7 on: Claude 2's tokens were 37 % too few on one long prompt. Two third-party measurements of 2026-04 against the older tokenizer:
/// English and German prose 1.45, French 1.36, Spanish 1.24, technical prose 1.47; JSON 1.31, Python 1.20, Rust and C 1.15, TypeScript 1.13; CJK,
/// Arabic, Hindi and Russian 1.00.
const CLAUDE_NEW: Family = Family {
    prose: Factor([1200, 1450, 1750]),
    code: Factor([1050, 1240, 1550]),
    other: CLAUDE_SCRIPTS,
    slack: (2, 4),
};

/// 41 recordings: Gemma's tokens were 5 too few to 3 too many in 39 of them (371 to 376 on the longest); the other two held hidden content.
const GEMINI: Family = Family {
    prose: Factor([970, 1000, 1030]),
    code: Factor([970, 1000, 1030]),
    other: Factor([950, 1000, 1060]),
    slack: (3, 5),
};

/// From o200k itself to a vocabulary of 32,000 tokens.
const UNKNOWN: Family = Family {
    prose: Factor([750, 1100, 1800]),
    code: Factor([750, 1150, 1900]),
    other: Factor([600, 1400, 4400]),
    slack: (0, 0),
};

fn family(choice: TokenizerChoice) -> Family {
    match choice {
        TokenizerChoice::Own(_) => Family { prose: EXACT, code: EXACT, other: EXACT, slack: (0, 0) },
        TokenizerChoice::Assumed(_) => ASSUMED,
        TokenizerChoice::Claude => CLAUDE,
        TokenizerChoice::ClaudeNew => CLAUDE_NEW,
        TokenizerChoice::Gemini => GEMINI,
        TokenizerChoice::Unknown => UNKNOWN,
    }
}

/// What a count under `choice` was made from, as the end of a sentence: which encoding, whether it is the model's own, and where factors are
/// from.
pub fn basis(choice: TokenizerChoice) -> String {
    let name = encoding(choice).name();
    match choice {
        TokenizerChoice::Own(_) => format!("counted with {name}, the model's own encoding"),
        TokenizerChoice::Assumed(_) => {
            format!("counted with {name}, which is assumed: the encoding of this model is not published")
        }
        TokenizerChoice::Claude => format!(
            "Claude's tokenizer is not public: {name} times factors by script, from 21 recorded calls (2026-11-23)"
        ),
        TokenizerChoice::ClaudeNew => format!(
            "Claude's tokenizer is not public: {name} times factors by script, from 6 recorded calls and two independent measurements (2026-04 to 2026-11)"
        ),
        TokenizerChoice::Gemini => {
            format!(
                "Gemini's tokenizer is not public: {name}, its open sibling's, within 3 % by 41 recorded calls (2026-11-23)"
            )
        }
        TokenizerChoice::Unknown => {
            format!("the tokenizer of this model is not known: {name} times a wide factor of this app's own")
        }
    }
}

/// Name of the way a count under `choice` is made. Counts are comparable when it is the same.
pub fn method(choice: TokenizerChoice) -> String {
    let kind = match choice {
        TokenizerChoice::Own(_) => "own",
        TokenizerChoice::Assumed(_) => "assumed",
        TokenizerChoice::Claude => "claude",
        TokenizerChoice::ClaudeNew => "claude-new",
        TokenizerChoice::Gemini => "gemini",
        TokenizerChoice::Unknown => "unknown",
    };
    format!("{}/{kind}/{FACTORS_OF}", encoding(choice).name())
}

/// A number of tokens between two others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    pub low: u64,
    pub expected: u64,
    pub high: u64,
}

impl Band {
    /// Exactly `tokens`.
    pub fn exact(tokens: u64) -> Self {
        Self { low: tokens, expected: tokens, high: tokens }
    }

    /// The sum of both, end by end.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, expected: self.expected + other.expected, high: self.high + other.high }
    }

    /// As a count: exact when the band has no width.
    pub fn count(self) -> TokenCount {
        let certainty = if self.low == self.high {
            Certainty::Exact
        } else {
            Certainty::Estimate { low: self.low, high: self.high }
        };
        TokenCount { tokens: self.expected, certainty }
    }
}

/// Tokens of a text under `choice`, from its tally under [`encoding`] of the same choice. Of its Latin tokens, `code` thousandths are code.
pub fn text(choice: TokenizerChoice, tally: Tally, code: u64) -> Band {
    let family = family(choice);
    let latin = tally.tokens.saturating_sub(tally.other);
    let code = code.min(1000);
    let end = |index: usize| {
        let mixed = family.code.0[index] * code + family.prose.0[index] * (1000 - code);
        let latin = u128::from(latin) * u128::from(mixed) / 1000;
        let other = u128::from(tally.other) * u128::from(family.other.0[index]);
        u64::try_from(latin + other).unwrap_or(u64::MAX)
    };
    if tally.tokens == 0 {
        return Band::default();
    }
    let (less, more) = family.slack;
    let (low, high) = ((end(0) / 1000).saturating_sub(less), end(2).div_ceil(1000).saturating_add(more));
    Band { low, expected: end(1).saturating_add(500) / 1000, high }
}

/// How much of a text is code or JSON, in thousandths: by the share of signs that programs have and prose has not. None up to 3 % of them, all
/// from 10 % on (our own bounds, 2026-11-25: English and German prose have 0 to 2 %, Python 11 %, Rust 18 %, JSON 30 %). Linear.
pub fn code_share(text: &str) -> u64 {
    const SIGNS: &[u8] = b"{}[]()<>=;_\\/|&@$%^~`\"+";
    const NONE: u64 = 30;
    const ALL: u64 = 100;
    let (mut signs, mut seen) = (0_u64, 0_u64);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        seen += 1;
        signs += u64::from(SIGNS.contains(&byte));
    }
    let share = (signs * 1000).checked_div(seen).unwrap_or(0);
    (share.clamp(NONE, ALL) - NONE) * 1000 / (ALL - NONE)
}
