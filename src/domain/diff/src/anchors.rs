//! Matching long texts quickly. Few changes are walked over, side by side; from where that leads no further, pieces that stand once in each
//! text are anchors (patience diff). Only what lies between is looked at more closely.

use std::ops::Range;

use imara_diff::InternedInput;
use imara_diff::sources::{Lines, lines};

use super::words::Stretch;

/// Stretches of the two texts, as ranges of their pieces, that are equal (both ranges have one length) or not known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Same(Range<usize>),
    Gap(Range<usize>, Range<usize>),
}

impl Span {
    /// The span of longer texts, so many pieces further on in the first and in the second.
    pub(super) fn moved_by(self, old: usize, new: usize) -> Self {
        let moved = |range: Range<usize>, by: usize| range.start + by..range.end + by;
        match self {
            Self::Same(range) => Self::Same(moved(range, old)),
            Self::Gap(gone, come) => Self::Gap(moved(gone, old), moved(come, new)),
        }
    }
}

/// Adds a span; it joins the one before it when that is of its kind.
pub(super) fn push(spans: &mut Vec<Span>, span: Span) {
    match (spans.last_mut(), span) {
        (Some(Span::Same(last)), Span::Same(next)) => last.end = next.end,
        (Some(Span::Gap(gone, come)), Span::Gap(more_gone, more_come)) => {
            gone.end = more_gone.end;
            come.end = more_come.end;
        }
        (_, span) => spans.push(span),
    }
}

/// How many pieces of each text a change may take up to be walked over, and how many must be equal behind it.
const STEP: usize = 12;
const EQUAL_BEHIND: usize = 8;

/// The spans of both texts in order. `O(n log n)` in the number of pieces, linear with few changes.
pub(super) fn spans(old: &[&str], new: &[&str]) -> Vec<Span> {
    let mut writer = Writer::default();
    loop {
        let (i, j) = (writer.old, writer.new);
        let (left, right) = (old.get(i..).unwrap_or_default(), new.get(j..).unwrap_or_default());
        let equal = left.iter().zip(right).take_while(|(a, b)| a == b).count();
        if equal > 0 {
            writer.same(i, j, equal);
            continue;
        }
        match step(|at| left.get(at).copied(), |at| right.get(at).copied()) {
            Some((gone, come)) => writer.gap(i + gone, j + come),
            None => break,
        }
    }
    let (i, j) = (writer.old, writer.new);
    for span in by_unique_pieces(old.get(i..).unwrap_or_default(), new.get(j..).unwrap_or_default()) {
        push(&mut writer.spans, span.moved_by(i, j));
    }
    writer.spans
}

/// How many pieces of each text are walked over to reach a place from which on the texts are equal again: the smallest change first.
fn step<'a>(
    mut old: impl FnMut(usize) -> Option<&'a str>,
    mut new: impl FnMut(usize) -> Option<&'a str>,
) -> Option<(usize, usize)> {
    let mut is_behind = |(gone, come): &(usize, usize)| {
        let mut equal = 0;
        while equal < EQUAL_BEHIND {
            match (old(gone + equal), new(come + equal)) {
                (Some(left), Some(right)) if left == right => equal += 1,
                (Some(_), Some(_)) => return false,
                _ => break,
            }
        }
        equal > 0
    };
    (1..=2 * STEP)
        .flat_map(|sum| (sum.saturating_sub(STEP)..=sum.min(STEP)).map(move |gone| (gone, sum - gone)))
        .find(|change| is_behind(change))
}

/// The next lines of a text, found as far as they are asked for.
struct Ahead<'a> {
    found: Vec<&'a str>,
    more: Lines<'a>,
}

impl<'a> Ahead<'a> {
    fn of(text: &'a str) -> Self {
        Self { found: Vec::new(), more: lines(text) }
    }

    fn line(&mut self, at: usize) -> Option<&'a str> {
        while self.found.len() <= at {
            self.found.push(self.more.next()?);
        }
        self.found.get(at).copied()
    }

    /// Bytes of so many lines.
    fn length(&self, count: usize) -> usize {
        self.found.iter().take(count).map(|line| line.len()).sum()
    }
}

/// Two texts that were walked over line by line without a list of their lines: what came of it, and what is left from where it leads no further.
pub(super) struct LineWalk<'a> {
    pub(super) stretches: Vec<Stretch<'a>>,
    pub(super) before: &'a str,
    pub(super) after: &'a str,
}

impl<'a> LineWalk<'a> {
    /// Linear: each byte of both texts is compared about once.
    pub(super) fn over(before: &'a str, after: &'a str) -> Self {
        let mut walk = Self { stretches: Vec::new(), before, after };
        while walk.equal_lines() || walk.changed_lines() {}
        walk
    }

    fn equal_lines(&mut self) -> bool {
        let common = common_prefix(self.before.as_bytes(), self.after.as_bytes());
        let is_all = common == self.before.len() && common == self.after.len();
        let line_end = |bytes| memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        let end = if is_all { common } else { line_end(self.before.as_bytes().get(..common).unwrap_or_default()) };
        let (same, _) = self.take(end, end);
        if !same.is_empty() {
            self.stretches.push(Stretch::Same(same));
        }
        !same.is_empty()
    }

    fn changed_lines(&mut self) -> bool {
        let (mut old, mut new) = (Ahead::of(self.before), Ahead::of(self.after));
        let Some((gone, come)) = step(|at| old.line(at), |at| new.line(at)) else { return false };
        let (gone, come) = self.take(old.length(gone), new.length(come));
        self.stretches.push(Stretch::Changed(gone, come));
        true
    }

