//! Text diff: lines first (histogram), then sentences inside the stretches of lines that differ, then words inside the sentences that
//! differ. What was only put elsewhere is found among the sentences (or lines) that have no partner, before words are looked at.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, sources};
use unicode_segmentation::UnicodeSegmentation;

use super::anchors::{self, LineWalk, Span, common_prefix};
use super::moves::{Moves, Unit, lines_in};
use super::{Granularity, Hunk, Segment, Side};

/// The whole of both texts as hunks. Lines are matched first, so that two long texts with few changes cost little more than one read.
pub(super) fn hunks(before: &str, after: &str, granularity: Granularity) -> Vec<Hunk> {
    let units: Split = if granularity == Granularity::Lines { lines } else { sentences };
    let stretches: Vec<LineStretch<'_>> = align_lines(before, after)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Same(text) => LineStretch::Same(text),
            Stretch::Changed(old, new) if granularity == Granularity::Lines => {
                LineStretch::Changed(vec![Stretch::Changed(old, new)])
            }
            Stretch::Changed(old, new) => LineStretch::Changed(align(old, new, sentences)),
        })
        .collect();
    let mut moves = Moves::among(&stretches, units);
    let mut out = HunkWriter::default();
    for stretch in stretches {
        match stretch {
            LineStretch::Same(text) => out.same(text),
            LineStretch::Changed(finer) => out.changed(segments(&finer, granularity, &mut moves)),
        }
    }
    out.hunks
}

