//! State that components share: cases 162 to 172.

mod philosophers;

use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia_std::shared::{ConcurrentUpdate, Key, Store};
use kamaelia_std::util::DataSource;
use std::time::Duration;

fn key(name: &str) -> Key<u64> {
    Key::new(name)
}

/// A store in which these are set.
fn store(values: &[(&str, u64)]) -> Store {
    let store = Store::new();
    store.update(|all| {
        for (name, value) in values {
            all.set(&key(name), *value);
        }
        Ok(())
    });
    store
}

fn value(store: &Store, name: &str) -> Option<u64> {
    store.begin().get(&key(name)).expect("it is the first look")
}

fn changed(key: &str) -> Result<(), ConcurrentUpdate> {
    let key = key.to_owned();
    Err(ConcurrentUpdate { key })
}

// Case 162.
#[test]
fn what_was_never_set_is_empty_and_has_version_0() {
    let mut look = Store::new().begin();
    assert_eq!(look.get(&key("balance")), Ok(None));
    assert_eq!(look.version(&key("balance")), 0);
    assert_eq!(look.commit(), Ok(()));
}

// Case 163.
#[test]
fn what_was_committed_is_there_and_has_the_next_version() {
    let store = Store::new();
    let mut change = store.begin();
    change.set(&key("balance"), 5);
    assert_eq!(change.version(&key("balance")), 0);
    assert_eq!(value(&store, "balance"), None, "nobody sees it before");
    assert_eq!(change.commit(), Ok(()));

    let mut look = store.begin();
    assert_eq!(look.get(&key("balance")), Ok(Some(5)));
    assert_eq!(look.version(&key("balance")), 1);
}

// Case 164.
#[test]
fn of_two_who_change_one_value_the_first_to_commit_has_done_it() {
    let store = store(&[("balance", 10)]);
    let (mut first, mut second) = (store.begin(), store.begin());
    for transaction in [&mut first, &mut second] {
        assert_eq!(transaction.get(&key("balance")), Ok(Some(10)));
    }
    first.set(&key("balance"), 11);
    second.set(&key("balance"), 12);
    assert_eq!(second.commit(), Ok(()));
    assert_eq!(first.commit(), changed("balance"));
    assert_eq!(value(&store, "balance"), Some(12));
}

// Case 165.
#[test]
fn a_group_of_which_one_was_changed_is_refused_as_a_whole() {
    let store = store(&[("a", 1), ("b", 2), ("c", 3)]);
    let mut group = store.begin();
    for name in ["a", "b", "c"] {
        let value = group.get(&key(name)).expect("nobody else is there");
        group.set(&key(name), value.unwrap_or(0) + 10);
    }
    store.update(|other| {
        other.set(&key("b"), 7);
        Ok(())
    });
    assert_eq!(group.commit(), changed("b"));
    let values = ["a", "b", "c"].map(|name| value(&store, name));
    assert_eq!(values, [Some(1), Some(7), Some(3)]);
}

// Case 166.
#[test]
fn a_change_that_rests_on_a_value_which_was_changed_is_refused() {
    let store = store(&[("rate", 3), ("price", 0)]);
    let mut change = store.begin();
    let rate = change.get(&key("rate")).expect("nobody else is there");
    change.set(&key("price"), rate.unwrap_or(0) * 100);
    store.update(|other| {
        other.set(&key("rate"), 4);
        Ok(())
    });
    assert_eq!(change.commit(), changed("rate"));
    assert_eq!(value(&store, "price"), Some(0));
}

// Case 166, at the next look: what does not fit together is not even seen.
#[test]
fn nobody_sees_one_value_from_before_a_commit_and_another_from_after_it() {
    let store = store(&[("a", 1), ("b", 1)]);
    let mut look = store.begin();
    assert_eq!(look.get(&key("a")), Ok(Some(1)));
    store.update(|other| {
        other.set(&key("a"), 2);
        other.set(&key("b"), 2);
        Ok(())
    });
    assert_eq!(look.get(&key("b")).map(drop), changed("a"));
    assert_eq!(look.get(&key("a")), Ok(Some(1)), "as it was");
}

// Case 167.
#[test]
fn groups_that_have_nothing_in_common_do_not_hinder_each_other() {
    let store = Store::new();
    let (mut left, mut right) = (store.begin(), store.begin());
    left.set(&key("a"), 1);
    left.set(&key("b"), 2);
    right.set(&key("c"), 3);
    right.set(&key("d"), 4);
    assert_eq!((left.commit(), right.commit()), (Ok(()), Ok(())));
    let values = ["a", "b", "c", "d"].map(|name| value(&store, name));
    assert_eq!(values, [Some(1), Some(2), Some(3), Some(4)]);
}

