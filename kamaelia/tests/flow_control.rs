//! Limits, waiting and fairness: cases 52 to 71.

mod common;

use common::{Count, Echo, Source, Take, all, run};
use futures::FutureExt;
use kamaelia::prelude::*;
use kamaelia::{Policy, TrySendError, feed_with, link};
use std::time::Duration;

/// Fills a linkage until it refuses, and gives how many messages it took.
fn fill(outbox: &mut Outbox<usize>) -> usize {
    (0..10_000)
        .take_while(|&number| outbox.try_send(number).is_ok())
        .count()
}

// 52: a limit of five takes five.
#[test]
fn a_linkage_takes_as_many_messages_as_its_limit() {
    let (mut outbox, _inbox) = link(Policy::capacity(5));
    assert_eq!(fill(&mut outbox), 5);
}

// 54: three taken from the full linkage: three more fit, the fourth does not.
#[test]
fn a_message_that_was_read_makes_room_for_one() {
    let (mut outbox, mut inbox) = link(Policy::capacity(5));
    fill(&mut outbox);
    for _ in 0..3 {
        inbox.try_recv().unwrap();
    }
    assert_eq!(fill(&mut outbox), 3);
    assert_eq!(outbox.try_send(9), Err(TrySendError::Full(9)));
}

// 57: without a limit everything is taken.
#[test]
fn an_unbounded_linkage_never_refuses() {
    let (mut outbox, _inbox) = link(Policy::unbounded());
    assert_eq!(fill(&mut outbox), 10_000);
}

// 59: four producers by two routes share one linkage of sixteen.
#[test]
fn senders_that_share_a_linkage_share_its_limit() {
    let (first, _source) = feed_with::<usize>(Policy::capacity(16));
    let second = first.clone();
    let mut senders = [first.clone(), first, second.clone(), second];
    let accepted = (0..100)
        .take_while(|&n| senders[n % 4].try_send(n).is_ok())
        .count();
    assert_eq!(accepted, 16);
    assert!(senders.iter_mut().all(|sender| sender.try_send(0).is_err()));
}

// 63: a producer that waits on a full linkage goes on when one is taken.
#[test]
fn a_waiting_sender_goes_on_when_there_is_room() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::capacity(1));
        outbox.send(1).await?;
        let mut waiting = Box::pin(outbox.send(2));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert_eq!(inbox.recv().await, Some(1));
        waiting.await?;
        assert_eq!(inbox.recv().await, Some(2));
        Ok(())
    });
}

// 64: two producers wait and one place is free: one gets it, the other waits on.
#[test]
fn one_free_place_goes_to_the_sender_that_waited_longest() {
    let (mut first, _source) = feed_with::<u8>(Policy::capacity(1));
    let (mut second, mut third) = (first.clone(), first.clone());
    let slot = first
        .reserve()
        .now_or_never()
        .expect("there is room")
        .unwrap();
    let mut one = Box::pin(second.reserve());
    let mut other = Box::pin(third.reserve());
    assert!(one.as_mut().now_or_never().is_none());
    assert!(other.as_mut().now_or_never().is_none());
    drop(slot);
    assert!(other.as_mut().now_or_never().is_none());
    assert!(one.as_mut().now_or_never().is_some());
}

// 65: two equal producers and a limit of one: neither starves.
#[test]
fn senders_of_one_inbox_are_served_in_turn() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            A = Source::new(vec!["a"; 5]);
            B = Source::new(vec!["b"; 5]);
            SINK = sink;
            A -> SINK with capacity(1);
            B -> SINK with capacity(1);
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await.concat(), "ababababab");
        Ok(())
    });
}

#[test]
fn senders_of_one_shared_end_are_served_in_turn() {
    #[derive(Component)]
    struct Both {
        #[outbox]
        outbox: Outbox<&'static str>,
    }
    impl Main for Both {
        async fn main(self) -> Outcome {
            graphline! {
                A = Source::new(vec!["a"; 5]);
                B = Source::new(vec!["b"; 5]);
                A -> self.outbox;
                B -> self.outbox;
            }
            .run()
            .await
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! { BOTH = Both::new(); SINK = sink; BOTH -> SINK with capacity(1); }
            .run()
            .await?;
        let received = all(&mut results).await;
        // The one that began is a message ahead, for as long as both send.
        let ahead = |n: usize| received[..n].iter().filter(|name| **name == "a").count() * 2 - n;
        assert!((1..9).all(|n| ahead(n) <= 2), "{received:?}");
        Ok(())
    });
}

