//! A database that goes, comes back, or stands still.

use super::{Postgres, Running, name, table};
use crate::port::Port;
use bytes::Bytes;
use kamaelia_std::data::{AskTable, PostgresNews, PostgresTable, TableError};
use std::time::{Duration, Instant};

/// How long a step may take that waits for the database, and what has to be quicker by far
/// because it does not: also on a machine that stands still for a while.
const LONG: Duration = Duration::from_secs(120);
const SHORT: Duration = Duration::from_secs(30);

fn is_away(error: &TableError) -> bool {
    matches!(error, TableError::Away { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_back_it_has_all_that_was_answered() {
    let mut postgres = Postgres::start();
    let patient = table(&postgres).table(name()).timeout(LONG);
    let mut running = Running::of(patient);
    running.put("ann", "one").await;
    for _ in 0..2 {
        // In the middle of much that is asked.
        let commits = running.table.status().await.unwrap().unwrap().commits;
        let asked = running.table.clone();
        let asks = tokio::spawn(async move {
            let mut answered = 0_u64;
            loop {
                let next = answered + 1;
                let done = asked.transaction(move |table| table.put("count", "", next));
                match done.await.unwrap() {
                    Ok(()) => answered = next,
                    Err(error) => return (answered, error),
                }
            }
        });
        while running.table.status().await.unwrap().unwrap().commits < commits + 50 {
            tokio::task::yield_now().await;
        }
        tokio::task::block_in_place(|| postgres.kill());
        let (answered, error) = asks.await.unwrap();
        assert!(is_away(&error), "{error}");
        assert!(matches!(running.news().await, PostgresNews::Away(_)));
        // Nobody waits for it.
        let start = Instant::now();
        let error = running.try_get("ann").await.unwrap_err();
        assert!(is_away(&error) && start.elapsed() < SHORT, "{error}");
        let status = running.table.status().await.unwrap().unwrap();
        assert!(status.trouble.is_some());

        tokio::task::block_in_place(|| postgres.run());
        loop {
            if let PostgresNews::Back { table } = running.news().await {
                assert!(table.contains("postgres://grey@127.0.0.1"), "{table}");
                break;
            }
        }
        assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
        let count = running.table.transaction(|table| table.get(b"count"));
        let count = count.await.unwrap().unwrap().unwrap().stamp;
        // The last one may be there though nobody was told.
        assert!(
            (answered..=answered + 1).contains(&count),
            "{answered} {count}"
        );
        let status = running.table.status().await.unwrap().unwrap();
        assert_eq!(status.trouble, None);
    }
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_not_there_yet_is_waited_for() {
    let mut postgres = Postgres::start();
    tokio::task::block_in_place(|| postgres.stop());
    let mut running = Running::at(&postgres, &name());
    let error = running.try_put("ann", "one").await.unwrap_err();
    assert!(is_away(&error), "{error}");
    let PostgresNews::Away(error) = running.news().await else {
        panic!("it is there");
    };
    assert!(error.to_string().contains("refused"), "{error}");
    tokio::task::block_in_place(|| postgres.run());
    while !matches!(running.news().await, PostgresNews::Back { .. }) {}
    running.put("ann", "one").await;
    running.end().await;
}

/// What is there, of a table that has little time for it, and not enough on a busy machine.
async fn get_in_time(running: &Running, key: &'static str) -> Bytes {
    loop {
        match running.try_get(key).await {
            Ok(value) => return value.unwrap(),
            Err(error) => assert!(is_away(&error), "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_stands_still_is_away_after_a_time() {
    let postgres = Postgres::start();
    let limit = Duration::from_millis(300);
    let name = name();
    let other = Running::at(&postgres, &name);
    other.put("ann", "one").await;
    other.end().await;
    let quick = table(&postgres).table(name).timeout(limit).connections(2);
    let mut running = Running::of(quick);
    assert_eq!(get_in_time(&running, "ann").await, "one");
    while running.news.try_recv().is_ok() {}
    postgres.freeze();
    let start = Instant::now();
    let asked = (0..10).map(|_| running.try_get("ann"));
    for answer in futures::future::join_all(asked).await {
        let error = answer.unwrap_err();
        assert!(is_away(&error), "{error}");
    }
    assert!(start.elapsed() < SHORT, "{:?}", start.elapsed());
    while !matches!(running.news().await, PostgresNews::Away(_)) {}
    postgres.thaw();
    while !matches!(running.news().await, PostgresNews::Back { .. }) {}
    assert_eq!(get_in_time(&running, "ann").await, "one");
    running.end().await;
}

#[tokio::test]
async fn an_end_does_not_wait_for_a_database_that_is_away() {
    let nobody = Port::new();
    let port = nobody.address().port();
    let address = format!("postgres://ann:s3cret@127.0.0.1:{port}/mail");
    let mut running = Running::of(PostgresTable::new(address.parse().unwrap()).timeout(LONG));
    let error = running.try_get("ann").await.unwrap_err().to_string();
    assert!(
        error.contains(&format!("postgres://ann@127.0.0.1:{port}/mail")),
        "{error}"
    );
    assert!(!error.contains("s3cret"), "{error}");
    assert!(matches!(running.news().await, PostgresNews::Away(_)));
    let start = Instant::now();
    running.end().await;
    assert!(start.elapsed() < SHORT);
}

#[tokio::test]
async fn an_end_does_not_wait_for_a_database_that_stands_still() {
    // It takes connections, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let address = format!("postgres://ann@127.0.0.1:{port}/mail");
    let running = Running::of(PostgresTable::new(address.parse().unwrap()).timeout(LONG));
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.entries, status.trouble), (0, None));
    let start = Instant::now();
    running.end().await;
    assert!(start.elapsed() < SHORT);
}