// Case 168: nobody is told that the store is busy, and nothing is lost.
#[test]
fn threads_that_all_change_one_value_lose_no_change() {
    let store = store(&[("count", 0)]);
    let counters = (0..4).map(|_| {
        let store = store.clone();
        std::thread::spawn(move || {
            for _ in 0..1000 {
                store.update(|all| {
                    let count = all.get(&key("count"))?.unwrap_or(0);
                    all.set(&key("count"), count + 1);
                    Ok(())
                });
            }
        })
    });
    let counters: Vec<_> = counters.collect();
    for counter in counters {
        counter.join().expect("no panic");
    }
    assert_eq!(value(&store, "count"), Some(4000));
    assert_eq!(store.begin().version(&key("count")), 4001);
}

// Case 169.
#[test]
fn who_changes_what_was_handed_out_changes_a_copy() {
    let names = Key::<Vec<String>>::new("names");
    let store = Store::new();
    store.update(|all| {
        all.set(&names, vec!["Ada".to_owned()]);
        Ok(())
    });
    let mut look = store.begin();
    let mut copy = look
        .get(&names)
        .expect("the first look")
        .expect("it is set");
    copy.push("Grace".to_owned());
    look.set(&names, copy);
    drop(look);
    assert_eq!(store.begin().get(&names), Ok(Some(vec!["Ada".to_owned()])));
}

// Case 170.
#[test]
fn a_transaction_goes_on_after_its_commit() {
    let store = store(&[("balance", 1)]);
    let mut change = store.begin();
    for round in 0..3 {
        assert_eq!(change.get(&key("balance")), Ok(Some(1 << round)));
        change.set(&key("balance"), 2 << round);
        assert_eq!(change.commit(), Ok(()));
    }
    assert_eq!(change.version(&key("balance")), 4);
    assert_eq!(value(&store, "balance"), Some(8));
}

// Case 171: to set another type does not compile, which an example of `Store` shows.
// Keys of one name and two types are two keys.
#[test]
fn a_name_with_another_type_is_another_value() {
    let store = store(&[("size", 5)]);
    let text = Key::<String>::new("size");
    store.update(|all| {
        all.set(&text, "large".to_owned());
        Ok(())
    });
    assert_eq!(store.begin().get(&text), Ok(Some("large".to_owned())));
    assert_eq!(value(&store, "size"), Some(5));
}

#[test]
fn what_was_only_looked_at_has_not_changed_at_a_commit() {
    run(async || {
        let store = store(&[("a", 1)]);
        let hour = Duration::from_secs(3600);
        let mut look = store.begin();
        assert_eq!(look.get(&key("a"))?, Some(1));
        let waiting = tokio::time::timeout(hour, look.changed());
        let others = async {
            let mut other = store.begin();
            assert_eq!(other.get(&key("a"))?, Some(1));
            other.commit()?;
            other.set(&key("b"), 1);
            other.commit()
        };
        let (waited, committed) = tokio::join!(waiting, others);
        committed?;
        assert!(waited.is_err(), "nothing that it has seen was changed");
        Ok(())
    });
}

/// Books each amount that it gets, as soon as there is enough.
#[derive(Component)]
struct Spend {
    #[inbox]
    inbox: Inbox<u64>,
    store: Store,
}

impl Main for Spend {
    async fn main(mut self) -> Outcome {
        while let Some(amount) = self.inbox.recv().await {
            let spending = self.store.update_when(|all| {
                let balance = all.get(&key("balance"))?.unwrap_or(0);
                let rest = balance.checked_sub(amount);
                Ok(rest.map(|rest| all.set(&key("balance"), rest)))
            });
            if until_stopped(spending).await.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Adds each amount that it gets.
#[derive(Component)]
struct Earn {
    #[inbox]
    inbox: Inbox<u64>,
    store: Store,
}

impl Main for Earn {
    async fn main(mut self) -> Outcome {
        while let Some(amount) = self.inbox.recv().await {
            self.store.update(|all| {
                let balance = all.get(&key("balance"))?.unwrap_or(0);
                all.set(&key("balance"), balance + amount);
                Ok(())
            });
        }
        Ok(())
    }
}

#[test]
fn who_waits_for_a_value_goes_on_when_it_is_there() {
    run(async || {
        let store = Store::new();
        graphline! {
            OUTGOINGS = DataSource::new([5, 5, 5, 5]);
            INCOME    = DataSource::new([3; 7]);
            SPEND     = Spend::new(store.clone());
            EARN      = Earn::new(store.clone());

            OUTGOINGS -> SPEND;
            INCOME -> EARN;
        }
        .run()
        .await?;
        assert_eq!(value(&store, "balance"), Some(1));
        Ok(())
    });
}

#[test]
fn who_waits_for_a_value_that_does_not_come_can_be_stopped() {
    run(async || {
        let (mut outgoings, source) = feed();
        outgoings.send(5).await?;
        let graph = pipeline![source, Spend::new(Store::new())].spawn();
        graph.shutdown(Shutdown::Now);
        graph.join().await
    });
}

#[test]
fn what_went_wrong_names_the_value() {
    let words =
        "somebody else has changed `balance` since it was looked at; do the transaction again";
    let error = changed("balance").expect_err("it is one");
    assert_eq!(error.to_string(), words);
}
