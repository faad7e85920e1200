//! What a durable table has said to be on disk, and has not put in its place yet.

use super::files::check;
use super::{Folder, Running};
use futures::future::join_all;
use kamaelia_std::data::{AskTable, Piece, Table, Transaction};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// A change, as it stands in a row.
fn change(key: &str, put: Option<(&str, u64)>) -> Vec<u8> {
    let mut bytes = (key.len() as u16).to_le_bytes().to_vec();
    bytes.extend(key.as_bytes());
    match put {
        Some((value, stamp)) => {
            bytes.extend((value.len() as u32).to_le_bytes());
            bytes.extend(value.as_bytes());
            bytes.extend(stamp.to_le_bytes());
        }
        None => bytes.extend(u32::MAX.to_le_bytes()),
    }
    bytes
}

/// What a program leaves that has written these rows, and did not come to its end.
fn leave(path: &Path, rows: &[(i64, i64, Vec<u8>)]) {
    let file = Connection::open(path).unwrap();
    let layout = "CREATE TABLE IF NOT EXISTS journal
        (number INTEGER PRIMARY KEY, entries INTEGER NOT NULL, changes BLOB NOT NULL);
        PRAGMA user_version = 2";
    file.execute_batch(layout).unwrap();
    for row in rows {
        file.execute(
            "INSERT INTO journal VALUES (?1, ?2, ?3)",
            (row.0, row.1, &row.2),
        )
        .unwrap();
    }
}

/// How many rows are left.
fn rows(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    let rows = file.query_row("SELECT count(*) FROM journal", (), |row| row.get(0));
    rows.unwrap()
}

fn version(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    file.pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

/// The keys, each with its value and stamp.
async fn all(running: &Running) -> Vec<(String, String, u64)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let piece = running.table.scan("", after, 1000).await;
        let Piece { entries, next } = piece.unwrap().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let entries = entries.into_iter();
        all.extend(entries.map(|it| (text(&it.key), text(&it.record.value), it.record.stamp)));
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

#[tokio::test]
async fn what_was_left_is_there_at_once_and_goes_into_its_place() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    running.end().await;
    // The first of them is in its place already, as one may be whose row is there still.
    let rows_left = [
        (7, 2, change("ann", Some(("one", 0)))),
        (9, 3, change("carl", Some(("three", 3)))),
        (
            12,
            2,
            [change("ann", None), change("carl", Some(("four", 4)))].concat(),
        ),
    ];
    let expected = [
        ("bob".to_owned(), "two".to_owned(), 0),
        ("carl".to_owned(), "four".to_owned(), 4),
    ];
    for durable in [false, true] {
        leave(&folder.file(), &rows_left);
        let table = Table::new(folder.file()).commit_after(HOUR);
        let running = Running::of(table.durable(durable));
        assert_eq!(running.get("ann").await, None);
        assert_eq!(all(&running).await, expected);
        let status = running.table.status().await.unwrap().unwrap();
        assert_eq!((status.entries, status.waiting), (2, 0));
        running.end().await;
        assert_eq!(rows(&folder.file()), 0);

        let running = Running::at(&folder.file());
        assert_eq!(all(&running).await, expected);
        running.end().await;
    }
}

#[tokio::test]
async fn what_comes_after_what_was_left_is_newer() {
    let folder = Folder::new();
    Running::at(&folder.file()).end().await;
    leave(&folder.file(), &[(900, 1, change("ann", Some(("one", 0))))]);
    for (value, durable) in [("two", true), ("three", false)] {
        let table = Table::new(folder.file()).commit_after(HOUR);
        let running = Running::of(table.durable(durable));
        running.put("ann", value).await;
        running.table.sync().await.unwrap().unwrap();
        assert_eq!(running.get("ann").await.as_deref(), Some(value.as_bytes()));
        running.end().await;
        let running = Running::at(&folder.file());
        assert_eq!(running.get("ann").await.as_deref(), Some(value.as_bytes()));
        running.end().await;
        leave(&folder.file(), &[]);
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_damage() {
    let whole = change("ann", Some(("one", 0)));
    let too_long = change(&"k".repeat(1025), None);
    for bytes in [whole[..whole.len() - 1].to_vec(), vec![0xff; 9], too_long] {
        let folder = Folder::new();
        Running::at(&folder.file()).end().await;
        leave(&folder.file(), &[(1, 1, whole.clone()), (2, 1, bytes)]);
        check(&folder.file(), "damaged: a row of its journal").await;
    }
    let folder = Folder::new();
    Running::at(&folder.file()).end().await;
    leave(&folder.file(), &[(1, -1, whole)]);
    check(&folder.file(), "damaged").await;
}

/// A program that does not know of the journal would leave out what is in it.
#[tokio::test]
async fn a_file_with_a_journal_is_of_another_version() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    running.end().await;
    assert_eq!(version(&folder.file()), 1);

    let running = Running::of(Table::new(folder.file()).durable(true));
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    running.put("bob", "two").await;
    assert_eq!(version(&folder.file()), 2);
    running.end().await;
    assert_eq!(version(&folder.file()), 2);

    let running = Running::at(&folder.file());
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(running.get("bob").await.as_deref(), Some(&b"two"[..]));
    running.put("carl", "three").await;
    running.end().await;
}

#[tokio::test]
async fn more_than_goes_into_its_place_at_a_time_gets_there() {
    let folder = Folder::new();
    let table = Table::new(folder.file()).durable(true).commit_every(1300);
    let running = Running::of(table.commit_after(HOUR));
    let askers = (0..50_u64).map(|asker| {
        let table = running.table.clone();
        async move {
            for number in 0..100 {
                // Each key changes twice, at different times.
                let key = format!("n{:05}", (asker * 100 + number * 37) % 2500);
                let put = move |table: &mut Transaction<'_>| table.put(key, "", number);
                table.transaction(put).await.unwrap().unwrap();
            }
        }
    });
    join_all(askers).await;
    let before = all(&running).await;
    assert!(before.len() > 1300, "{}", before.len());
    running.end().await;
    assert_eq!(rows(&folder.file()), 0);

    let running = Running::at(&folder.file());
    assert_eq!(all(&running).await, before);
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!(status.entries, before.len() as u64);
    running.end().await;
}

/// Prunings wait for nothing, and go to the disk with what others wait for.
#[tokio::test]
async fn what_waits_for_the_disk_and_what_does_not_stay_in_order() {
    for every in [1, 3, 50, 10_000] {
        let folder = Folder::new();
        let table = Table::new(folder.file()).durable(true).commit_every(every);
        let running = Running::of(table.commit_after(HOUR));
        let puts = (0..8_u64).map(|asker| {
            let table = running.table.clone();
            async move {
                for number in 0..60 {
                    let key = format!("n{}", (asker + number) % 5);
                    let put = move |table: &mut Transaction<'_>| {
                        table.put(key, asker.to_string(), number)
                    };
                    table.transaction(put).await.unwrap().unwrap();
                }
            }
        });
        let prune = async {
            for number in 0..60 {
                let goes = running.table.prune(move |_, it| it.stamp % 7 == number % 7);
                goes.await.unwrap().unwrap();
            }
        };
        tokio::join!(join_all(puts), prune);
        let before = all(&running).await;
        running.end().await;
        let running = Running::at(&folder.file());
        assert_eq!(all(&running).await, before, "{every} at a time");
        let status = running.table.status().await.unwrap().unwrap();
        assert_eq!(status.entries, before.len() as u64);
        running.end().await;
    }
}
