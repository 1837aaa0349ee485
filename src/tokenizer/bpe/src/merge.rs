//! Merging: a word's bytes become tokens by joining, again and again, the neighbors whose joint token has the lowest id, the leftmost
//! first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::fold::Folds;
use crate::ranks::Ranks;

/// Words of more symbols than this are merged with a queue, shorter ones by scanning (no allocation, and quicker).
const SCAN_LIMIT: usize = 96;
/// "These neighbors make no token."
const NONE: u32 = u32::MAX;

/// A symbol of a word that is being merged.
#[derive(Clone, Copy)]
pub(crate) struct Symbol {
    start: u32,
    id: u32,
    /// Token that this symbol and the next one make, or [`NONE`].
    joint: u32,
}

/// Appends the tokens of `word` to `ids`. `symbols` is working memory.
///
/// `word` is shorter than 4 GiB. Linear in its length times the logarithm of it, whatever it holds.
pub(crate) fn merge(ranks: &Ranks, folds: &Folds, word: &[u8], symbols: &mut Vec<Symbol>, ids: &mut Vec<u32>) {
    symbols.clear();
    folds.symbols(ranks, word, |start, id| symbols.push(Symbol { start: place(start), id, joint: NONE }));
    symbols.push(Symbol { start: place(word.len()), id: NONE, joint: NONE });
    for index in 0..symbols.len().saturating_sub(2) {
        symbols[index].joint = joint(ranks, word, symbols[index].start, symbols[index + 2].start);
    }
    if symbols.len() > SCAN_LIMIT {
        merge_with_queue(ranks, word, symbols);
    } else {
        merge_by_scan(ranks, word, symbols);
    }
    symbols.pop();
    ids.extend(symbols.iter().map(|symbol| symbol.id));
}

/// The token that `word[start..end]` is.
#[inline]
fn joint(ranks: &Ranks, word: &[u8], start: u32, end: u32) -> u32 {
    word.get(start as usize..end as usize).and_then(|bytes| ranks.id(bytes)).unwrap_or(NONE)
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The last symbol is a sentinel at the end of the word.
fn merge_by_scan(ranks: &Ranks, word: &[u8], symbols: &mut Vec<Symbol>) {
    loop {
        let mut best = (NONE, 0);
        for (index, symbol) in symbols.iter().enumerate() {
            if symbol.joint < best.0 {
                best = (symbol.joint, index);
            }
        }
        let (id, index) = best;
        if id == NONE {
            return;
        }
        symbols.remove(index + 1);
        symbols[index].id = id;
        symbols[index].joint = match symbols.get(index + 2) {
            Some(after) => joint(ranks, word, symbols[index].start, after.start),
            None => NONE,
        };
        if let Some(before) = index.checked_sub(1) {
            symbols[before].joint = joint(ranks, word, symbols[before].start, symbols[index + 1].start);
        }
    }
}

/// As [`merge_by_scan`], with a queue of candidates and a linked list of symbols.
fn merge_with_queue(ranks: &Ranks, word: &[u8], symbols: &mut Vec<Symbol>) {
    let count = symbols.len();
    let mut next: Vec<u32> = (1..=count).map(place).collect();
    let mut previous: Vec<u32> = (0..count).map(|index| place(index.wrapping_sub(1))).collect();
    let candidate =
        |(index, symbol): (usize, &Symbol)| (symbol.joint != NONE).then(|| Reverse((symbol.joint, place(index))));
    let mut queue: BinaryHeap<_> = symbols.iter().enumerate().filter_map(candidate).collect();
    let sentinel = count - 1;
    while let Some(Reverse((id, index))) = queue.pop() {
        let index = index as usize;
        if symbols[index].joint != id {
            continue; // swallowed, or joined with something else since
        }
        let swallowed = next[index] as usize;
        let after = next[swallowed] as usize;
        next[index] = place(after);
        symbols[swallowed].id = NONE;
        symbols[swallowed].joint = NONE;
        previous[after] = place(index);
        symbols[index].id = id;
        symbols[index].joint = NONE;
        let mut update = |index: usize, end: usize| {
            symbols[index].joint = joint(ranks, word, symbols[index].start, symbols[end].start);
            if symbols[index].joint != NONE {
                queue.push(Reverse((symbols[index].joint, place(index))));
            }
        };
        if after != sentinel {
            update(index, next[after] as usize);
        }
        if previous[index] != u32::MAX {
            update(previous[index] as usize, after);
        }
    }
    symbols.retain(|symbol| symbol.id != NONE);
    symbols.push(Symbol { start: place(word.len()), id: NONE, joint: NONE });
}
