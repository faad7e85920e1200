//! What a table answers, as each table does.

use super::{Postgres, Running, name, table};
use kamaelia_std::data::{AskTable, Piece, Transaction};

#[tokio::test]
async fn what_was_put_is_there_at_once_and_after_it_was_opened_again() {
    let (postgres, name) = (Postgres::shared(), name());
    let running = Running::at(&postgres, &name);
    running.put("ann", "one").await;
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    running.end().await;

    let running = Running::at(&postgres, &name);
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(running.get("bob").await, None);
    running.end().await;
}

#[tokio::test]
async fn a_transaction_that_fails_changes_nothing() {
    let postgres = Postgres::shared();
    let running = Running::at(&postgres, &name());
    running.put("ann", "one").await;
    let failed = running.table.transaction(|table| {
        table.put("ann", "two", 0)?;
        table.remove(b"ann")?;
        table.put("bob", "three", 0)?;
        table.put("carl", vec![0; 1 << 20], 0)
    });
    let error = failed.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("a value of 1048576 bytes"), "{error}");
    assert_eq!(running.get("ann").await.as_deref(), Some(&b"one"[..]));
    assert_eq!(running.get("bob").await, None);
    running.end().await;
}

#[tokio::test]
async fn a_transaction_sees_what_it_has_changed_itself() {
    let postgres = Postgres::shared();
    let running = Running::at(&postgres, &name());
    let seen = running.table.transaction(|table| {
        table.put("ann", "one", u64::MAX)?;
        let put = table.get(b"ann")?;
        let removed = table.remove(b"ann")?;
        assert_eq!(put, removed);
        let stamp = put.map(|record| record.stamp);
        Ok((stamp, table.get(b"ann")?, table.entries()))
    });
    assert_eq!(seen.await.unwrap().unwrap(), (Some(u64::MAX), None, 0));
    running.end().await;
}

#[tokio::test]
async fn who_panics_in_a_transaction_hears_it_alone() {
    let postgres = Postgres::shared();
    let running = Running::of(table(&postgres).table(name()).connections(1));
    let asked = running.table.clone();
    let clumsy = tokio::spawn(async move {
        let work = |table: &mut Transaction<'_>| {
            table.put("ann", "one", 0)?;
            assert!(table.entries() > 1, "there are not enough");
            Ok(())
        };
        asked.transaction(work).await
    });
    assert!(clumsy.await.unwrap_err().is_panic());
    assert_eq!(running.get("ann").await, None);
    running.put("ann", "two").await;
    running.end().await;
}

#[tokio::test]
async fn told_to_finish_it_serves_on_until_nobody_has_its_address() {
    let (postgres, name) = (Postgres::shared(), name());
    let running = Running::at(&postgres, &name);
    assert_eq!(running.get("ann").await, None);
    running.graph.stop();
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    running.end().await;

    let running = Running::at(&postgres, &name);
    assert_eq!(running.get("bob").await.as_deref(), Some(&b"two"[..]));
    running.end().await;
}

#[tokio::test]
async fn it_says_how_it_is() {
    let postgres = Postgres::shared();
    let running = Running::of(table(&postgres).table(name()).durable(false));
    running.put("ann", "one").await;
    running.put("bob", "two").await;
    running.table.sync().await.unwrap().unwrap();
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.entries, status.waiting), (2, 0));
    assert_eq!((status.failed_commits, status.trouble), (0, None));
    assert_eq!((status.commits, status.refused), (2, 0));
    running.end().await;
}

/// All keys that begin so, in pieces.
async fn all(running: &Running, prefix: &'static [u8], most: usize) -> Vec<Vec<u8>> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let piece = running.table.scan(prefix, after, most);
        let Piece { entries, next } = piece.await.unwrap().unwrap();
        assert!(entries.len() <= most);
        keys.extend(entries.into_iter().map(|entry| entry.key.to_vec()));
        after = next;
        if after.is_none() {
            return keys;
        }
    }
}

#[tokio::test]
async fn a_scan_gives_all_that_begin_so_in_pieces_and_in_order() {
    let postgres = Postgres::shared();
    let running = Running::at(&postgres, &name());
    let put = running.table.transaction(|table| {
        for number in (0..500).rev() {
            table.put(format!("n{number:05}"), number.to_string(), number)?;
        }
        table.put("n002", "", 0)?;
        table.put("z", "", 0)?;
        table.put(&b"\xff\xff"[..], "", 0)?;
        table.put(&b"\xff\xff\0"[..], "", 0)
    });
    put.await.unwrap().unwrap();
    for most in [1, 7, 250, 1000] {
        let keys = all(&running, b"", most).await;
        assert_eq!(keys.len(), 504, "{most} at a time");
        assert!(keys.is_sorted());
        let keys = all(&running, b"n002", most).await;
        assert_eq!(keys.len(), 101, "{most} at a time");
        assert_eq!(keys[0], b"n002");
        assert_eq!(all(&running, b"z", most).await, [b"z"]);
        assert_eq!(all(&running, b"\xff", most).await.len(), 2);
        assert!(all(&running, b"zz", most).await.is_empty());
    }
    running.end().await;
}

#[tokio::test]
async fn others_are_answered_while_it_prunes() {
    let (postgres, name) = (Postgres::shared(), name());
    let running = Running::at(&postgres, &name);
    assert_eq!(running.get("ann").await, None);
    running.end().await;
    let fill = "insert into $TABLE select int4send(number), '', number \
                from generate_series(0, 19999) as number";
    postgres.sql("grey", &fill.replace("$TABLE", &name));
    let running = Running::of(table(&postgres).table(name).connections(1));
    let (seen, mut looked) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, waits) = std::sync::mpsc::channel::<()>();
    let asked = running.table.clone();
    let pruning = tokio::spawn(async move {
        let prune = asked.prune(move |_, record| {
            let _ = seen.send(());
            // Until the other has asked: then there is nobody to wait for.
            let _ = waits.recv();
            record.stamp % 4 > 0
        });
        prune.await.unwrap().unwrap()
    });
    looked.recv().await.expect("it has begun");
    let between = running.table.transaction(|table| {
        table.put("between", "others", 0)?;
        Ok(table.entries())
    });
    let asked = async {
        // The table has turns, in which it hears of it.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        drop(go_on);
    };
    let (entries, ()) = tokio::join!(between, asked);
    assert!(entries.unwrap().unwrap() > 5001, "it is not at its end");
    assert_eq!(pruning.await.unwrap(), 15_000);
    let status = running.table.status().await.unwrap().unwrap();
    assert_eq!((status.entries, status.pruned), (5001, 15_000));
    running.end().await;
}

#[tokio::test]
async fn who_panics_while_it_chooses_hears_it_alone() {
    let postgres = Postgres::shared();
    let running = Running::at(&postgres, &name());
    running.put("ann", "one").await;
    let asked = running.table.clone();
    let clumsy = tokio::spawn(async move {
        let prune = asked.prune(|_, record| {
            assert!(record.stamp > 0, "too low");
            true
        });
        prune.await
    });
    assert!(clumsy.await.unwrap_err().is_panic());
    assert!(running.get("ann").await.is_some());
    running.end().await;
}