/// A stretch of lines; what differs in it is cut into sentences that have a partner and those that have none.
pub(super) enum LineStretch<'a> {
    Same(&'a str),
    Changed(Vec<Stretch<'a>>),
}

/// A stretch of both texts that is equal, or one of each.
pub(super) enum Stretch<'a> {
    Same(&'a str),
    Changed(&'a str, &'a str),
}

/// Cuts a text into pieces that together are the text.
pub(super) type Split = fn(&str) -> Vec<&str>;

fn lines(text: &str) -> Vec<&str> {
    sources::lines(text).collect()
}

fn sentences(text: &str) -> Vec<&str> {
    if is_one_sentence(text) { vec![text] } else { text.split_sentence_bounds().collect() }
}

/// Whether a text is plainly one sentence: ASCII, with nothing that could end one before its end (UAX #29, SB4 to SB11).
fn is_one_sentence(text: &str) -> bool {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let inside = line.trim_end_matches(['.', '?', '!']);
    // CR, LF, vertical tab and form feed end a paragraph; NEL and the like are not ASCII.
    let goes_on = |byte: u8| byte.is_ascii() && !matches!(byte, b'.' | b'?' | b'!' | b'\n' | b'\r' | 0x0b | 0x0c);
    !text.is_empty() && inside.bytes().all(goes_on)
}

fn words(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

/// What two texts both begin with, what is left of each, and what both end with: cut only where a letter or digit stands before a space, which is
/// the end of a word whatever stands around (UAX #29, WB999), so that the words of the parts are the words of the whole. ASCII.
fn same_ends<'a>(old: &'a str, new: &'a str) -> (&'a str, &'a str, &'a str, &'a str) {
    let is_end = |pair: &[u8]| matches!(pair, [letter, b' '] if letter.is_ascii_alphanumeric());
    let (left, right) = (old.as_bytes(), new.as_bytes());
    let common = common_prefix(left, right);
    let begin = left.get(..common).unwrap_or_default().windows(2).rposition(is_end).map_or(0, |at| at + 1);
    let most = left.len().min(right.len()) - begin;
    let common = left.iter().rev().zip(right.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let ending = left.get(left.len() - common..).unwrap_or_default();
    let end = ending.windows(2).position(is_end).map_or(0, |at| common - at - 1);
    let inside = |text: &'a str| text.get(begin..text.len() - end).unwrap_or_default();
    (old.get(..begin).unwrap_or_default(), inside(old), inside(new), old.get(old.len() - end..).unwrap_or_default())
}

fn segments(finer: &[Stretch<'_>], granularity: Granularity, moves: &mut Moves<'_>) -> Vec<Segment> {
    let refined = |out: &mut Segments, old: &str, new: &str| {
        let by_words = matches!(granularity, Granularity::Words | Granularity::Json);
        if by_words && !old.is_empty() && !new.is_empty() {
            let (begin, old, new, end) = same_ends(old, new);
            out.push(Side::Both, begin, None);
            for stretch in align(old, new, words) {
                match stretch {
                    Stretch::Same(text) => out.push(Side::Both, text, None),
                    Stretch::Changed(old, new) => out.replaced(old, new),
                }
            }
            out.push(Side::Both, end, None);
        } else {
            out.replaced(old, new);
        }
    };
    let mut out = Segments::default();
    for stretch in finer {
        let (old, new) = match stretch {
            Stretch::Same(text) => {
                out.push(Side::Both, text, None);
                continue;
            }
            Stretch::Changed(old, new) => (*old, *new),
        };
        let (gone, come) = moves.next_stretch(old, new);
        // Each side keeps its order: what stayed is compared run by run, what moved stands between the runs.
        let (mut gone, mut come) = (runs(old, &gone).into_iter(), runs(new, &come).into_iter());
        loop {
            let (left, right) = (gone.next(), come.next());
            if left.is_none() && right.is_none() {
                break;
            }
            let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
            refined(&mut out, left.stayed, right.stayed);
            out.moved(Side::Before, &left);
            out.moved(Side::After, &right);
        }
    }
    out.segments
}

/// Text that stayed, then text that moved.
#[derive(Default)]
struct Run<'a> {
    stayed: &'a str,
    moved: &'a str,
    line: Option<usize>,
}

/// A text cut where it moved: units that moved one after the other to one place are one run.
fn runs<'a>(text: &'a str, units: &[Unit<'a>]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut open: Option<(usize, usize, usize)> = None;
    let slice = |range: Range<usize>| text.get(range).unwrap_or_default();
    for unit in units {
        let next = end + unit.text.len();
        match (open, unit.moved) {
            (Some((from, first, last)), Some(line)) if line == last || line == last + 1 => {
                open = Some((from, first, line));
            }
            (Some((from, first, _)), moved) => {
                runs.push(Run { stayed: slice(start..from), moved: slice(from..end), line: Some(first) });
                start = end;
                open = moved.map(|line| (end, line, line));
            }
            (None, Some(line)) => open = Some((end, line, line)),
            (None, None) => {}
        }
        end = next;
    }
    runs.push(match open {
        Some((from, first, _)) => Run { stayed: slice(start..from), moved: slice(from..end), line: Some(first) },
        None => Run { stayed: slice(start..text.len()), moved: "", line: None },
    });
    runs
}

#[derive(Default)]
struct Segments {
    segments: Vec<Segment>,
}

impl Segments {
    /// Adds a text; it joins the segment before it when that stands on the same side.
    fn push(&mut self, side: Side, text: &str, moved: Option<usize>) {
        if text.is_empty() {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.side == side && last.moved.is_none() && moved.is_none() => last.text.push_str(text),
            _ => self.segments.push(Segment { side, text: text.to_owned(), moved }),
        }
    }

    fn replaced(&mut self, old: &str, new: &str) {
        self.push(Side::Before, old, None);
        self.push(Side::After, new, None);
    }

    fn moved(&mut self, side: Side, run: &Run<'_>) {
        self.push(side, run.moved, run.line);
    }
}

/// Pieces from which on anchors are looked for first: a shorter text is matched as well without, and as quickly.
const LONG: usize = 500;

/// Matches the lines of two texts. A short text is matched as well and as quickly without a walk.
fn align_lines<'a>(before: &'a str, after: &'a str) -> Vec<Stretch<'a>> {
    if lines_in(before).min(lines_in(after)) < LONG {
        return align(before, after, lines);
    }
    let mut walk = LineWalk::over(before, after);
    walk.stretches.extend(align(walk.before, walk.after, lines));
    walk.stretches
}

/// Matches the pieces of two texts.
fn align<'a>(before: &'a str, after: &'a str, split: Split) -> Vec<Stretch<'a>> {
    let (old, new) = (split(before), split(after));
    let spans = if old.len().min(new.len()) < LONG { histogram(&old, &new) } else { by_anchors(&old, &new) };
    let (old, new) = (Pieces::of(before, &old), Pieces::of(after, &new));
    let stretch = |span| match span {
        Span::Same(range) => Stretch::Same(old.slice(range)),
        Span::Gap(gone, come) => Stretch::Changed(old.slice(gone), new.slice(come)),
    };
    spans.into_iter().map(stretch).collect()
}

/// Matches long texts: around anchors first, then what lies between them.
fn by_anchors(old: &[&str], new: &[&str]) -> Vec<Span> {
    let mut spans = Vec::new();
    for span in anchors::spans(old, new) {
        match span {
            Span::Gap(gone, come) if !gone.is_empty() && !come.is_empty() => {
                let (first, second) = (gone.start, come.start);
                let inside = histogram(old.get(gone).unwrap_or_default(), new.get(come).unwrap_or_default());
                for span in inside {
                    anchors::push(&mut spans, span.moved_by(first, second));
                }
            }
            span => anchors::push(&mut spans, span),
        }
    }
    spans
}

/// Matches pieces by their rarest common ones, over and over.
fn histogram(old: &[&str], new: &[&str]) -> Vec<Span> {
    if let ([one], [other]) = (old, new)
        && one != other
    {
        return vec![Span::Gap(0..1, 0..1)];
    }
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let wide = |range: Range<u32>| range.start as usize..range.end as usize;
    let mut spans = Vec::new();
    let mut position = 0;
    for hunk in diff.hunks() {
        let (gone, come) = (wide(hunk.before), wide(hunk.after));
        if position < gone.start {
            spans.push(Span::Same(position..gone.start));
        }
        position = gone.end;
        spans.push(Span::Gap(gone, come));
    }
    if position < old.len() {
        spans.push(Span::Same(position..old.len()));
    }
    spans
}

/// Where the pieces of a text begin.
struct Pieces<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str, pieces: &[&str]) -> Self {
        let mut at = 0;
        let starts = pieces.iter().map(|piece| {
            at += piece.len();
            at - piece.len()
        });
        Self { text, starts: starts.collect() }
    }

    fn start(&self, piece: usize) -> usize {
        self.starts.get(piece).copied().unwrap_or(self.text.len())
    }

    fn slice(&self, pieces: Range<usize>) -> &'a str {
        self.text.get(self.start(pieces.start)..self.start(pieces.end)).unwrap_or_default()
    }
}

