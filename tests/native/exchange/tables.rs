//! Tables: RFC 4180 both ways, and no cell that a spreadsheet computes.

use nshot::domain::dataset::Dataset;
use nshot::domain::id::ElementId;
use nshot::domain::variables::Variables;
use nshot::exchange::table::{read_rows, read_table, write_csv, write_rows_csv, write_rows_jsonl};
use nshot::exchange::{Kind, read};
use proptest::prelude::*;

#[test]
fn quotes_commas_and_line_ends_stay_in_their_cells() {
    let csv = "Input,Output,Extra\r\n\"a \"\"b\"\", c\",\"two\r\nlines\",x\r\n";
    let table = read_table(csv).unwrap();
    let (shots, left_out) = (table.shots, table.not_in_shots);
    assert_eq!((shots[0].input.as_str(), shots[0].output.as_str()), ("a \"b\", c", "two\r\nlines"));
    assert_eq!(left_out, ["column Extra"]);
}

#[test]
fn a_formula_leaves_as_text_and_comes_back_as_it_was() {
    let cells = ["=1+1", "+1", "-1", "@x", "'=x", "plain", "'quoted'"];
    let csv = write_csv(&["input"], cells.iter().map(|cell| vec![(*cell).to_owned()]));
    assert!(csv.lines().skip(1).all(|line| !line.starts_with(['=', '+', '-', '@'])), "{csv}");
    let back: Vec<String> = read_table(&csv).unwrap().shots.into_iter().map(|shot| shot.input).collect();
    assert_eq!(back, cells);
}

#[test]
fn jsonl_of_examples_is_recognized() {
    let text = "{\"question\": \"2+2?\", \"answer\": 4}\n{\"question\": \"3+3?\", \"answer\": \"6\", \"id\": 1}\n";
    let read = read(text).unwrap();
    assert_eq!(read.kind, Kind::Shots);
    assert_eq!(read.shots.iter().map(|s| s.output.as_str()).collect::<Vec<_>>(), ["4", "6"]);
    assert_eq!(read.not_in_shots, ["item 2: id"]);
    assert_eq!(read.rows[1]["id"], "1");
}

#[test]
fn rows_of_variables_come_from_csv_and_jsonl() {
    for text in [
        "city,n\nRome,1\nOslo,2\n",
        "{\"city\":\"Rome\",\"n\":1}\n{\"city\":\"Oslo\",\"n\":2}",
        "[{\"city\":\"Rome\",\"n\":\"1\"},{\"city\":\"Oslo\",\"n\":\"2\"}]",
    ] {
        let rows = read_rows(text).unwrap();
        assert_eq!(
            rows.iter().map(|row| (row["city"].as_str(), row["n"].as_str())).collect::<Vec<_>>(),
            [("Rome", "1"), ("Oslo", "2")]
        );
    }
}

#[test]
fn tables_of_other_names_are_rows_and_names_become_variables() {
    for text in ["First name;Age\nAda;36\n", "First name\tAge\r\nAda\t36\r\n", "First name,Age\nAda,36\n"] {
        let read = read(text).unwrap();
        assert_eq!(read.kind, Kind::Rows, "{text:?}");
        assert_eq!(read.rows.len(), 1);
        assert_eq!((read.rows[0]["First_name"].as_str(), read.rows[0]["Age"].as_str()), ("Ada", "36"));
        assert_eq!(read.left_out, ["the name of column “First name”, which is the variable First_name"]);
    }
    let read = read("a b,a-b,名\n1,2,3\n").unwrap();
    assert_eq!(read.rows[0], Variables::from_iter([("a_b".to_owned(), "1".to_owned())]));
    assert!(read.left_out[1].contains("another is named a_b already"), "{:?}", read.left_out);
    assert!(read.left_out[2].contains("no variable can be named so"), "{:?}", read.left_out);
}

proptest! {
    #[test]
    fn rows_come_back_from_both_files(cells in prop::collection::vec((any::<String>(), "[^\u{feff}]{1,9}"), 1..6)) {
        let rows: Vec<Variables> = cells
            .iter()
            .map(|(a, b)| Variables::from_iter([("first".to_owned(), a.clone()), ("second".to_owned(), b.clone())]))
            .collect();
        let dataset = Dataset::default().with_rows(rows.clone(), &Variables::new(), ElementId(1)).unwrap();
        prop_assert_eq!(&read_rows(&write_rows_csv(&dataset)).unwrap(), &rows);
        prop_assert_eq!(&read_rows(&write_rows_jsonl(&dataset)).unwrap(), &rows);
    }

    #[test]
    fn any_cells_come_back(cells in prop::collection::vec(("[^\u{feff}]{1,12}", any::<String>()), 1..6)) {
        let csv = write_csv(&["input", "output", "reasoning"], cells.iter().map(|(a, b)| vec![a.clone(), b.clone(), "r".to_owned()]));
        let nshot::exchange::table::Table { shots, not_in_shots, .. } = read_table(&csv).unwrap();
        prop_assert!(not_in_shots.is_empty());
        let back: Vec<(String, String)> = shots.into_iter().map(|shot| (shot.input, shot.output)).collect();
        prop_assert_eq!(back, cells);
    }
}
