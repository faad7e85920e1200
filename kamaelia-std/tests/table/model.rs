//! What a table answers is what a map in memory answers, whatever is asked of it and
//! however often it is opened again.

use super::{Folder, Running};
use bytes::Bytes;
use fastrand::Rng;
use kamaelia_std::data::{AskTable, Record, Table, TableError};
use std::collections::BTreeMap;

type Model = BTreeMap<Bytes, Record>;

/// A change of one key: what is put under it, or nothing any more.
type Change = (Bytes, Option<Record>);

fn key(random: &mut Rng) -> Bytes {
    let letter = char::from(random.u8(b'a'..=b'c'));
    format!("{letter}{}", random.u8(0..60)).into()
}

fn changes(random: &mut Rng) -> Vec<Change> {
    let change = |random: &mut Rng| {
        let value = Bytes::from(vec![random.u8(..); random.usize(0..2000)]);
        let stamp = random.u64(..);
        random.bool().then_some(Record { value, stamp })
    };
    let count = random.usize(1..6);
    (0..count).map(|_| (key(random), change(random))).collect()
}

async fn transact(running: &Running, model: &mut Model, random: &mut Rng) {
    let changes = changes(random);
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
        if fails {
            return Err(TableError::Full { most: 0 });
        }
        Ok((before, table.entries()))
    });
    let done = done.await.unwrap();
    if fails {
        assert_eq!(done.unwrap_err(), TableError::Full { most: 0 });
        return;
    }
    let (before, entries) = done.unwrap();
    for ((key, change), before) in changes.into_iter().zip(before) {
        assert_eq!(model.get(&key), before.as_ref());
        match change {
            Some(record) => model.insert(key, record),
            None => model.remove(&key),
        };
    }
    assert_eq!(entries, model.len() as u64);
}

async fn prune(running: &Running, model: &mut Model, random: &mut Rng) {
    let (part, of) = (random.u64(0..7), 7);
    let before = model.len();
    model.retain(|_, record| record.stamp % of != part);
    let pruned = running
        .table
        .prune(move |_, record| record.stamp % of == part);
    let gone = before - model.len();
    assert_eq!(pruned.await.unwrap().unwrap(), gone as u64);
}

async fn scan(running: &Running, model: &Model, random: &mut Rng) {
    let prefix = ["", "a", "b1", "c", "d"][random.usize(0..5)];
    let most = random.usize(1..40);
    let (mut found, mut after) = (Model::new(), None);
    loop {
        let piece = running.table.scan(prefix, after, most);
        let piece = piece.await.unwrap().unwrap();
        let entries = piece.entries.into_iter();
        found.extend(entries.map(|entry| (entry.key, entry.record)));
        after = piece.next;
        if after.is_none() {
            break;
        }
    }
    let expected = model.iter();
    let expected = expected.filter(|(key, _)| key.starts_with(prefix.as_bytes()));
    assert!(found.iter().eq(expected), "with `{prefix}`");
}

#[tokio::test]
async fn a_table_is_a_map_that_can_be_closed() {
    for seed in 0..4 {
        let folder = Folder::new();
        let mut random = Rng::with_seed(seed);
        let mut model = Model::new();
        for _ in 0..8 {
            let every = random.usize(1..100);
            let running = Running::of(Table::new(folder.file()).commit_every(every));
            for _ in 0..random.usize(1..120) {
                match random.u8(0..40) {
                    0 => prune(&running, &mut model, &mut random).await,
                    1..4 => scan(&running, &model, &mut random).await,
                    4 => running.table.sync().await.unwrap().unwrap(),
                    _ => transact(&running, &mut model, &mut random).await,
                }
            }
            scan(&running, &model, &mut random).await;
            running.end().await;
        }
    }
}
