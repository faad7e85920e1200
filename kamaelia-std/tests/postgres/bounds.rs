//! How much there may be, and parameters that make no sense.

use super::{Postgres, Running, name, table};
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, PostgresTable, TableError, WhenFull};

#[tokio::test]
async fn the_oldest_make_room() {
    let postgres = Postgres::shared();
    let running = Running::of(table(&postgres).table(name()).connections(1).most(160));
    for number in 0..400_u64 {
        // The higher the number the older, but for a few that stay for good.
        let stamp = if number < 5 { u64::MAX } else { 1000 - number };
        let put = move |table: &mut kamaelia_std::data::Transaction<'_>| {
            table.put(format!("n{number:03}"), "", stamp)
        };
        running.table.transaction(put).await.unwrap().unwrap();
    }
    // Who asks now is answered after the last of them have gone.
    let piece = running.table.scan("", None, 1000);
    let entries = piece.await.unwrap().unwrap().entries;
    assert!((100..=160).contains(&entries.len()), "{}", entries.len());
    let kept = |key: &[u8]| entries.iter().any(|entry| entry.key == key);
    assert!(kept(b"n000") && kept(b"n004") && kept(b"n005") && kept(b"n090"));
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!(status.entries, entries.len() as u64);
    assert_eq!(status.dropped, 400 - status.entries);
    running.end().await;
}

#[tokio::test]
async fn a_table_that_refuses_keeps_what_it_has() {
    let postgres = Postgres::shared();
    let table = table(&postgres).table(name()).connections(1);
    let running = Running::of(table.most(2).when_full(WhenFull::Refuse));
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    let error = running.try_put("carl", "three").await.unwrap_err();
    assert_eq!(error, TableError::Full { most: 2 });
    running.put("ann", "four").await;
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"four"[..]));
    running.end().await;
}

#[tokio::test]
async fn a_parameter_that_makes_no_sense_is_a_fault() {
    let table = || PostgresTable::new("postgres://ann@127.0.0.1:1/mail".parse().unwrap());
    for (table, words) in [
        (table().connections(0), "`connections` is none at all"),
        (table().most(0), "`most` is zero"),
        (table().table("drop table".into()), "`table` is no name"),
        (table().table("a.b.c".into()), "`table` is no name"),
        (table().table("x".repeat(60)), "`table` is no name"),
        (
            table().timeout(std::time::Duration::ZERO),
            "`timeout` is no time",
        ),
    ] {
        let error = graphline! { TABLE = table; }.run().await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
