//! The exhaustive search.

use crate::{Echo, Source, failure, two_senders};
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect, outputs, run};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn what_is_right_passes_under_every_schedule() {
    run(|| expect(Echo::new(), 1..=3, 1..=3));
    let explored = Schedules::exhaustive().run(async || {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![1, 2]), Echo::new(), sink]
            .run()
            .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 3).await;
        assert_eq!(all, [1, 2]);
        Ok(())
    });
    assert!(explored.complete);
    assert!(explored.schedules > 100, "{explored:?}");
}

#[test]
fn a_search_sees_every_order_that_there_is() {
    let mut orders = BTreeSet::new();
    let explored = Schedules::exhaustive().run(async || {
        orders.insert(two_senders().await?);
        Ok(())
    });
    assert!(explored.complete);
    let all = [
        [1, 1, 2, 2],
        [1, 2, 1, 2],
        [1, 2, 2, 1],
        [2, 1, 1, 2],
        [2, 1, 2, 1],
        [2, 2, 1, 1],
    ];
    assert_eq!(orders.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn a_search_stops_at_its_limit_and_says_so() {
    let explored = Schedules::exhaustive()
        .limit(7)
        .run(|| expect(Echo::new(), [1], [1]));
    assert_eq!((explored.schedules, explored.complete), (7, false));
}

#[test]
fn a_search_says_when_something_else_decides_what_happens() {
    let runs = AtomicUsize::new(0);
    let text = failure(|| {
        Schedules::exhaustive().run(async || {
            let messages = runs.fetch_add(1, Ordering::Relaxed);
            outputs(Echo::new(), 0..messages).await?;
            Ok(())
        })
    });
    assert!(text.contains("not the same again"), "{text}");
}

#[test]
fn a_text_that_names_no_schedule_is_refused() {
    let text = failure(|| Schedules::replay("0-1").run(async || Ok(())));
    assert!(text.contains("`0-1`"), "{text}");
}
