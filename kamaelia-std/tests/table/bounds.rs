//! What there may be at most.

use super::{Folder, Running};
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, Table, TableError, WhenFull};

async fn put(running: &Running, number: u64, length: usize) -> Result<(), TableError> {
    let key = format!("n{number:05}");
    let put = move |table: &mut kamaelia_std::data::Transaction<'_>| {
        table.put(key, vec![b'v'; length], number)
    };
    running.table.transaction(put).await.unwrap()
}

async fn stamps(running: &Running) -> Vec<u64> {
    let piece = running.table.scan("", None, 1000).await.unwrap().unwrap();
    piece
        .entries
        .iter()
        .map(|entry| entry.record.stamp)
        .collect()
}

#[tokio::test]
async fn the_oldest_make_room() {
    let folder = Folder::new();
    let running = Running::of(Table::new(folder.file()).most(160));
    for number in 0..1000 {
        put(&running, number, 10).await.unwrap();
        let status = running.table.status().await.unwrap().unwrap();
        assert!(status.entries <= 160, "{}", status.entries);
    }
    let stamps = stamps(&running).await;
    assert!(stamps.len() > 140, "{}", stamps.len());
    assert!(stamps.iter().copied().eq(1000 - stamps.len() as u64..1000));
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!(status.dropped, 1000 - status.entries);
    running.end().await;

    // Fewer than there are already.
    let running = Running::of(Table::new(folder.file()).most(32));
    for number in 1000..1010 {
        put(&running, number, 10).await.unwrap();
    }
    let status = running.table.status().await.unwrap().unwrap();
    assert!(status.entries <= 32, "{}", status.entries);
    running.end().await;
}

#[tokio::test]
async fn a_table_that_refuses_keeps_what_it_has() {
    let folder = Folder::new();
    let table = Table::new(folder.file()).most(3);
    let running = Running::of(table.when_full(WhenFull::Refuse));
    for number in 0..3 {
        put(&running, number, 10).await.unwrap();
    }
    let full = put(&running, 3, 10).await;
    assert_eq!(full, Err(TableError::Full { most: 3 }));
    // What is there may change, and what goes leaves its place.
    put(&running, 2, 20).await.unwrap();
    let swap = running.table.transaction(|table| {
        table.remove(b"n00000")?;
        table.put("n00009", "", 9)
    });
    swap.await.unwrap().unwrap();
    assert_eq!(stamps(&running).await, [1, 2, 9]);
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.refused, status.dropped), (1, 0));
    running.end().await;
}

#[tokio::test]
async fn a_file_that_may_not_grow_is_answered_from_memory_until_there_is_room() {
    let folder = Folder::new();
    let table = Table::new(folder.file()).most_bytes(128 << 10);
    let running = Running::of(table.memory(64 << 10));
    let mut full = None;
    let mut taken = 0;
    while full.is_none() {
        put(&running, taken, 1000).await.unwrap();
        taken += 1;
        full = running.table.sync().await.unwrap().err();
    }
    let full = full.unwrap();
    assert!(matches!(&full, TableError::Disk { path, waiting: 1, .. } if *path == folder.file()));
    assert!(full.to_string().contains("is full"), "{full}");

    // What it has taken it answers, and it takes more, up to a bound.
    while put(&running, taken, 1000).await.is_ok() {
        taken += 1;
        assert!(taken < 1000, "there is a bound");
    }
    let refused = put(&running, taken, 1000).await.unwrap_err();
    assert!(matches!(refused, TableError::Disk { .. }), "{refused}");
    assert!(stamps(&running).await.into_iter().eq(0..taken));
    let status = running.table.status().await.unwrap().unwrap();
    assert!(
        status.failed_commits > 0 && status.refused > 0,
        "{status:?}"
    );
    assert!(matches!(status.trouble, Some(TableError::Disk { .. })));

    // Where there is room again, all is well.
    let pruned = running.table.prune(|_, record| record.stamp % 8 > 0);
    assert!(pruned.await.unwrap().unwrap() > 10);
    running.table.sync().await.unwrap().unwrap();
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.waiting, status.trouble), (0, None));
    running.end().await;

    let running = Running::at(&folder.file());
    let kept = (0..taken).step_by(8);
    assert!(stamps(&running).await.into_iter().eq(kept));
    running.end().await;
}

#[tokio::test]
async fn a_durable_table_whose_disk_is_full_says_so() {
    let folder = Folder::new();
    let table = Table::new(folder.file()).most_bytes(64 << 10);
    let running = Running::of(table.durable(true));
    let mut taken = 0;
    let full = loop {
        match put(&running, taken, 1000).await {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(full, TableError::Disk { waiting: 1, .. }),
        "{full}"
    );
    assert!(stamps(&running).await.into_iter().eq(0..=taken));
    let removed = running.table.transaction(|table| table.remove(b"n00000"));
    removed.await.unwrap().unwrap();
    running.end().await;
    let running = Running::at(&folder.file());
    assert!(stamps(&running).await.into_iter().eq(1..=taken));
    running.end().await;
}

#[tokio::test]
async fn what_cannot_be_committed_in_the_end_is_a_fault() {
    let folder = Folder::new();
    // Nothing of it goes to the disk before, however long all of it takes.
    let hour = std::time::Duration::from_secs(3600);
    let table = Table::new(folder.file()).commit_after(hour);
    let running = Running::of(table.most_bytes(64 << 10));
    for number in 0..100 {
        put(&running, number, 1000).await.unwrap();
    }
    drop(running.table);
    let error = running.graph.join().await.expect_err("there is no room");
    let text = error.to_string();
    assert!(text.contains("100 changes of the table"), "{text}");
}

#[tokio::test]
async fn a_parameter_that_makes_no_sense_is_a_fault() {
    let folder = Folder::new();
    let table = || Table::new(folder.file());
    for (table, name) in [
        (table().most(0), "most"),
        (table().most_bytes(0), "most_bytes"),
        (table().memory(0), "memory"),
        (table().commit_every(0), "commit_every"),
        (
            table().commit_after(std::time::Duration::ZERO),
            "commit_after",
        ),
    ] {
        let ended = graphline! { TABLE = table; }.run().await;
        let text = ended.expect_err("it makes no sense").to_string();
        assert!(text.contains(&format!("the parameter `{name}`")), "{text}");
    }
}