// 66: ten messages through a limit of one, to a consumer that takes one each
// 0.2 s: all arrive in order, and the producer is slowed down.
#[tokio::test(start_paused = true)]
async fn a_slow_reader_slows_its_sender_down() {
    #[derive(Component)]
    struct Slow {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Slow {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                tokio::time::sleep(Duration::from_millis(200)).await;
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    let (mut results, sink) = collect();
    let started = tokio::time::Instant::now();
    let ran = graphline! {
        COUNT = Count::new();
        SLOW = Slow::new();
        TEN = Take::new(10);
        SINK = sink;
        COUNT -> SLOW with capacity(1);
        SLOW -> TEN -> SINK;
    }
    .run()
    .await;
    ran.unwrap();
    assert_eq!(all(&mut results).await, (0..10).collect::<Vec<_>>());
    assert!(started.elapsed() >= Duration::from_secs(2));
}

// 68: a producer that waits on a full linkage is told to finish: it delivers
// what it holds, then stops.
#[tokio::test]
async fn a_waiting_source_that_is_told_to_finish_loses_nothing() {
    let (mut results, sink) = collect();
    let (go, gate) = tokio::sync::oneshot::channel::<()>();
    #[derive(Component)]
    struct Gate {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        gate: tokio::sync::oneshot::Receiver<()>,
    }
    impl Main for Gate {
        async fn main(mut self) -> Outcome {
            self.gate.await?;
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    let graph = graphline! {
        COUNT = Count::new();
        GATE = Gate::new(gate);
        SINK = sink;
        COUNT -> GATE with capacity(3);
        GATE -> SINK;
    }
    .spawn();
    while graph.counts()[0].is_none_or(|counts| counts.waiting < 3) {
        tokio::task::yield_now().await;
    }
    graph.stop();
    go.send(()).unwrap();
    graph.join().await.unwrap();
    assert_eq!(all(&mut results).await, [0, 1, 2]);
}

// 69: the consumer ends while a producer waits on its full inbox: the producer
// is told.
#[test]
fn a_sender_that_waits_is_told_when_the_reader_ends() {
    run(async {
        let (mut outbox, inbox) = link(Policy::capacity(1));
        outbox.send(1).await?;
        let mut waiting = Box::pin(outbox.send(2));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(inbox);
        assert!(waiting.await.is_err());
        Ok(())
    });
}

// 70: a linkage that drops new messages: no error, the order of the rest kept.
#[test]
fn a_linkage_that_drops_new_messages_keeps_the_old_ones() {
    let (mut outbox, mut inbox) = link(Policy::drop_newest(2));
    assert_eq!(fill(&mut outbox), 10_000);
    assert_eq!([inbox.try_recv(), inbox.try_recv()], [Ok(0), Ok(1)]);
    assert!(inbox.try_recv().is_err());
}

#[test]
fn a_linkage_that_drops_old_messages_keeps_the_new_ones() {
    let (mut outbox, mut inbox) = link(Policy::drop_oldest(2));
    assert_eq!(fill(&mut outbox), 10_000);
    assert_eq!([inbox.try_recv(), inbox.try_recv()], [Ok(9_998), Ok(9_999)]);
    assert!(inbox.try_recv().is_err());
}

#[test]
fn the_reader_of_the_latest_sees_only_the_newest() {
    let (mut outbox, mut inbox) = link(Policy::latest());
    assert_eq!(fill(&mut outbox), 10_000);
    assert_eq!(inbox.try_recv(), Ok(9_999));
    assert!(inbox.try_recv().is_err());
}

#[tokio::test]
async fn what_a_policy_drops_is_counted() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        NUMBERS = Source::new((0..1000).collect());
        SINK = sink;
        NUMBERS -> SINK with drop_oldest(10);
    }
    .spawn();
    let received = all(&mut results).await.len() as u64;
    let counts = graph.counts()[0].expect("it has a queue");
    assert_eq!((counts.sent, counts.received), (1000, received));
    assert_eq!(counts.dropped, 1000 - received);
    assert!(counts.dropped > 0 && counts.high_water == 10);
    graph.join().await.unwrap();
}

// 71: a cycle of bounded boxes does not compile; with one that never waits
// messages go round and nothing blocks.
#[test]
fn a_cycle_with_one_linkage_that_never_waits_goes_round() {
    #[derive(Component)]
    struct Round {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        #[outbox]
        results: Outbox<u64>,
    }
    impl Main for Round {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                if number < 1000 {
                    self.outbox.send(number + 1).await?;
                } else {
                    self.results.send(number).await?;
                }
            }
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            START = Source::new(vec![0; 200]);
            ROUND = Round::new();
            BACK = Echo::new();
            SINK = sink;
            START -> ROUND;
            ROUND -> BACK -> ROUND with unbounded;
            ROUND.results -> SINK.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1000; 200]);
        Ok(())
    });
}

#[test]
fn a_policy_computed_at_run_time_must_hold_a_message() {
    let room = std::hint::black_box(0);
    let graph = graphline! {
        NUMBERS = Source::new(vec![1]);
        SINK = collect::<i32>().1;
        NUMBERS -> SINK with capacity(room);
    };
    let error = futures::executor::block_on(graph.run())
        .unwrap_err()
        .to_string();
    assert!(error.contains("NUMBERS.outbox -> SINK.inbox"), "{error}");
    let end = ": `capacity(0)` holds no message; the smallest is 1";
    assert!(error.ends_with(end), "{error}");
}

/// Outside a graph nobody could be told that it holds nothing.
#[test]
fn a_linkage_by_hand_holds_one_message_at_least() {
    for (policy, read) in [
        (Policy::capacity(0), 1),
        (Policy::drop_newest(0), 1),
        (Policy::drop_oldest(0), 2),
    ] {
        let (mut outbox, mut inbox) = link(policy);
        assert_eq!(outbox.try_send(1), Ok(()));
        let second = outbox.try_send(2);
        assert_eq!(second.is_err(), policy.waits());
        assert_eq!(inbox.try_recv(), Ok(read));
        assert!(inbox.try_recv().is_err());
    }
}

#[test]
fn a_linkage_that_is_smaller_than_its_readers_batch_is_an_error_at_start() {
    #[derive(Component)]
    struct Frames {
        #[inbox(batch = 4096)]
        inbox: Inbox<u8>,
    }
    impl Main for Frames {
        async fn main(self) -> Outcome {
            Ok(())
        }
    }
    let room = std::hint::black_box(100);
    let graph = graphline! {
        BYTES = Source::new(vec![1]);
        FRAMES = Frames::new();
        BYTES -> FRAMES with capacity(room);
    };
    let error = futures::executor::block_on(graph.run())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`capacity(100)` is smaller than the batch of 4096"),
        "{error}"
    );

    let graph = graphline! {
        BYTES = Source::new(vec![1]);
        FRAMES = Frames::new();
        BYTES -> FRAMES;
    };
    assert_eq!(
        graph.topology().linkages[0].policy,
        Some(Policy::capacity(4096))
    );
}
