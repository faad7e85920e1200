//! What a table answers is what a map in memory answers, whatever is asked of it, also
//! when others do at the same time.

use super::{Postgres, Running, name, table};
use bytes::Bytes;
use fastrand::Rng;
use kamaelia_std::data::{AskTable, Record, TableError};
use std::collections::BTreeMap;

type Model = BTreeMap<Bytes, Record>;

/// Changes keys that begin with this letter, and looks whether all is as it has to be.
async fn check(running: &Running, letter: char, seed: u64) {
    let mut random = Rng::with_seed(seed);
    let mut model = Model::new();
    let key = |random: &mut Rng| Bytes::from(format!("{letter}{}", random.u8(0..40)));
    for _ in 0..300 {
        if random.u8(0..10) == 0 {
            scan(running, &model, letter, random.usize(1..30)).await;
            continue;
        }
        let count = random.usize(1..5);
        let mut changes: Vec<(Bytes, Option<Record>)> = (0..count)
            .map(|_| {
                let value = Bytes::from(vec![random.u8(..); random.usize(0..2000)]);
                let stamp = random.u64(..);
                let record = random.bool().then_some(Record { value, stamp });
                (key(&mut random), record)
            })
            .collect();
        changes.sort_by(|(one, _), (other, _)| one.cmp(other));
        let fails = random.u8(0..5) == 0;
        let asked = changes.clone();
        let done = running.table.transaction(move |table| {
            let mut before = Vec::new();
            for (key, change) in asked {
                before.push(table.get(&key)?);
                match change {
                    Some(Record { value, stamp }) => table.put(key, value, stamp)?,
                    None => drop(table.remove(&key)?),
                }
            }
            match fails {
                true => Err(TableError::Full { most: 0 }),
                false => Ok(before),
            }
        });
        let done = done.await.unwrap();
        if fails {
            assert_eq!(done.unwrap_err(), TableError::Full { most: 0 });
            continue;
        }
        for ((key, change), before) in changes.into_iter().zip(done.unwrap()) {
            assert_eq!(model.get(&key), before.as_ref());
            match change {
                Some(record) => model.insert(key, record),
                None => model.remove(&key),
            };
        }
    }
    scan(running, &model, letter, 1000).await;
}

async fn scan(running: &Running, model: &Model, letter: char, most: usize) {
    let (mut found, mut after) = (Model::new(), None);
    loop {
        let piece = running.table.scan(letter.to_string(), after, most);
        let piece = piece.await.unwrap().unwrap();
        let entries = piece.entries.into_iter();
        found.extend(entries.map(|entry| (entry.key, entry.record)));
        after = piece.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(&found, model);
}

#[tokio::test]
async fn a_table_is_a_map_that_several_may_use() {
    let (postgres, name) = (Postgres::shared(), name());
    let one = Running::of(table(&postgres).table(name.clone()).connections(3));
    let other = Running::at(&postgres, &name);
    tokio::join!(
        check(&one, 'a', 1),
        check(&one, 'b', 2),
        check(&other, 'c', 3),
        check(&other, 'd', 4),
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
