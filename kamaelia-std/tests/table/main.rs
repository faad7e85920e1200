//! The table, in graphs: what it answers, what it keeps, and what it bears.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod bounds;
mod files;
mod journal;
#[cfg(unix)]
mod killed;
mod model;
mod scans;
#[path = "../common/table_model.rs"]
mod table_model;

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Handle, InboxAddress};
use kamaelia_std::data::{AskTable, Table, TableRequest};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder for one test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kamaelia-table-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("entries.table")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A table that runs, and how it is asked.
struct Running {
    table: InboxAddress<TableRequest>,
    graph: Handle,
}

impl Running {
    fn of(mut table: Table) -> Running {
        let address = table.inbox().address();
        let graph = graphline! { TABLE = table; }.spawn();
        Running {
            table: address,
            graph,
        }
    }

    fn at(path: &Path) -> Running {
        Running::of(Table::new(path))
    }

    async fn put(&self, key: &'static str, value: &'static str) {
        let put = move |table: &mut kamaelia_std::data::Transaction<'_>| table.put(key, value, 0);
        self.table.transaction(put).await.unwrap().unwrap();
    }

    async fn get(&self, key: &'static str) -> Option<Bytes> {
        let get = self.table.transaction(|table| table.get(key.as_bytes()));
        get.await.unwrap().unwrap().map(|record| record.value)
    }

    /// Everybody has gone who had its address.
    async fn end(self) {
        drop(self.table);
        self.graph.join().await.unwrap();
    }
}

#[tokio::test]
async fn what_was_put_is_there_at_once_and_after_it_was_opened_again() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    running.end().await;

    let running = Running::at(&folder.file());
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(running.get("bob").await, None);
    running.end().await;
    // All is in one file.
    let names = std::fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(names, 1);
}

#[tokio::test]
async fn a_transaction_that_fails_changes_nothing() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    let failed = running.table.transaction(|table| {
        table.put("ann", "two", 0)?;
        table.remove(b"ann")?;
        table.put("bob", "three", 0)?;
        table.put("carl", vec![0; 1 << 20], 0)
    });
    let error = failed.await.unwrap().unwrap_err();
    assert!(
        error.to_string().contains("a value of 1048576 bytes"),
        "{error}"
    );
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(running.get("bob").await, None);
    running.end().await;
}

#[tokio::test]
async fn a_transaction_sees_what_it_has_changed_itself() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    let seen = running.table.transaction(|table| {
        table.put("ann", "one", 7)?;
        let put = table.get(b"ann")?;
        let removed = table.remove(b"ann")?;
        assert_eq!(put, removed);
        Ok((
            put.map(|record| record.stamp),
            table.get(b"ann")?,
            table.entries(),
        ))
    });
    assert_eq!(seen.await.unwrap().unwrap(), (Some(7), None, 0));
    running.end().await;
}

#[tokio::test]
async fn many_that_count_at_a_time_lose_nothing() {
    let folder = Folder::new();
    let running = Running::of(Table::new(folder.file()).commit_every(7));
    let counts = (0..20).map(|_| {
        let table = running.table.clone();
        async move {
            for _ in 0..50 {
                let count = table.transaction(|table| {
                    let old = table.get(b"count")?.map_or(0, |it| it.stamp);
                    table.put("count", "", old + 1)
                });
                count.await.unwrap().unwrap();
            }
        }
    });
    futures::future::join_all(counts).await;
    running.table.sync().await.unwrap().unwrap();
    let count = running.table.transaction(|table| table.get(b"count"));
    assert_eq!(count.await.unwrap().unwrap().unwrap().stamp, 1000);
    running.end().await;
}

#[tokio::test]
async fn who_panics_in_a_transaction_hears_it_alone() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    let table = running.table.clone();
    let clumsy = tokio::spawn(async move {
        let work = |table: &mut kamaelia_std::data::Transaction<'_>| {
            table.put("ann", "one", 0)?;
            assert!(table.entries() > 1, "there are not enough");
            Ok(())
        };
        table.transaction(work).await
    });
    assert!(clumsy.await.unwrap_err().is_panic());
    assert_eq!(running.get("ann").await, None);
    running.put("ann", "two").await;
    running.end().await;
}

#[tokio::test]
async fn told_to_finish_it_serves_on_until_nobody_has_its_address() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    assert_eq!(running.get("ann").await, None);
    running.graph.stop();
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    running.end().await;

    let running = Running::at(&folder.file());
    assert_eq!(running.get("bob").await.as_deref(), Some(&b"two"[..]));
    running.end().await;
}

#[tokio::test]
async fn told_to_stop_now_it_commits_everything_first() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    running.graph.shutdown(Shutdown::Now);
    running.end().await;

    let running = Running::at(&folder.file());
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    running.end().await;
}

#[tokio::test]
async fn a_durable_table_answers_when_it_is_on_disk() {
    let folder = Folder::new();
    let hour = std::time::Duration::from_secs(3600);
    let running = Running::of(Table::new(folder.file()).durable(true).commit_after(hour));
    running.put("ann", "one").await;
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.commits, status.waiting), (1, 0));
    // Nothing has changed for which it would wait.
    assert_eq!(running.get("bob").await, None);
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!(status.commits, 1);
    running.end().await;
}

#[tokio::test]
async fn it_says_how_it_is() {
    let folder = Folder::new();
    let running = Running::at(&folder.file());
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    running.table.sync().await.unwrap().unwrap();
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.entries, status.waiting), (2, 0));
    assert_eq!((status.failed_commits, status.trouble), (0, None));
    assert!(status.commits >= 1);
    running.end().await;
}
