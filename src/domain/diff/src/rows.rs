//! A hunk as rows of lines, for views that show lines: side by side, or one below the other.

use serde::{Deserialize, Serialize};

use super::{Hunk, Side};

/// Lines that stand at the same height; an absent side is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub before: Option<Line>,
    pub after: Option<Line>,
}

/// One line of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// The line without its end; a line that stands on both sides has one equal span.
    pub spans: Vec<Span>,
}

/// A stretch of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub text: String,
    pub mark: Mark,
}

/// How a stretch of a line stands to the other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Equal,
    /// Only on this side.
    Different,
    /// On the other side it stands on this line.
    Moved(usize),
}

impl Line {
    /// Whether anything in it stands only on this side or moved.
    pub fn differs(&self) -> bool {
        self.spans.iter().any(|span| span.mark != Mark::Equal)
    }
}

/// The rows of a hunk. Where both texts end a line at the same place, the rows stand at the same height again. Linear.
pub fn rows(hunk: &Hunk) -> Vec<Row> {
    let mut writer = RowWriter {
        before: Column::starting_at(hunk.before_line),
        after: Column::starting_at(hunk.after_line),
        rows: Vec::new(),
    };
    for segment in &hunk.segments {
        let mark = match (segment.side, segment.moved) {
            (Side::Both, _) => Mark::Equal,
            (_, Some(line)) => Mark::Moved(line),
            (_, None) => Mark::Different,
        };
        let mut lines = segment.text.split('\n');
        let mut text = lines.next().unwrap_or_default();
        loop {
            let next = lines.next();
            writer.write(segment.side, text, mark, next.is_some());
            match next {
                Some(line) => text = line,
                None => break,
            }
        }
    }
    writer.finish()
}

struct RowWriter {
    before: Column,
    after: Column,
    rows: Vec<Row>,
}

struct Column {
    next: usize,
    spans: Vec<Span>,
    /// Whether something of the current line was written, be it nothing but its end.
    begun: bool,
    lines: Vec<Line>,
}

impl Column {
    fn starting_at(line: usize) -> Self {
        Self { next: line, spans: Vec::new(), begun: false, lines: Vec::new() }
    }

    fn write(&mut self, text: &str, mark: Mark, ends: bool) {
        if !text.is_empty() {
            self.spans.push(Span { text: text.to_owned(), mark });
        }
        self.begun |= ends || !text.is_empty();
        if ends {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        if self.begun {
            self.lines.push(Line { number: self.next, spans: std::mem::take(&mut self.spans) });
            self.next += 1;
            self.begun = false;
        }
    }
}

impl RowWriter {
    fn write(&mut self, side: Side, text: &str, mark: Mark, ends: bool) {
        if side != Side::After {
            self.before.write(text, mark, ends);
        }
        if side != Side::Before {
            self.after.write(text, mark, ends);
        }
        if side == Side::Both && ends {
            self.level();
        }
    }

    /// Puts what was written into rows. The last lines stand beside each other, because they end at the same place.
    fn level(&mut self) {
        let (before, after) = (std::mem::take(&mut self.before.lines), std::mem::take(&mut self.after.lines));
        let (mut before, mut after) = (before.into_iter(), after.into_iter());
        loop {
            let row = Row { before: before.next(), after: after.next() };
            if row == Row::default() {
                break;
            }
            self.rows.push(row);
        }
    }

    fn finish(mut self) -> Vec<Row> {
        self.before.end_line();
        self.after.end_line();
        self.level();
        self.rows
    }
}
