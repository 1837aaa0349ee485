//! The token view: the rendered prompt cut into blocks, how many tokens each has under one tokenizer or two, and the tokens of the blocks that are
//! in sight. The page never holds more of a long prompt than it shows.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::count::Counter;
use super::wire::{
    BlockOutline, CountModel, MessageOutline, ModelCount, OutlineSide, SideMarks, SpecialToken, TextWindow, TokenGroup,
    TokenOutline, TokenPart, TokenSide, TokenWindow,
};
use crate::domain::compose::{Composition, RenderedMessage};
use crate::domain::model::TokenizerChoice;
use crate::tokenizer::choice::choose;
use crate::tokenizer::special::{Mark, around, priming, start};
use crate::tokenizer::{TokenSpan, Tokenizer};

/// A prompt is cut into about so many blocks, so that a page can hold a place for each.
const MOST_BLOCKS: usize = 800;
/// Bytes of a block whose line does not end.
const LONGEST_LINE: usize = 1_200;

impl Counter {
    /// The blocks of the last composition with their tokens under each side.
    ///
    /// # Errors
    /// A sentence: a side's tokenizer is not there.
    pub fn outline(&mut self, composition: &Composition, sides: &[TokenSide]) -> Result<TokenOutline, String> {
        let texts: Vec<String> = composition.messages.iter().map(RenderedMessage::text).collect();
        let least = texts.iter().map(String::len).sum::<usize>() / MOST_BLOCKS;
        let cuts: Vec<Vec<Range<usize>>> = texts.iter().map(|text| blocks(text, least)).collect();
        let mut known = Vec::new();
        let mut counts: Vec<Vec<Vec<Option<u64>>>> = Vec::new();
        for side in sides {
            self.prepare(composition, side)?;
            let choice = choice_of(side);
            let (tokenizer, _) = self.side(side)?;
            let in_blocks =
                texts.iter().zip(&cuts).map(|(text, cuts)| count_blocks(&tokenizer.tokens(text), text, cuts));
            counts.push(in_blocks.collect());
            let tokens = texts.iter().map(|text| tokenizer.count(text)).collect();
            known.push(OutlineSide { choice, tokens, marks: marks(tokenizer, choice, composition) });
        }
        let messages = composition.messages.iter().zip(cuts).enumerate().map(|(at, (message, cuts))| {
            let blocks = cuts.into_iter().enumerate().map(|(block, range)| {
                let tokens = counts.iter().map(|side| in_block(side, at, block)).collect();
                let lines = texts.get(at).and_then(|text| text.get(range.clone())).map_or(1, lines);
                BlockOutline { range, lines, tokens }
            });
            MessageOutline { role: message.role, blocks: blocks.collect() }
        });
        Ok(TokenOutline { sides: known, messages: messages.collect() })
    }

    /// The tokens that begin in each window, under each side.
    ///
    /// # Errors
    /// A sentence: no such message, or a side's tokenizer is not there.
    pub fn tokens(
        &mut self,
        composition: &Composition,
        sides: &[TokenSide],
        windows: &[TextWindow],
    ) -> Result<Vec<Vec<TokenWindow>>, String> {
        const GONE: &str = "That message is not there any more.";
        let mut all = Vec::new();
        for side in sides {
            self.prepare(composition, side)?;
            let (tokenizer, counters) = self.side(side)?;
            let mut stretches = HashMap::new();
            let one = |window: &TextWindow| {
                let text = composition.messages.get(window.message).ok_or(GONE)?.text();
                let counted = counters.message(window.message).ok_or(GONE)?;
                // A few kilobytes around the window, or the whole text where it can't be cut: that is read once.
                let around = counted.around(window.range.start, window.range.end);
                let stretch = text.get(around.clone()).unwrap_or_default();
                let key = (window.message, around.clone());
                let spans = stretches.entry(key).or_insert_with(|| tokenizer.tokens(stretch));
                Ok(token_window(spans, around.start, stretch, &window.range))
            };
            all.push(windows.iter().map(one).collect::<Result<Vec<_>, String>>()?);
        }
        Ok(all)
    }

    /// Counts the composition under a side, so that its counters are up to date.
    fn prepare(&mut self, composition: &Composition, side: &TokenSide) -> Result<(), String> {
        let counted = match side {
            TokenSide::Model(model) => self.count_one(composition, model),
            TokenSide::Encoding(encoding) => self.count_encoding(composition, *encoding),
        };
        match counted {
            ModelCount::Counted(_) => Ok(()),
            ModelCount::Loading => Err("The tokenizer is still loading.".to_owned()),
            ModelCount::Failed { reason } => Err(reason),
        }
    }
}

