//! What a table answers is what a map in memory answers, whatever is asked of it, also
//! when others do at the same time.

use super::table_model::Model;
use super::{Postgres, Running, name, table};
use bytes::Bytes;
use fastrand::Rng;
use kamaelia_std::data::AskTable;

/// Changes keys that begin with this letter, and looks whether all is as it has to be.
async fn check(running: &Running, letter: &str, seed: u64) {
    let mut random = Rng::with_seed(seed);
    let mut model = Model::default();
    let key = |random: &mut Rng| Bytes::from(format!("{letter}{}", random.u8(0..40)));
    for _ in 0..300 {
        match random.u8(0..10) {
            0 => {
                model
                    .scan(&running.table, letter, random.usize(1..30))
                    .await
            }
            _ => drop(model.transact(&running.table, key, &mut random).await),
        }
    }
    model.scan(&running.table, letter, 1000).await;
}

#[tokio::test]
async fn a_table_is_a_map_that_several_may_use() {
    let (postgres, name) = (Postgres::shared(), name());
    let one = Running::of(table(&postgres).table(name.clone()).connections(3));
    let other = Running::at(&postgres, &name);
    tokio::join!(
        check(&one, "a", 1),
        check(&one, "b", 2),
        check(&other, "c", 3),
        check(&other, "d", 4),
    );
    // Each counts what it has changed itself, and all when it looks again.
    let count = postgres.sql("grey", &format!("select count(*) from {name}"));
    one.end().await;
    other.end().await;
    let again = Running::of(table(&postgres).table(name.clone()).connections(1));
    assert!(again.get("none").await.is_none());
    let status = again.table.status().await.unwrap().unwrap();
    assert_eq!(status.entries.to_string(), count.trim());
    again.end().await;
}
