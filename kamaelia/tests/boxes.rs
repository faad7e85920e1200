//! What an inbox and an outbox do: cases 3 to 16 of the original's acceptance
//! cases, as far as they are no compile errors.

mod common;

use common::{Echo, Source, all, run};
use futures::FutureExt;
use futures::future::join;
use kamaelia::prelude::*;
use kamaelia::{Closed, Policy, TryRecvError, TrySendError, link};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

// 3: a.outbox -> b.inbox; a sends one; b has it before a gives up control.
#[test]
fn a_message_is_there_as_soon_as_it_was_sent() {
    let (mut outbox, mut inbox) = link(Policy::default());
    outbox.try_send("one").unwrap();
    assert_eq!(inbox.try_recv(), Ok("one"));
}

// 4, 6: each message comes through, in order.
#[test]
fn a_thousand_messages_come_through_in_order() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::default());
        for number in 0..1000 {
            outbox.send(number).await?;
            assert_eq!(inbox.recv().await, Some(number));
        }
        Ok(())
    });
}

// 7: data on outbox and on signal fill inbox and control independently.
#[test]
fn boxes_of_one_component_fill_independently() {
    #[derive(Component)]
    struct Both {
        #[outbox]
        outbox: Outbox<u8>,
        #[outbox]
        signal: Outbox<Shutdown>,
    }
    impl Main for Both {
        async fn main(mut self) -> Outcome {
            self.signal.send(Shutdown::Now).await?;
            self.outbox.send(1).await?;
            Ok(())
        }
    }
    run(async {
        let (mut data, data_sink) = collect();
        let (mut signals, signal_sink) = collect();
        graphline! {
            BOTH = Both::new();
            DATA = data_sink;
            SIGNALS = signal_sink;
            BOTH -> DATA;
            BOTH.signal -> SIGNALS.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut data).await, [1]);
        assert_eq!(all(&mut signals).await, [Shutdown::Now]);
        Ok(())
    });
}

// 5, 8: two sent, one taken: still ready; after the second, not, and that is said at once.
#[test]
fn an_inbox_is_empty_after_the_last_message() {
    let (mut outbox, mut inbox) = link(Policy::default());
    outbox.try_send(1).unwrap();
    outbox.try_send(2).unwrap();
    assert_eq!(inbox.try_recv(), Ok(1));
    assert_eq!(inbox.try_recv(), Ok(2));
    assert_eq!(inbox.try_recv(), Err(TryRecvError::Empty));
    drop(outbox);
    assert_eq!(inbox.try_recv(), Err(TryRecvError::Closed));
}

// 10: draining what waits ends; what comes later needs a new drain.
#[test]
fn receiving_many_takes_what_waits_and_no_more() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::default());
        outbox.send_all([1, 2, 3]).await?;
        let mut messages = Vec::new();
        assert_eq!(inbox.recv_many(&mut messages, 10).await, 3);
        outbox.send_all([4, 5]).await?;
        assert_eq!(inbox.recv_many(&mut messages, 1).await, 1);
        assert_eq!(messages, [1, 2, 3, 4]);
        drop(outbox);
        assert_eq!(inbox.recv_many(&mut messages, 10).await, 1);
        assert_eq!(inbox.recv_many(&mut messages, 10).await, 0);
        Ok(())
    });
}

// 11: a send on an unlinked outbox goes nowhere and keeps nothing.
#[test]
fn an_unlinked_outbox_drops_what_is_sent_on_it() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    let mut outbox = Outbox::unlinked();
    outbox.try_send(Counted(dropped.clone())).unwrap();
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
    assert!(!outbox.is_linked() && !outbox.is_closed());
}

// 16: one big value over a chain of four linkages: the same value, no `Clone`.
#[test]
fn a_message_is_moved_and_never_copied() {
    struct Big(Box<[u8]>);
    run(async {
        let big = Big(vec![7; 1 << 20].into());
        let address = big.0.as_ptr() as usize;
        let (mut results, sink) = collect::<Big>();
        pipeline![
            Source::new(vec![big]),
            Echo::new(),
            Echo::new(),
            Echo::new(),
            sink
        ]
        .run()
        .await?;
        let big = results.recv().await.expect("it arrives");
        assert_eq!(big.0.as_ptr() as usize, address);
        Ok(())
    });
}

// 20: an option left out has its default; a preset may change it.
#[test]
fn a_parameter_left_out_has_its_default() {
    #[derive(Component)]
    struct Preset {
        #[param(default = 3)]
        times: usize,
        #[param(default)]
        label: String,
    }
    impl Main for Preset {
        async fn main(self) -> Outcome {
            Ok(())
        }
    }
    fn loud() -> Preset {
        Preset::new().times(9)
    }
    assert_eq!((Preset::new().times, Preset::new().label.as_str()), (3, ""));
    assert_eq!(
        (loud().times, loud().label("x".into()).label.as_str()),
        (9, "x")
    );
}

#[test]
fn a_reserved_slot_neither_waits_nor_fails() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::capacity(1));
        let slot = outbox.reserve().await?;
        slot.send(1);
        assert_eq!(outbox.try_send(2), Err(TrySendError::Full(2)));
        assert_eq!(inbox.recv().await, Some(1));
        Ok(())
    });
}