/// How a side's tokens are chosen; `None` = by a file of the person's.
pub(super) fn choice_of(side: &TokenSide) -> Option<TokenizerChoice> {
    match side {
        TokenSide::Model(CountModel { tokenizer: Some(_), .. }) => None,
        TokenSide::Model(model) => Some(choose(model.provider.as_deref(), &model.model)),
        TokenSide::Encoding(encoding) => Some(TokenizerChoice::Own(*encoding)),
    }
}

fn in_block(side: &[Vec<Option<u64>>], message: usize, block: usize) -> Option<u64> {
    side.get(message)?.get(block).copied()?
}

/// Cuts a text at line ends into blocks of at least `least` bytes; a line that goes on is cut between characters.
fn blocks(text: &str, least: usize) -> Vec<Range<usize>> {
    let (mut cuts, mut start) = (Vec::new(), 0);
    let longest = LONGEST_LINE.max(least);
    for line in text.split_inclusive('\n') {
        let line_start = line.as_ptr() as usize - text.as_ptr() as usize;
        let end = line_start + line.len();
        while end - start > longest {
            let cut = text.ceil_char_boundary((start + longest).min(end));
            cuts.push(start..cut);
            start = cut;
        }
        if end > start && end - start >= least {
            cuts.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        cuts.push(start..text.len());
    }
    cuts
}

/// Lines that a block takes on a page about a hundred characters wide.
fn lines(text: &str) -> u32 {
    const WIDTH: usize = 100;
    let lines = text.lines().map(|line| line.chars().count().div_ceil(WIDTH).max(1)).sum::<usize>();
    u32::try_from(lines.max(1)).unwrap_or(u32::MAX)
}

/// Tokens that begin in each block; `None` = the tokenizer rewrites the text, so that places are not known.
fn count_blocks(spans: &[TokenSpan], text: &str, cuts: &[Range<usize>]) -> Vec<Option<u64>> {
    if spans.is_empty() && !text.is_empty() {
        return vec![None; cuts.len()];
    }
    let mut starts = spans.iter().map(|span| span.range.start).peekable();
    let mut tokens_until = |end: usize| {
        let mut tokens = 0;
        while starts.next_if(|start| *start < end).is_some() {
            tokens += 1;
        }
        tokens
    };
    cuts.iter().map(|cut| Some(tokens_until(cut.end))).collect()
}

/// The groups that begin in a window of a text: tokens joined until they end where a character that a person sees ends.
fn token_window(spans: &[TokenSpan], from: usize, stretch: &str, window: &Range<usize>) -> TokenWindow {
    let ends: HashSet<usize> = stretch.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len()).collect();
    let (mut groups, mut parts, mut start, mut first) = (Vec::new(), Vec::new(), 0, None);
    for (at, span) in spans.iter().enumerate() {
        parts.push(TokenPart { id: span.id, bytes: span.range.len() });
        if !ends.contains(&span.range.end) && at + 1 < spans.len() {
            continue;
        }
        let text = stretch.get(start..span.range.end).unwrap_or_default();
        let tokens = std::mem::take(&mut parts);
        if window.contains(&(start + from)) && !text.is_empty() {
            first.get_or_insert(start + from);
            groups.push(TokenGroup { text: text.to_owned(), tokens });
        }
        start = span.range.end;
    }
    let placed = !spans.is_empty() || stretch.is_empty();
    TokenWindow { placed, start: first.unwrap_or(window.start), groups }
}

/// What the chat format puts around each message; `None` = it is not known.
fn marks(tokenizer: &Tokenizer, choice: Option<TokenizerChoice>, composition: &Composition) -> Option<SideMarks> {
    let choice = choice?;
    let special = |mark: &Mark| {
        let ids = match mark.id {
            Some(id) => vec![id],
            None => tokenizer.encode(mark.text),
        };
        SpecialToken { text: mark.text.to_owned(), ids }
    };
    let all = |marks: &[Mark]| marks.iter().map(special).collect::<Vec<_>>();
    let messages = composition.messages.iter().enumerate().map(|(at, message)| {
        let around = around(choice, message.role)?;
        let first = start(choice).filter(|_| at == 0);
        let before: Vec<Mark> = first.into_iter().chain(around.before).collect();
        Some((all(&before), all(&around.after)))
    });
    Some(SideMarks { messages: messages.collect::<Option<_>>()?, priming: all(&priming(choice)) })
}
