//! What was put elsewhere: a sentence or line that is gone in one place and stands, to the letter, in another.

use std::collections::{HashMap, VecDeque};

use super::words::{LineStretch, Split, Stretch};

/// Letters and digits below which equality may be chance: a bracket, `else`, a short answer.
const FEWEST_LETTERS: usize = 12;

/// A sentence or line without a partner in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    /// Line of the other text on which it stands now or stood before, from 1.
    pub(super) moved: Option<usize>,
}

/// The units of both texts in reading order, handed out stretch by stretch.
pub(super) struct Moves<'a> {
    gone: VecDeque<Unit<'a>>,
    come: VecDeque<Unit<'a>>,
}

impl<'a> Moves<'a> {
    /// Finds the moves among everything that differs. Linear.
    pub(super) fn among(stretches: &[LineStretch<'a>], split: Split) -> Self {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let (mut old_line, mut new_line) = (1, 1);
        for stretch in stretches {
            let finer = match stretch {
                LineStretch::Same(text) => {
                    let lines = lines_in(text);
                    (old_line, new_line) = (old_line + lines, new_line + lines);
                    continue;
                }
                LineStretch::Changed(finer) => finer,
            };
            for stretch in finer {
                match stretch {
                    Stretch::Same(text) => {
                        let lines = lines_in(text);
                        (old_line, new_line) = (old_line + lines, new_line + lines);
                    }
                    Stretch::Changed(old, new) => {
                        collect(old, split, &mut old_line, &mut gone);
                        collect(new, split, &mut new_line, &mut come);
                    }
                }
            }
        }
        pair(&mut gone, &mut come);
        let units = |found: Vec<(Unit<'a>, usize)>| found.into_iter().map(|(unit, _)| unit).collect();
        Self { gone: units(gone), come: units(come) }
    }

    /// The units of the next stretch that differs; `old` and `new` are its texts.
    pub(super) fn next_stretch(&mut self, old: &str, new: &str) -> (Vec<Unit<'a>>, Vec<Unit<'a>>) {
        (take(&mut self.gone, old.len()), take(&mut self.come, new.len()))
    }
}

/// Line ends in a text.
pub(super) fn lines_in(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

fn collect<'a>(text: &'a str, split: Split, line: &mut usize, out: &mut Vec<(Unit<'a>, usize)>) {
    for piece in split(text) {
        out.push((Unit { text: piece, moved: None }, *line));
        *line += lines_in(piece);
    }
}

/// Gives each unit that is gone the first one with the same text that came and is still free.
fn pair<'a>(gone: &mut [(Unit<'a>, usize)], come: &mut [(Unit<'a>, usize)]) {
    let mut places: HashMap<&'a str, VecDeque<usize>> = HashMap::new();
    for (place, (unit, _)) in come.iter().enumerate() {
        if is_telling(unit.text) {
            places.entry(unit.text.trim()).or_default().push_back(place);
        }
    }
    for (unit, line) in gone.iter_mut() {
        let place = places.get_mut(unit.text.trim()).and_then(VecDeque::pop_front);
        if let Some((other, other_line)) = place.and_then(|place| come.get_mut(place)) {
            other.moved = Some(*line);
            unit.moved = Some(*other_line);
        }
    }
}

fn is_telling(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).nth(FEWEST_LETTERS - 1).is_some()
}

fn take<'a>(units: &mut VecDeque<Unit<'a>>, length: usize) -> Vec<Unit<'a>> {
    let mut taken = Vec::new();
    let mut left = length;
    while left > 0 {
        let Some(unit) = units.pop_front() else { break };
        left = left.saturating_sub(unit.text.len());
        taken.push(unit);
    }
    taken
}