/// Collects hunks and keeps the line numbers of both sides.
#[derive(Default)]
struct HunkWriter {
    hunks: Vec<Hunk>,
    before_lines: usize,
    after_lines: usize,
}

impl HunkWriter {
    fn same(&mut self, text: &str) {
        self.push(false, vec![Segment { side: Side::Both, text: text.to_owned(), moved: None }]);
    }

    fn changed(&mut self, segments: Vec<Segment>) {
        self.push(true, segments);
    }

    fn push(&mut self, changed: bool, segments: Vec<Segment>) {
        let (before_line, after_line) = (self.before_lines + 1, self.after_lines + 1);
        for segment in &segments {
            let lines = lines_in(&segment.text);
            self.before_lines += if segment.side == Side::After { 0 } else { lines };
            self.after_lines += if segment.side == Side::Before { 0 } else { lines };
        }
        self.hunks.push(Hunk { changed, before_line, after_line, segments });
    }
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::{is_one_sentence, same_ends, sentences, words};

    /// Every text of up to four of these characters.
    #[test]
    fn one_sentence_is_what_the_standard_says() {
        const LETTERS: [char; 14] = ['a', 'Z', '1', ' ', '.', '?', '!', ',', '"', ')', '\n', '\r', '\u{b}', '\u{85}'];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            texts = texts.iter().flat_map(|text| LETTERS.map(|letter| format!("{text}{letter}"))).collect();
            for text in &texts {
                assert_eq!(sentences(text), text.split_sentence_bounds().collect::<Vec<_>>(), "{text:?}");
            }
        }
    }

    /// Every text of up to five of these characters beside the same text with another end and another beginning.
    #[test]
    fn words_are_the_same_when_equal_ends_are_cut_off() {
        const LETTERS: [char; 9] = ['a', '1', ' ', '.', '\'', '\n', '\u{301}', '\u{200d}', '\u{1f1e6}'];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| LETTERS.map(|letter| format!("{text}{letter}"))).collect();
            for text in &texts {
                for other in [format!("{text}x"), format!("x{text}"), format!("{text} {text}")] {
                    let (begin, old, new, end) = same_ends(text, &other);
                    let cut = |inside| [begin, inside, end].into_iter().flat_map(words).collect::<Vec<_>>();
                    assert_eq!((cut(old), cut(new)), (words(text), words(&other)), "{text:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_line_of_prose_is_one() {
        assert!(is_one_sentence("Some words, and more...\n"));
        assert!(!is_one_sentence("One. Two.\n") && !is_one_sentence("a\n\n") && !is_one_sentence(""));
    }
}
