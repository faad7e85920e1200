//! Several tables at one database.

use super::{Postgres, Running, name, table};
use kamaelia_std::data::{AskTable, TableError};
use std::sync::mpsc;
use std::time::Duration;

#[tokio::test]
async fn what_one_has_put_the_other_sees_at_once() {
    let (postgres, name) = (Postgres::shared(), name());
    let (one, other) = (Running::at(&postgres, &name), Running::at(&postgres, &name));
    for (value, key) in [("1", "ann"), ("2", "bob"), ("3", "carl")] {
        one.put(key, value).await;
        assert_eq!(other.get(key).await.as_deref(), Some(value.as_bytes()));
        other.put(key, "back").await;
        assert_eq!(one.get(key).await.as_deref(), Some(&b"back"[..]));
    }
    one.end().await;
    other.end().await;
}

#[tokio::test]
async fn many_that_count_at_both_lose_nothing() {
    let (postgres, name) = (Postgres::shared(), name());
    let (one, other) = (Running::at(&postgres, &name), Running::at(&postgres, &name));
    let counts = (0..20).map(|number| {
        let side = if number % 2 == 0 { &one } else { &other };
        let table = side.table.clone();
        async move {
            for _ in 0..25 {
                let count = table.transaction(|table| {
                    // Nobody has put it at first: there is no row that could be locked.
                    let old = table.get(b"count")?.map_or(0, |it| it.stamp);
                    table.put("count", "", old + 1)
                });
                count.await.unwrap().unwrap();
            }
        }
    });
    futures::future::join_all(counts).await;
    let count = one.table.transaction(|table| table.get(b"count"));
    assert_eq!(count.await.unwrap().unwrap().unwrap().stamp, 500);
    one.end().await;
    other.end().await;
}

#[tokio::test]
async fn all_that_start_at_the_same_moment_have_one_table() {
    let (postgres, name) = (Postgres::shared(), name());
    let all: Vec<_> = (0..4).map(|_| Running::at(&postgres, &name)).collect();
    let first = all.iter().map(|running| {
        let own = fastrand::u64(..);
        let first = running.table.transaction(move |table| {
            let there = table.get(b"secret")?;
            match there {
                Some(there) => Ok(there.stamp),
                None => table.put("secret", "", own).map(|()| own),
            }
        });
        async { first.await.unwrap().unwrap() }
    });
    let secrets = futures::future::join_all(first).await;
    assert!(
        secrets.iter().all(|secret| *secret == secrets[0]),
        "{secrets:?}"
    );
    for running in all {
        running.end().await;
    }
}

#[tokio::test]
async fn who_wait_for_each_other_are_told_so() {
    let (postgres, name) = (Postgres::shared(), name());
    let (one, other) = (Running::at(&postgres, &name), Running::at(&postgres, &name));
    let take = |running: &Running, first: &'static str, second: &'static str| {
        let (mine, ready) = mpsc::channel();
        let (go_on, waits) = mpsc::channel::<()>();
        let table = running.table.clone();
        let taken = async move {
            let taken = table.transaction(move |table| {
                table.put(first, "", 0)?;
                mine.send(()).expect("the test waits");
                waits.recv().expect("the test goes on");
                table.put(second, "", 0)
            });
            taken.await.unwrap()
        };
        (ready, go_on, taken)
    };
    let (first_ready, first_go, first) = take(&one, "a", "b");
    let (second_ready, second_go, second) = take(&other, "b", "a");
    let go = tokio::task::spawn_blocking(move || {
        first_ready.recv().expect("it has the one");
        second_ready.recv().expect("it has the other");
        first_go.send(()).expect("it waits");
        second_go.send(()).expect("it waits");
    });
    let (first, second) = tokio::join!(first, second);
    go.await.unwrap();
    let failed: Vec<_> = [first, second]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(
        matches!(&failed[..], [TableError::Conflict { .. }]),
        "{failed:?}"
    );
    let entries = one.table.scan("", None, 10).await.unwrap().unwrap().entries;
    assert_eq!(entries.len(), 2);
    one.end().await;
    other.end().await;
}

#[tokio::test]
async fn one_that_stands_still_with_a_key_holds_it_for_a_time_only() {
    let (postgres, name) = (Postgres::shared(), name());
    let limit = Duration::from_millis(300);
    let one = Running::of(table(&postgres).table(name.clone()).timeout(limit));
    let other = Running::of(table(&postgres).table(name.clone()));
    other.put("ann", "one").await;
    // On a busy machine its time may be over before it has the key: then it tries again.
    let mut has_had_it = false;
    while !has_had_it {
        let (go_on, waits) = mpsc::channel::<()>();
        let (ready, is_ready) = mpsc::channel();
        let still = one.table.transaction(move |table| {
            let _ = table.get(b"ann")?;
            ready.send(()).expect("the test waits");
            waits.recv().expect("the test goes on");
            table.put("ann", "late", 0)
        });
        let next = async {
            let is_ready = tokio::task::spawn_blocking(move || is_ready.recv());
            if is_ready.await.unwrap().is_ok() {
                has_had_it = true;
                other.put("ann", "two").await;
                go_on.send(()).expect("it waits");
            }
        };
        let (still, ()) = tokio::join!(still, next);
        let error = still.unwrap().unwrap_err();
        assert!(matches!(error, TableError::Away { .. }), "{error}");
    }
    assert_eq!(other.get("ann").await.as_deref(), Some(&b"two"[..]));
    one.end().await;
    other.end().await;
}

#[tokio::test]
async fn two_that_prune_remove_each_entry_once() {
    let (postgres, name) = (Postgres::shared(), name());
    let (one, other) = (Running::at(&postgres, &name), Running::at(&postgres, &name));
    let put = one.table.transaction(|table| {
        (0..5000).try_for_each(|number| table.put(format!("n{number:05}"), "", number))
    });
    put.await.unwrap().unwrap();
    let odd = |_: &[u8], record: &kamaelia_std::data::Record| record.stamp % 2 == 1;
    let (first, second) = tokio::join!(one.table.prune(odd), other.table.prune(odd));
    assert_eq!(first.unwrap().unwrap() + second.unwrap().unwrap(), 2500);
    assert_eq!(
        postgres.sql("grey", &format!("select count(*) from {name}")),
        "2500\n"
    );
    one.end().await;
    other.end().await;
}
