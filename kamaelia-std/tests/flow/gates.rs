//! What lets messages through, or does not.

use crate::Busy;
use crate::rest::all_rest;
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect, run};
use kamaelia::{Collector, Feeder, Handle, Policy, TimedOut, collect_with};
use kamaelia_std::flow::{IdleTimeout, LossyConnector, OnIdle, PromptedTurnstile, Sync, Unmet};
use kamaelia_std::util::{DataSource, Expect, NullSink, Take};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// A turnstile that runs: its items, its requests and what it lets out.
fn turnstile(unmet: Unmet) -> (Feeder<u64>, Feeder<()>, Collector<u64>, Handle) {
    let (items, source) = feed();
    let (requests, prompts) = feed();
    let (results, sink) = collect();
    let graph = graphline! {
        ITEMS    = source;
        REQUESTS = prompts;
        GATE     = PromptedTurnstile::new().unmet(unmet);
        SINK     = sink;

        ITEMS -> GATE -> SINK;
        REQUESTS.outbox -> GATE.next;
    };
    (items, requests, results, graph.spawn())
}

/// Case 311.
#[test]
fn items_wait_for_requests_and_requests_for_items() {
    run(async || {
        let (mut items, mut requests, mut results, running) = turnstile(Unmet::Keep);
        items.send_all([1, 2, 3]).await?;
        all_rest().await;
        assert!(results.try_recv().is_err());
        requests.send_all([(), (), (), (), ()]).await?;
        for item in 1..=3 {
            assert_eq!(results.recv().await, Some(item));
        }
        items.send_all([4, 5, 6]).await?;
        assert_eq!(results.recv().await, Some(4));
        assert_eq!(results.recv().await, Some(5));
        all_rest().await;
        assert!(results.try_recv().is_err());
        requests.send(()).await?;
        assert_eq!(results.recv().await, Some(6));
        drop(items);
        running.join().await
    });
}

#[test]
fn a_request_that_nothing_is_there_for_may_be_forgotten() {
    run(async || {
        let (mut items, mut requests, mut results, running) = turnstile(Unmet::Forget);
        requests.send_all([(), (), ()]).await?;
        all_rest().await;
        items.send_all([1, 2]).await?;
        all_rest().await;
        assert!(results.try_recv().is_err());
        requests.send(()).await?;
        assert_eq!(results.recv().await, Some(1));
        requests.send_all([(), (), ()]).await?;
        assert_eq!(results.recv().await, Some(2));
        drop(items);
        running.join().await
    });
}

#[test]
fn a_turnstile_ends_when_no_item_or_no_request_will_come() {
    for unmet in [Unmet::Keep, Unmet::Forget] {
        run(async || {
            let (items, requests, _results, running) = turnstile(unmet);
            drop(items);
            running.join().await?;
            assert!(requests.is_closed());

            let (mut items, mut requests, mut results, running) = turnstile(unmet);
            items.send_all([1, 2]).await?;
            all_rest().await;
            requests.send(()).await?;
            drop(requests);
            running.join().await?;
            assert!(items.is_closed());
            assert_eq!(results.recv().await, Some(1));
            assert_eq!(results.recv().await, None);

            let (_items, _requests, _results, running) = turnstile(unmet);
            running.shutdown(Shutdown::Now);
            running.join().await
        });
    }
}

/// Whoever goes on first: as many come out as were asked for.
#[test]
fn a_turnstile_is_right_in_every_order() {
    let explored = Schedules::exhaustive().limit(500).run(async || {
        graphline! {
            ITEMS    = DataSource::new([1, 2, 3]);
            REQUESTS = DataSource::new([(), ()]);
            GATE     = PromptedTurnstile::new();
            CHECK    = Expect::new([1, 2]);

            ITEMS -> GATE -> CHECK;
            REQUESTS.outbox -> GATE.next;
        }
        .run()
        .await
    });
    assert!(explored.schedules > 100, "{explored:?}");
}

/// Who asks for the next reads this one: the ring of a slide show.
#[test]
fn who_reads_may_be_who_asks() {
    #[derive(Component)]
    struct Reader {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        #[outbox]
        next: Outbox<()>,
    }
    impl Main for Reader {
        async fn main(mut self) -> Outcome {
            self.next.send(()).await?;
            while let Some(item) = self.inbox.recv().await {
                self.outbox.send(item).await?;
                // The last request finds nobody.
                let _ = self.next.send(()).await;
            }
            Ok(())
        }
    }
    run(async || {
        graphline! {
            ITEMS  = DataSource::new(0..200);
            GATE   = PromptedTurnstile::new();
            READER = Reader::new();
            CHECK  = Expect::new(0..200);

            ITEMS -> GATE -> READER -> CHECK;
            READER.next -> GATE.next with unbounded;
        }
        .run()
        .await
    });
}

/// Case 70.
#[test]
fn what_finds_no_room_is_lost_and_the_rest_keeps_its_order() {
    run(async || {
        let (mut results, sink) = collect();
        let (mut lost, losses) = collect();
        graphline! {
            NUMBERS = DataSource::new(0..100);
            LOSSY   = LossyConnector::new();
            SINK    = sink;
            LOST    = losses;

            NUMBERS -> LOSSY;
            LOSSY.outbox  -> SINK.inbox with capacity(5);
            LOSSY.dropped -> LOST.inbox with unbounded;
        }
        .run()
        .await?;
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        results.recv_many(&mut kept, usize::MAX).await;
        lost.recv_many(&mut dropped, usize::MAX).await;
        assert!(kept.is_sorted() && dropped.is_sorted());
        assert_eq!(kept[..5], [0, 1, 2, 3, 4]);
        kept.append(&mut dropped);
        kept.sort_unstable();
        assert_eq!(kept, (0..100).collect::<Vec<_>>());
        Ok(())
    });
}

