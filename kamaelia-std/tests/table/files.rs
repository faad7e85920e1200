//! Files that are not what they have to be.

use super::{Folder, Running};
use kamaelia_std::data::{AskTable, Table, TableError};
use std::fs;
use std::path::Path;

/// A file with so many entries, as it is after the table was closed.
async fn written(path: &Path, count: u64) -> Vec<u8> {
    let running = Running::at(path);
    let put = running.table.transaction(move |table| {
        for number in 0..count {
            table.put(format!("n{number:05}"), vec![b'v'; 100], number)?;
        }
        Ok(())
    });
    put.await.unwrap().unwrap();
    running.end().await;
    fs::read(path).unwrap()
}

/// Opens a file, which fails with an error that says this, and leaves it as it is.
pub(super) async fn check(path: &Path, words: &str) {
    let before = fs::read(path).ok();
    let running = Running::at(path);
    drop(running.table);
    let error = running.graph.join().await.expect_err("it is no good file");
    let text = error.to_string();
    assert!(text.contains(words), "{text}");
    assert!(text.contains(&path.display().to_string()), "{text}");
    assert!(text.contains("TABLE"), "{text}");
    assert_eq!(fs::read(path).ok(), before, "{words}");
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    check(&folder.0.join("none").join("table"), "cannot open").await;
    check(&folder.0, "cannot open").await;
}

#[tokio::test]
async fn a_file_in_use_is_nobody_elses() {
    let folder = Folder::new();
    let first = Running::at(&folder.file());
    first.put("ann", "one").await;
    check(&folder.file(), "is in use").await;
    assert!(first.get("ann").await.is_some());
    first.end().await;
    Running::at(&folder.file()).end().await;
}

#[tokio::test]
async fn what_is_no_table_is_left_as_it_is() {
    let folder = Folder::new();
    fs::write(folder.file(), "Dear diary, ".repeat(1000)).unwrap();
    check(&folder.file(), "damaged").await;
    // Another program's database: its number stands in the head.
    let mut bytes = written(&folder.0.join("other"), 1).await;
    bytes[68..72].copy_from_slice(b"Mail");
    fs::write(folder.file(), bytes).unwrap();
    check(&folder.file(), "is no table").await;
}

#[tokio::test]
async fn another_version_is_left_to_the_program_that_knows_it() {
    let folder = Folder::new();
    let mut bytes = written(&folder.file(), 1).await;
    bytes[60..64].copy_from_slice(&7_u32.to_be_bytes());
    fs::write(folder.file(), bytes).unwrap();
    check(
        &folder.file(),
        "of version 7, and this program knows version 2",
    )
    .await;
}

#[tokio::test]
async fn damage_is_found_when_the_file_is_opened() {
    let folder = Folder::new();
    let whole = written(&folder.file(), 2000).await;
    let path = folder.file();
    // Cut off.
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    check(&path, "damaged").await;
    // Overwritten: pages are of 4096 bytes.
    for page in [1, 5, 20] {
        let mut bytes = whole.clone();
        bytes[page * 4096..][..4096].fill(0xff);
        fs::write(&path, bytes).unwrap();
        check(&path, "damaged").await;
    }
}

#[tokio::test]
async fn damage_that_is_found_later_is_the_answer_of_who_asks() {
    let folder = Folder::new();
    let mut bytes = written(&folder.file(), 2000).await;
    let length = bytes.len();
    bytes[length / 2..].fill(0xff);
    fs::write(folder.file(), &bytes).unwrap();
    let running = Running::of(Table::new(folder.file()).check(false));
    let mut damaged = 0;
    for number in 0..2000 {
        let key = format!("n{number:05}");
        let look = running
            .table
            .transaction(move |table| table.get(key.as_bytes()));
        match look.await.unwrap() {
            Ok(record) => assert_eq!(record.unwrap().stamp, number),
            Err(TableError::Corrupt { path, .. }) => {
                assert_eq!(path, folder.file());
                damaged += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(damaged > 100, "{damaged}");
    running.end().await;
    assert_eq!(fs::read(folder.file()).unwrap(), bytes);
}

/// Any bytes anywhere may be wrong: whatever it says, it says it in words.
#[tokio::test]
async fn no_damage_panics() {
    let folder = Folder::new();
    let whole = written(&folder.file(), 300).await;
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..20) {
            let place = random.usize(0..bytes.len());
            bytes[place] = random.u8(..);
        }
        fs::write(folder.file(), &bytes).unwrap();
        let running = Running::of(Table::new(folder.file()).check(random.bool()));
        if let Ok(answer) = running.table.prune(|_, _| true).await {
            drop(answer);
        }
        drop(running.table);
        if let Err(error) = running.graph.join().await {
            let text = error.to_string();
            assert!(!text.contains("panic"), "{text}");
        }
        let _ = fs::remove_file(folder.file().with_extension("table-wal"));
        let _ = fs::remove_file(folder.file().with_extension("table-shm"));
    }
}
