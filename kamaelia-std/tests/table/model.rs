//! What a table answers is what a map in memory answers, whatever is asked of it and
//! however often it is opened again.

use super::table_model::Model;
use super::{Folder, Running};
use bytes::Bytes;
use fastrand::Rng;
use kamaelia_std::data::{AskTable, Table};
use std::ops::Range;

fn key(random: &mut Rng) -> Bytes {
    let letter = char::from(random.u8(b'a'..=b'c'));
    format!("{letter}{}", random.u8(0..60)).into()
}

async fn prune(running: &Running, model: &mut Model, random: &mut Rng) {
    let (part, of) = (random.u64(0..7), 7);
    let before = model.0.len();
    model.0.retain(|_, record| record.stamp % of != part);
    let pruned = running
        .table
        .prune(move |_, record| record.stamp % of == part);
    let gone = before - model.0.len();
    assert_eq!(pruned.await.unwrap().unwrap(), gone as u64);
}

async fn scan(running: &Running, model: &Model, random: &mut Rng) {
    let prefix = ["", "a", "b1", "c", "d"][random.usize(0..5)];
    model
        .scan(&running.table, prefix, random.usize(1..40))
        .await;
}

#[tokio::test]
async fn a_table_is_a_map_that_can_be_closed() {
    is_a_map(0..4, |table| table).await;
}

#[tokio::test]
async fn a_durable_table_is_one_too() {
    is_a_map(4..8, |table| table.durable(true)).await;
    // And one that is durable only now and then.
    let mut random = Rng::with_seed(8);
    is_a_map(8..12, |table| table.durable(random.bool())).await;
}

async fn is_a_map(seeds: Range<u64>, mut as_it_is: impl FnMut(Table) -> Table) {
    for seed in seeds {
        let folder = Folder::new();
        let mut random = Rng::with_seed(seed);
        let mut model = Model::default();
        for _ in 0..8 {
            let every = random.usize(1..100);
            let table = Table::new(folder.file()).commit_every(every);
            let running = Running::of(as_it_is(table));
            for _ in 0..random.usize(1..120) {
                match random.u8(0..40) {
                    0 => prune(&running, &mut model, &mut random).await,
                    1..4 => scan(&running, &model, &mut random).await,
                    4 => running.table.sync().await.unwrap().unwrap(),
                    _ => {
                        let entries = model.transact(&running.table, key, &mut random).await;
                        assert!(entries.is_none_or(|it| it == model.0.len() as u64));
                    }
                }
            }
            scan(&running, &model, &mut random).await;
            running.end().await;
        }
    }
}