#[test]
fn a_slot_that_is_dropped_gives_its_room_back() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::capacity(1));
        drop(outbox.reserve().await?);
        outbox.try_send(1).unwrap();
        assert_eq!(inbox.recv().await, Some(1));
        Ok(())
    });
}

// In a turn it is at once known where to look for room; the ring is made later.
#[test]
fn who_asked_for_room_and_gave_it_back_can_send_its_first_message() {
    /// Sends a message, the first time when it has looked for room.
    #[derive(Component)]
    struct Hesitant {
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Hesitant {
        async fn main(mut self) -> Outcome {
            drop(self.outbox.reserve().await?);
            self.outbox.send(1).await?;
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        pipeline![Hesitant::new(), sink].run().await?;
        assert_eq!(results.recv().await, Some(1));
        Ok(())
    });
}

// By hand nobody could be told that it holds nothing.
#[test]
fn there_is_room_for_one_to_reserve_also_where_none_was_asked_for() {
    run(async {
        let (mut outbox, mut inbox) = link(Policy::capacity(0));
        let slot = outbox.reserve().now_or_never().expect("there is room")?;
        slot.send(1);
        assert!(outbox.reserve().now_or_never().is_none());
        assert_eq!(inbox.try_recv(), Ok(1));
        Ok(())
    });
}

// In a turn it is known after the first message how much room there is.
#[test]
fn room_that_is_known_is_kept_once_and_given_back() {
    /// Sends up to a limit of four, then the last when there is room for it.
    #[derive(Component)]
    struct Careful {
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Careful {
        async fn main(mut self) -> Outcome {
            self.outbox.send(1).await?;
            for number in 2..=4 {
                drop(self.outbox.reserve().await?);
                self.outbox.reserve().await?.send(number);
            }
            assert!(self.outbox.reserve().now_or_never().is_none());
            assert!(self.outbox.try_send(0).is_err());
            self.outbox.reserve().await?.send(5);
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        let graph = graphline! {
            CAREFUL = Careful::new();
            SAME    = Echo::new();
            RESULTS = sink;
            CAREFUL -> SAME with capacity(4);
            SAME -> RESULTS;
        };
        let (report, results) = join(graph.run().reported(), all(&mut results)).await;
        assert_eq!(results, [1, 2, 3, 4, 5]);
        let counts = &report.linkages[0].counts;
        assert_eq!((counts.sent, counts.high_water), (5, 4));
        report.outcome
    });
}

#[test]
fn a_reader_that_ends_closes_its_senders() {
    run(async {
        let (mut outbox, inbox) = link(Policy::default());
        assert!(!outbox.is_closed());
        drop(inbox);
        assert!(outbox.is_closed());
        assert_eq!(outbox.send(1).await, Err(Closed));
        assert_eq!(outbox.try_send(2), Err(TrySendError::Closed(2)));
        assert_eq!(outbox.reserve().await.err(), Some(Closed));
        assert_eq!(outbox.send_all([3]).await, Err(Closed));
        assert_eq!(outbox.send_blocking(4), Err(Closed));
        Ok(())
    });
}

#[tokio::test(start_paused = true)]
async fn receiving_with_a_limit_says_when_nothing_came() {
    let (mut outbox, mut inbox) = link::<u8>(Policy::default());
    let limit = Duration::from_secs(3600);
    assert_eq!(
        inbox.recv_timeout(limit).await,
        Err(kamaelia::TimedOut(limit))
    );
    outbox.try_send(1).unwrap();
    assert_eq!(inbox.recv_timeout(limit).await, Ok(Some(1)));
    drop(outbox);
    assert_eq!(inbox.recv_timeout(limit).await, Ok(None));
}

#[test]
fn blocking_calls_work_between_plain_threads() {
    let (mut outbox, mut inbox) = link(Policy::capacity(1));
    let sender = std::thread::spawn(move || (0..1000).try_for_each(|n| outbox.send_blocking(n)));
    let received: Vec<i32> = std::iter::from_fn(|| inbox.recv_blocking()).collect();
    assert_eq!(received, (0..1000).collect::<Vec<_>>());
    assert_eq!(sender.join().unwrap(), Ok(()));
}

#[test]
fn waiting_for_any_inbox_is_fair_and_ends_with_the_last() {
    #[derive(Component)]
    struct Merge {
        #[inbox]
        left: Inbox<u8>,
        #[inbox]
        right: Inbox<&'static str>,
        #[outbox]
        outbox: Outbox<String>,
    }
    impl Main for Merge {
        async fn main(mut self) -> Outcome {
            while let Some(event) = self.recv_any().await {
                let text = match event {
                    MergeEvent::Left(number) => number.to_string(),
                    MergeEvent::Right(text) => text.to_owned(),
                };
                self.outbox.send(text).await?;
            }
            self.outbox.send("end".into()).await?;
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            WORDS = Source::new(vec!["a", "b"]);
            MERGE = Merge::new();
            RESULTS = sink;
            NUMBERS.outbox -> MERGE.left;
            WORDS.outbox -> MERGE.right;
            MERGE -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, ["1", "a", "2", "b", "3", "end"]);
        Ok(())
    });
}
