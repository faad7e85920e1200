//! Looks at many entries, and prunings.

use super::{Folder, Running};
use bytes::Bytes;
use kamaelia_std::data::{AskTable, Piece, Table};

/// Puts so many entries, numbered, half of which are on disk and half are not.
async fn filled(folder: &Folder, count: u64) -> Running {
    let running = Running::of(Table::new(folder.file()).commit_every(1_000_000));
    for part in 0..2 {
        let put = running.table.transaction(move |table| {
            for number in (part..count).step_by(2) {
                table.put(format!("n{number:05}"), number.to_string(), number)?;
            }
            Ok(())
        });
        put.await.unwrap().unwrap();
        if part == 0 {
            running.table.sync().await.unwrap().unwrap();
        }
    }
    running
}

async fn all(running: &Running, prefix: &'static str, most: usize) -> Vec<Bytes> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let piece = running.table.scan(prefix, after, most);
        let Piece { entries, next } = piece.await.unwrap().unwrap();
        assert!(entries.len() <= most);
        keys.extend(entries.into_iter().map(|entry| entry.key));
        after = next;
        if after.is_none() {
            return keys;
        }
    }
}

#[tokio::test]
async fn a_scan_gives_all_in_pieces_and_in_order() {
    let folder = Folder::new();
    let running = filled(&folder, 500).await;
    let expected: Vec<_> = (0..500).map(|number| format!("n{number:05}")).collect();
    for most in [1, 7, 250, 1000] {
        assert_eq!(all(&running, "", most).await, expected, "{most} at a time");
    }
    running.end().await;
}

#[tokio::test]
async fn a_scan_gives_those_that_begin_with_its_prefix() {
    let folder = Folder::new();
    let running = filled(&folder, 500).await;
    running.put("a", "").await;
    running.put("n002", "").await;
    running.put("z", "").await;
    for most in [1, 3, 1000] {
        let keys = all(&running, "n002", most).await;
        assert_eq!(keys.len(), 101, "{most} at a time");
        assert_eq!(keys.first().map(|key| &key[..]), Some(&b"n002"[..]));
        assert_eq!(all(&running, "z", most).await, ["z"]);
        assert!(all(&running, "zz", most).await.is_empty());
    }
    running.end().await;
}

#[tokio::test]
async fn a_pruning_removes_what_it_chooses_on_disk_and_off_it() {
    let folder = Folder::new();
    let running = filled(&folder, 2000).await;
    let pruned = running.table.prune(|key, record| {
        assert!(key.starts_with(b"n"));
        record.stamp % 3 == 0
    });
    assert_eq!(pruned.await.unwrap().unwrap(), 667);
    assert_eq!(all(&running, "", 1000).await.len(), 1333);
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.entries, status.pruned), (1333, 667));
    running.end().await;

    let running = Running::at(&folder.file());
    assert_eq!(all(&running, "", 1000).await.len(), 1333);
    assert_eq!(running.get("n00003").await, None);
    running.end().await;
}

#[tokio::test]
async fn others_are_answered_while_it_prunes() {
    let folder = Folder::new();
    let running = filled(&folder, 20_000).await;
    let (mut seen, looked) = tokio::sync::mpsc::unbounded_channel();
    let table = running.table.clone();
    let pruning = tokio::spawn(async move {
        let prune = table.prune(move |_, _| seen_one(&mut seen));
        prune.await.unwrap().unwrap()
    });
    let mut looked = looked;
    looked.recv().await.expect("it has begun");
    running.put("between", "others").await;
    let status = running.table.status().await.unwrap().unwrap();
    assert!(status.entries > 1, "it is not at its end");
    assert_eq!(pruning.await.unwrap(), 20_000);
    running.end().await;
}

fn seen_one(seen: &mut tokio::sync::mpsc::UnboundedSender<()>) -> bool {
    let _ = seen.send(());
    true
}

#[tokio::test]
async fn who_panics_while_it_chooses_hears_it_alone() {
    let folder = Folder::new();
    let running = filled(&folder, 10).await;
    let table = running.table.clone();
    let clumsy = tokio::spawn(async move {
        let prune = table.prune(|_, record| {
            assert!(record.stamp < 5, "too high");
            true
        });
        prune.await
    });
    assert!(clumsy.await.unwrap_err().is_panic());
    assert_eq!(all(&running, "", 100).await.len(), 10);
    running.end().await;
}
