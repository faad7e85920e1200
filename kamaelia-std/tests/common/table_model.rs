//! What a table answers is what a map in memory answers: [`Model`].

use bytes::Bytes;
use fastrand::Rng;
use kamaelia::InboxAddress;
use kamaelia_std::data::{AskTable, Record, TableError, TableRequest};
use std::collections::BTreeMap;

/// What a table has to answer.
#[derive(Default)]
pub(crate) struct Model(pub(crate) BTreeMap<Bytes, Record>);

/// A change of one key: what is put under it, or nothing any more.
type Change = (Bytes, Option<Record>);

fn changes(key: impl Fn(&mut Rng) -> Bytes, random: &mut Rng) -> Vec<Change> {
    let change = |random: &mut Rng| {
        let value = Bytes::from(vec![random.u8(..); random.usize(0..2000)]);
        let stamp = random.u64(..);
        random.bool().then_some(Record { value, stamp })
    };
    let count = random.usize(1..6);
    let changes = (0..count).map(|_| (key(random), change(random)));
    let mut changes: Vec<Change> = changes.collect();
    // Those that wait for each other's keys take them in one order.
    changes.sort_by(|(one, _), (other, _)| one.cmp(other));
    changes
}

impl Model {
    /// Changes some keys of a table, as `key` makes them up, in one transaction, which may
    /// fail; gives how many entries the table has then, if it does not.
    pub(crate) async fn transact(
        &mut self,
        table: &InboxAddress<TableRequest>,
        key: impl Fn(&mut Rng) -> Bytes,
        random: &mut Rng,
    ) -> Option<u64> {
        let changes = changes(key, random);
        let fails = random.u8(0..5) == 0;
        let asked = changes.clone();
        let done = table.transaction(move |table| {
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
            return None;
        }
        let (before, entries) = done.unwrap();
        for ((key, change), before) in changes.into_iter().zip(before) {
            assert_eq!(self.0.get(&key), before.as_ref());
            match change {
                Some(record) => self.0.insert(key, record),
                None => self.0.remove(&key),
            };
        }
        Some(entries)
    }

    /// Looks at all that begins so, in pieces of at most so many.
    pub(crate) async fn scan(&self, table: &InboxAddress<TableRequest>, prefix: &str, most: usize) {
        let (mut found, mut after) = (BTreeMap::new(), None);
        loop {
            let piece = table.scan(prefix.to_owned(), after, most);
            let piece = piece.await.unwrap().unwrap();
            let entries = piece.entries.into_iter();
            found.extend(entries.map(|entry| (entry.key, entry.record)));
            after = piece.next;
            if after.is_none() {
                break;
            }
        }
        let expected = self.0.iter();
        let expected = expected.filter(|(key, _)| key.starts_with(prefix.as_bytes()));
        assert!(found.iter().eq(expected), "with `{prefix}`");
    }
}
