//! What counts learn from is kept: usage of past runs, and counts that providers made.

use nshot::browser::count_store::CountStore;
use nshot::browser::history_store::HistoryStore;
use nshot::browser::indexed_db::IndexedDb;
use nshot::browser::random::new_id;
use nshot::domain::history::{ExactCountRecord, ObservationRecord, RunRecord};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stores::run;

async fn database(name: &str) -> IndexedDb {
    IndexedDb::open(name, |_| {}).await.unwrap()
}

fn finished(id: &str, at_ms: u64, output: u64) -> RunRecord {
    let mut run = run(id, at_ms, "text");
    run.completion.usage.output = Some(output);
    run
}

fn outputs(runs: &[ObservationRecord]) -> Vec<Option<u64>> {
    runs.iter().map(|run| run.output).collect()
}

#[wasm_bindgen_test]
async fn runs_that_were_stored_before_are_learned_from_once() {
    let database = database(&new_id()).await;
    let runs = HistoryStore::over(database.clone());
    for run in [finished("b", 2, 20), finished("a", 1, 10), run("told nothing", 3, "")] {
        runs.save_run(&run).await.unwrap();
    }
    let counts = CountStore::over(database);
    assert_eq!(outputs(&counts.observations().await.unwrap().runs), [Some(10), Some(20)]);
    runs.save_run(&finished("c", 4, 30)).await.unwrap();
    assert_eq!(counts.observations().await.unwrap().runs.len(), 2, "runs are told of one by one from then on");
    counts.keep_observation(ObservationRecord::of(&finished("c", 4, 30)).unwrap()).await.unwrap();
    assert_eq!(outputs(&counts.observations().await.unwrap().runs), [Some(10), Some(20), Some(30)]);
}

#[wasm_bindgen_test]
async fn exact_counts_of_two_tabs_are_both_kept() {
    let name = new_id();
    let (one, two) = (CountStore::over(database(&name).await), CountStore::over(database(&name).await));
    let count = |content: &str, tokens| ExactCountRecord {
        content: content.to_owned(),
        model: "m".to_owned(),
        tokens,
        at_ms: 1_000,
        local: false,
    };
    one.keep_exact_count(count("a", 1)).await.unwrap();
    two.keep_exact_count(count("b", 2)).await.unwrap();
    one.keep_exact_count(count("a", 3)).await.unwrap();
    assert_eq!(two.exact_counts(2_000).await.unwrap(), [count("b", 2), count("a", 3)]);
    assert_eq!(two.exact_counts(u64::MAX).await.unwrap(), [], "after a month they are asked for again");
}
