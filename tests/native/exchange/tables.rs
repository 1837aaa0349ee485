//! Tables: RFC 4180 both ways, and no cell that a spreadsheet computes.

use nshot::exchange::table::{read_rows, read_shots, write_csv};
use nshot::exchange::{Kind, read};
use proptest::prelude::*;

#[test]
fn quotes_commas_and_line_ends_stay_in_their_cells() {
    let csv = "Input,Output,Extra\r\n\"a \"\"b\"\", c\",\"two\r\nlines\",x\r\n";
    let (shots, left_out) = read_shots(csv).unwrap();
    assert_eq!((shots[0].input.as_str(), shots[0].output.as_str()), ("a \"b\", c", "two\r\nlines"));
    assert_eq!(left_out, ["column Extra"]);
}

#[test]
fn a_formula_leaves_as_text_and_comes_back_as_it_was() {
    let cells = ["=1+1", "+1", "-1", "@x", "'=x", "plain", "'quoted'"];
    let csv = write_csv(&["input"], cells.iter().map(|cell| vec![(*cell).to_owned()]));
    assert!(csv.lines().skip(1).all(|line| !line.starts_with(['=', '+', '-', '@'])), "{csv}");
    let back: Vec<String> = read_shots(&csv).unwrap().0.into_iter().map(|shot| shot.input).collect();
    assert_eq!(back, cells);
}

#[test]
fn jsonl_of_examples_is_recognized() {
    let text = "{\"question\": \"2+2?\", \"answer\": 4}\n{\"question\": \"3+3?\", \"answer\": \"6\", \"id\": 1}\n";
    let read = read(text).unwrap();
    assert_eq!(read.kind, Kind::Shots);
    assert_eq!(read.shots.iter().map(|s| s.output.as_str()).collect::<Vec<_>>(), ["4", "6"]);
    assert_eq!(read.left_out, ["item 2: id"]);
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

proptest! {
    #[test]
    fn any_cells_come_back(cells in prop::collection::vec(("[^\u{feff}]{1,12}", any::<String>()), 1..6)) {
        let csv = write_csv(&["input", "output", "reasoning"], cells.iter().map(|(a, b)| vec![a.clone(), b.clone(), "r".to_owned()]));
        let (shots, left_out) = read_shots(&csv).unwrap();
        prop_assert!(left_out.is_empty());
        let back: Vec<(String, String)> = shots.into_iter().map(|shot| (shot.input, shot.output)).collect();
        prop_assert_eq!(back, cells);
    }
}
