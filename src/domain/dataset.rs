//! The dataset of a prompt: rows of values for its variables, one case each. Like a variable's value, a cell is data and never template.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::id::ElementId;
use super::variables::Variables;

/// Rows that a prompt carries. More belong in a file: a batch takes one of any length.
pub const MOST_CASES: usize = 10_000;
/// Bytes of names and cells that a prompt carries: it is stored whole with every version.
pub const MOST_BYTES: usize = 4 << 20;

/// A table of values: each row has a cell for each name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// Names of variables, no two equal.
    pub names: Vec<String>,
    /// Shared between copies of the document until one changes it.
    pub cases: Arc<Vec<Case>>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: ElementId,
    /// A cell for each name of the dataset.
    pub cells: Vec<String>,
}

/// Why rows can't be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DatasetError {
    #[error(
        "A prompt carries at most {MOST_CASES} rows; these would be {cases}. A batch file takes longer tables: Share, Export as…"
    )]
    TooMany { cases: usize },
    #[error("A prompt carries rows of at most {} MB; these would have {} MB. A batch file takes larger tables: Share, Export as…", MOST_BYTES >> 20, bytes.div_ceil(1 << 20))]
    TooLarge { bytes: usize },
}

impl Dataset {
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.cases.is_empty()
    }

    /// The values that a row gives.
    pub fn values(&self, case: &Case) -> Variables {
        self.names.iter().cloned().zip(case.cells.iter().cloned()).collect()
    }

    pub fn case(&self, id: ElementId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// Place of the name among the cells.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// This dataset and `rows` below it, which get ids from `first_id` on. Names that are new here become columns, empty in the rows above; a
    /// row that lacks a name takes its value from `defaults`, else it is empty.
    ///
    /// # Errors
    /// [`DatasetError`] when a prompt can't carry them.
    pub fn with_rows(
        &self,
        rows: Vec<Variables>,
        defaults: &Variables,
        first_id: ElementId,
    ) -> Result<Self, DatasetError> {
        let mut all = self.clone();
        for name in rows.iter().flat_map(Variables::keys) {
            if all.column(name).is_none() {
                all = all.with_name(name.clone(), "");
            }
        }
        let names = &all.names;
        let cases = Arc::make_mut(&mut all.cases);
        for (mut row, id) in rows.into_iter().zip(first_id.0..) {
            let cell =
                |name: &String| row.shift_remove(name).or_else(|| defaults.get(name).cloned()).unwrap_or_default();
            let cells = names.iter().map(cell).collect();
            cases.push(Case { id: ElementId(id), cells });
        }
        all.check()?;
        Ok(all)
    }

    /// With a column more, `value` in each row.
    #[must_use]
    pub fn with_name(mut self, name: String, value: &str) -> Self {
        self.names.push(name);
        if !self.cases.is_empty() {
            for case in Arc::make_mut(&mut self.cases) {
                case.cells.push(value.to_owned());
            }
        }
        self
    }

    /// Without the column of that name.
    #[must_use]
    pub fn without_name(mut self, name: &str) -> Self {
        if let Some(at) = self.column(name) {
            self.names.remove(at);
            for case in Arc::make_mut(&mut self.cases) {
                case.cells.remove(at);
            }
        }
        self
    }

    /// Whether a prompt can carry it.
    ///
    /// # Errors
    /// [`DatasetError`] when it can't.
    pub fn check(&self) -> Result<(), DatasetError> {
        let (cases, bytes) = (self.cases.len(), self.bytes());
        if cases > MOST_CASES {
            return Err(DatasetError::TooMany { cases });
        }
        if bytes > MOST_BYTES { Err(DatasetError::TooLarge { bytes }) } else { Ok(()) }
    }

    fn bytes(&self) -> usize {
        let cells = self.cases.iter().flat_map(|case| &case.cells);
        self.names.iter().chain(cells).map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[(&str, &str)]) -> Variables {
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn rows_of_other_names_stand_in_one_table() {
        let defaults = row(&[("tone", "dry")]);
        let first = Dataset::default().with_rows(vec![row(&[("topic", "a")])], &defaults, ElementId(1)).unwrap();
        let both =
            first.with_rows(vec![row(&[("tone", "warm")]), row(&[("topic", "c")])], &defaults, ElementId(2)).unwrap();
        assert_eq!(both.names, ["topic", "tone"]);
        let cells: Vec<_> = both.cases.iter().map(|case| (case.id.0, case.cells.join("|"))).collect();
        assert_eq!(cells, [(1, "a|".to_owned()), (2, "|warm".to_owned()), (3, "c|dry".to_owned())]);
        assert_eq!(both.values(&both.cases[2]), row(&[("topic", "c"), ("tone", "dry")]));
        let without = both.without_name("topic");
        assert_eq!((without.names.len(), without.cases[1].cells.join("|")), (1, "warm".to_owned()));
    }

    #[test]
    fn what_is_too_much_is_refused_whole() {
        let many = vec![row(&[("n", "1")]); MOST_CASES + 1];
        let refused = Dataset::default().with_rows(many, &Variables::new(), ElementId(1));
        assert_eq!(refused, Err(DatasetError::TooMany { cases: MOST_CASES + 1 }));
        let long = "x".repeat(MOST_BYTES);
        let refused =
            Dataset::default().with_rows(vec![row(&[("n", &long)])], &Variables::new(), ElementId(1)).unwrap_err();
        assert!(refused.to_string().contains("at most 4 MB; these would have 5 MB"), "{refused}");
    }
}