/// Case 70: as often as the reader takes one there is room for one, and the next is
/// lost.
#[test]
fn room_for_one_keeps_every_other_message() {
    run(async || {
        let (mut numbers, source) = feed();
        let (mut kept, sink) = collect_with(Policy::capacity(1));
        let graph = graphline! {
            NUMBERS = source;
            LOSSY   = LossyConnector::new();
            SINK    = sink;

            NUMBERS -> LOSSY -> SINK with capacity(1);
        }
        .spawn();
        // As many as there is room for on the way.
        numbers.send_all([0, 1, 2, 3, 4, 5]).await?;
        all_rest().await;
        let mut first = kept.recv().await;
        for number in (6..200).step_by(2) {
            all_rest().await;
            numbers.send_all([number, number + 1]).await?;
            all_rest().await;
            let next = kept.recv().await;
            assert!(
                first < next && next < Some(number + 1),
                "{first:?} {next:?}"
            );
            first = next;
        }
        drop(numbers);
        while kept.recv().await.is_some() {}
        graph.join().await
    });
}

/// Case 70: the reader takes one message and no more.
#[test]
fn who_may_lose_does_not_wait() {
    run(async || {
        let (mut lost, losses) = collect();
        let graph = graphline! {
            NUMBERS = DataSource::new(0..100);
            LOSSY   = LossyConnector::new();
            BUSY    = Busy::new();
            LOST    = losses;

            NUMBERS -> LOSSY;
            LOSSY.outbox  -> BUSY.inbox with capacity(5);
            LOSSY.dropped -> LOST.inbox with unbounded;
        }
        .spawn();
        let mut count = 0;
        while lost.recv().await.is_some() {
            count += 1;
        }
        assert!((94..=95).contains(&count), "{count}");
        graph.shutdown(Shutdown::Now);
        graph.join().await
    });
}

#[test]
fn who_loses_ends_with_who_reads() {
    run(async || {
        let (numbers, source) = feed::<u8>();
        let graph = pipeline![source, LossyConnector::new(), Take::new(0), NullSink::new()];
        graph.run().await?;
        assert!(numbers.is_closed());
        Ok(())
    });
}

#[test]
fn one_of_each_group_leaves_when_the_group_is_whole() {
    run(async || {
        expect(Sync::new(), 1..=5, [1, 3]).await?;
        expect(Sync::new().n(3), 1..=7, [1, 4]).await?;
        for one in [0, 1] {
            expect(Sync::new().n(one), 1..=3, [1, 2, 3]).await?;
        }
        Ok(())
    });
}

/// Sends these numbers with a second before each, and stays.
async fn idle(on_idle: OnIdle) -> (Outcome, Duration) {
    let start = Instant::now();
    let (mut peer, source) = feed();
    let stage = IdleTimeout::new(3 * SECOND).on_idle(on_idle);
    let running = graphline! {
        PEER  = source;
        IDLE  = stage;
        CHECK = Expect::new([1, 2]);

        PEER -> IDLE -> CHECK;
    }
    .spawn();
    for number in [1, 2] {
        sleep(2 * SECOND).await;
        let _ = peer.send(number).await;
    }
    let outcome = running.join().await;
    assert!(peer.is_closed());
    (outcome, start.elapsed())
}

#[test]
fn who_says_nothing_for_too_long_is_left() {
    run(async || {
        let (outcome, time) = idle(OnIdle::End).await;
        assert_eq!(time, 7 * SECOND);
        outcome
    });
}

#[test]
fn a_silence_that_nobody_waits_for_is_over_at_once() {
    run(async || {
        let start = Instant::now();
        let (peer, source) = feed::<u8>();
        let idle = IdleTimeout::new(3600 * SECOND);
        pipeline![source, idle, Take::new(0), NullSink::new()]
            .run()
            .await?;
        assert!(peer.is_closed());
        assert_eq!(start.elapsed(), Duration::ZERO);
        Ok(())
    });
}

#[test]
fn silence_may_be_a_fault_that_says_how_long_it_was() {
    run(async || {
        let (outcome, time) = idle(OnIdle::Fail).await;
        assert_eq!(time, 7 * SECOND);
        let fault = outcome.expect_err("it was silent").to_string();
        assert!(fault.starts_with("`IDLE`"), "{fault}");
        assert!(
            fault.ends_with(&TimedOut(3 * SECOND).to_string()),
            "{fault}"
        );
        Ok(())
    });
}

#[test]
fn to_wait_for_a_slow_reader_is_not_to_be_idle() {
    run(async || {
        let start = Instant::now();
        let (mut results, sink) = collect();
        let running = graphline! {
            FAST = DataSource::new(0..4);
            IDLE = IdleTimeout::new(SECOND).on_idle(OnIdle::Fail);
            SINK = sink;

            FAST.outbox -> IDLE.inbox with capacity(1);
            IDLE.outbox -> SINK.inbox with capacity(1);
        }
        .spawn();
        sleep(5 * SECOND).await;
        let all = crate::with_times(&mut results, start).await;
        assert_eq!(
            all.iter().map(|one| one.1).collect::<Vec<_>>(),
            [0, 1, 2, 3]
        );
        running.join().await
    });
}

#[test]
fn no_time_at_all_is_a_fault_that_names_the_parameter() {
    let fault = crate::fault(0..9, IdleTimeout::new(Duration::ZERO));
    assert!(
        fault.contains("the parameter `timeout` is no time at all"),
        "{fault}"
    );
}
