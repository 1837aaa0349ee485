//! Answers: the final answer and the reasoning taken out of a completion's text, where the technique asked for tags.

use serde::{Deserialize, Serialize};

use super::technique::{ANSWER_TAG, REASONING_TAG, Technique};

/// A completion's text, read the way the technique asked the model to write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What counts as the answer: diffs, checks and schemas look at this.
    pub text: String,
    /// Reasoning that the model wrote into its text; empty = none. The provider's own reasoning is not here.
    pub reasoning: String,
    pub extraction: Extraction,
}

/// How the answer was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extraction {
    /// No tag was asked for: the answer is the whole text.
    #[default]
    Whole,
    /// The last complete tag.
    Tagged,
    /// The last tag was opened and never closed (still streaming, or cut): what follows it.
    Open,
    /// A tag was asked for and none came: the whole text without the reasoning tag, and the person should know.
    Missing,
}

impl Extraction {
    /// A sentence for the person, where there is something to say.
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Whole | Self::Tagged => None,
            Self::Open => Some("The <answer> tag was not closed; what follows it is taken as the answer."),
            Self::Missing => Some("The model wrote no <answer> tag; its whole text is taken as the answer."),
        }
    }
}

impl Answer {
    /// Reads `text` as the technique asks. Linear; works on a text that is still growing.
    pub fn extract(text: &str, technique: Technique) -> Self {
        let Technique::ChainOfThought(_) = technique else {
            return Self { text: text.to_owned(), ..Self::default() };
        };
        let (outside, reasoning) = match first_block(text, REASONING_TAG) {
            Some((before, inside, after)) => (after, join(before, inside)),
            None => (text, String::new()),
        };
        match last_block(outside, ANSWER_TAG) {
            Some(block) => {
                let reasoning = join(&reasoning, block.before);
                let extraction = if block.closed { Extraction::Tagged } else { Extraction::Open };
                Self { text: block.inside.trim().to_owned(), reasoning, extraction }
            }
            None => Self { text: outside.trim().to_owned(), reasoning, extraction: Extraction::Missing },
        }
    }
}

struct Block<'a> {
    before: &'a str,
    inside: &'a str,
    closed: bool,
}

/// The last complete block of `tag`, else the last opened one.
fn last_block<'a>(text: &'a str, tag: &str) -> Option<Block<'a>> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    if let Some((upto, _)) = text.rsplit_once(close.as_str())
        && let Some((before, inside)) = upto.rsplit_once(open.as_str())
    {
        return Some(Block { before, inside, closed: true });
    }
    text.rsplit_once(open.as_str()).map(|(before, inside)| Block { before, inside, closed: false })
}

/// Text before, inside and after the first block of `tag`; an unclosed block reaches to the end.
fn first_block<'a>(text: &'a str, tag: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(format!("<{tag}>").as_str())?;
    let (inside, after) = rest.split_once(format!("</{tag}>").as_str()).unwrap_or((rest, ""));
    Some((before, inside, after))
}

fn join(first: &str, second: &str) -> String {
    let parts = [first.trim(), second.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::super::technique::ChainOfThought;
    use super::*;

    fn check(text: &str, answer: &str, reasoning: &str, extraction: Extraction) {
        let found = Answer::extract(text, Technique::ChainOfThought(ChainOfThought::ZeroShot));
        let expected = Answer { text: answer.to_owned(), reasoning: reasoning.to_owned(), extraction };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn takes_the_last_complete_tag() {
        check("So.\n<answer> 42 </answer>\n", "42", "So.", Extraction::Tagged);
        check("<answer>41</answer> no: <answer>42</answer>", "42", "<answer>41</answer> no:", Extraction::Tagged);
        check("<answer>42</answer> and <answer>4", "42", "", Extraction::Tagged);
    }

    #[test]
    fn separates_reasoning_by_tag() {
        check("<thinking>6 × 7</thinking>\n<answer>42</answer>", "42", "6 × 7", Extraction::Tagged);
        check("<thinking>is <answer>?</thinking>It is 42.", "It is 42.", "is <answer>?", Extraction::Missing);
        check("<thinking>still going", "", "still going", Extraction::Missing);
    }

    #[test]
    fn says_when_the_tag_is_open_or_missing() {
        check("<answer>4", "4", "", Extraction::Open);
        check("It is 42.", "It is 42.", "", Extraction::Missing);
        check("", "", "", Extraction::Missing);
        assert!(Extraction::Missing.note().is_some());
    }

    #[test]
    fn leaves_text_alone_when_no_tag_was_asked_for() {
        let found = Answer::extract(" <answer>x</answer> ", Technique::Off);
        assert_eq!(found.text, " <answer>x</answer> ");
        assert_eq!(found.extraction, Extraction::Whole);
    }
}
