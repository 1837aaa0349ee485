//! The words that ask a model to reason, and the tags that part its reasoning from its answer.
//!
//! They stand at the end of the system message: there they bind every turn, stay out of the person's own user text, and keep the start of
//! the prompt cacheable.

use crate::domain::technique::{ANSWER_TAG, ChainOfThought, REASONING_TAG};

/// The instruction of a technique.
pub(super) fn instruction(way: ChainOfThought) -> String {
    let (reasoning, answer) = (REASONING_TAG, ANSWER_TAG);
    match way {
        ChainOfThought::ZeroShot => format!(
            "Think step by step before you answer. Write your reasoning inside <{reasoning}> tags, then only the final answer inside <{answer}> tags."
        ),
        ChainOfThought::WorkedShots => format!(
            "Reason as the examples do before you answer. Write your reasoning inside <{reasoning}> tags, then only the final answer inside <{answer}> tags."
        ),
        ChainOfThought::PlanThenAnswer => format!(
            "First write a short numbered plan inside <{reasoning}> tags, and carry out its steps there one by one. Then write only the final answer inside <{answer}> tags."
        ),
    }
}

/// An ideal answer in the form that the instruction asks for; without reasoning only the answer is tagged.
pub(super) fn worked(reasoning: &str, output: &str) -> String {
    let answer = tagged(ANSWER_TAG, output);
    if reasoning.trim().is_empty() { answer } else { format!("{}\n{answer}", tagged(REASONING_TAG, reasoning)) }
}

pub(super) fn tagged(tag: &str, text: &str) -> String {
    format!("<{tag}>\n{text}\n</{tag}>")
}