    /// Takes so many bytes off the beginnings of what is left; both end with a line.
    fn take(&mut self, before: usize, after: usize) -> (&'a str, &'a str) {
        let (gone, come);
        (gone, self.before) = self.before.split_at_checked(before).unwrap_or_default();
        (come, self.after) = self.after.split_at_checked(after).unwrap_or_default();
        (gone, come)
    }
}

/// Bytes at the beginning that are equal.
pub(super) fn common_prefix(old: &[u8], new: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let (left, right) = (old.as_chunks::<BLOCK>().0, new.as_chunks::<BLOCK>().0);
    let blocks = left.iter().zip(right).take_while(|(a, b)| a == b).count() * BLOCK;
    let (left, right) = (old.get(blocks..).unwrap_or_default(), new.get(blocks..).unwrap_or_default());
    blocks + left.iter().zip(right).take_while(|(a, b)| a == b).count()
}

fn by_unique_pieces(old: &[&str], new: &[&str]) -> Vec<Span> {
    let mut input = InternedInput::default();
    input.reserve(u32::try_from(old.len()).unwrap_or(0), u32::try_from(new.len()).unwrap_or(0));
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let token = |tokens: &[imara_diff::Token], at: usize| tokens.get(at).map(|token| token.0);
    let same = |i: usize, j: usize| token(&input.before, i) == token(&input.after, j);
    let mut writer = Writer::default();
    for (i, j) in ascending(unique_pairs(&input)) {
        if i < writer.old || j < writer.new {
            // Reached already by going on from the anchor before.
            continue;
        }
        let mut back = 0;
        while back < (i - writer.old).min(j - writer.new) && same(i - back - 1, j - back - 1) {
            back += 1;
        }
        let mut on = 1;
        while i + on < old.len() && j + on < new.len() && same(i + on, j + on) {
            on += 1;
        }
        writer.same(i - back, j - back, back + on);
    }
    // What both texts begin or end with needs no anchor; the beginning is in the first gap and the end in the last.
    writer.gap(old.len(), new.len());
    writer.spans
}

#[derive(Default)]
struct Writer {
    spans: Vec<Span>,
    /// Pieces of the texts that are in a span.
    old: usize,
    new: usize,
}

impl Writer {
    fn gap(&mut self, old_end: usize, new_end: usize) {
        if self.old < old_end || self.new < new_end {
            self.spans.push(Span::Gap(self.old..old_end, self.new..new_end));
        }
        (self.old, self.new) = (old_end, new_end);
    }

    fn same(&mut self, i: usize, j: usize, length: usize) {
        self.gap(i, j);
        self.spans.push(Span::Same(i..i + length));
        (self.old, self.new) = (i + length, j + length);
    }
}

/// Places of the pieces that stand once in each text, in the order of the first.
fn unique_pairs(input: &InternedInput<&str>) -> Vec<(usize, usize)> {
    const NONE: u32 = u32::MAX;
    const SEVERAL: u32 = u32::MAX - 1;
    let places = |tokens: &[imara_diff::Token]| {
        let mut places = vec![NONE; input.interner.num_tokens() as usize];
        for (at, token) in (0_u32..).zip(tokens) {
            if let Some(place) = places.get_mut(token.0 as usize) {
                *place = if *place == NONE { at } else { SEVERAL };
            }
        }
        places
    };
    let (before, after) = (places(&input.before), places(&input.after));
    let pair = |(i, token): (usize, &imara_diff::Token)| {
        let (first, second) = (*before.get(token.0 as usize)?, *after.get(token.0 as usize)?);
        (first < SEVERAL && second < SEVERAL).then_some((i, second as usize))
    };
    input.before.iter().enumerate().filter_map(pair).collect()
}

/// The longest run of pairs whose second places ascend too (patience sorting).
fn ascending(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    if pairs.is_sorted_by_key(|pair| pair.1) {
        return pairs;
    }
    // The pair that ends the best run of each length, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: usize| pairs.get(at).map_or(0, |pair| pair.1);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end) < pair.1);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_both_texts_and_what_is_same_is_same() {
        let old = ["a", "b", "x", "x", "c", "d", "e"];
        let new = ["a", "x", "b", "c", "y", "d", "e"];
        assert_eq!(
            by_unique_pieces(&old, &new),
            [
                Span::Same(0..1),
                Span::Gap(1..1, 1..2),
                Span::Same(1..2),
                Span::Gap(2..4, 3..3),
                Span::Same(4..5),
                Span::Gap(5..5, 4..5),
                Span::Same(5..7)
            ]
        );
    }

    #[test]
    fn few_changes_are_walked_over() {
        let old: Vec<String> = (0..100).map(|n| format!("line {}", n % 30)).collect();
        let mut new = old.clone();
        new.drain(20..23);
        new.insert(50, "more".to_owned());
        "other".clone_into(&mut new[70]);
        let (old, new): (Vec<_>, Vec<_>) =
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
        assert_eq!(
            spans(&old, &new),
            [
                Span::Same(0..20),
                Span::Gap(20..23, 20..20),
                Span::Same(23..53),
                Span::Gap(53..53, 50..51),
                Span::Same(53..72),
                Span::Gap(72..73, 70..71),
                Span::Same(73..100)
            ]
        );
    }

    #[test]
    fn of_pieces_that_changed_places_the_longer_run_stays() {
        assert_eq!(ascending(vec![(0, 3), (1, 0), (2, 1), (3, 2)]), [(1, 0), (2, 1), (3, 2)]);
    }
}
