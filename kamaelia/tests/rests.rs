//! Who does nothing but ask finished boxes does not keep the processor busy.

mod common;

use common::{Source, Tally, all};
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{Policy, feed_with};
use std::time::Duration;

/// Asks for ever, whatever the answer.
#[derive(Component)]
struct Asks {
    #[inbox]
    inbox: Inbox<u64>,
    asked: Tally,
}

impl Main for Asks {
    async fn main(mut self) -> Outcome {
        loop {
            self.asked.add();
            self.inbox.recv().await;
        }
    }
}

// A turn that somebody has for no reason is no end of its rest.
#[test]
fn who_asks_for_ever_rests_in_between_under_every_schedule() {
    Schedules::random(30).run(|| async {
        let asked = Tally::default();
        let (mut numbers, source) = feed();
        let graph = graphline! {
            SOURCE = source;
            ASKS = Asks::new(asked.clone());
            OTHER = Asks::new(asked.clone());
            SOURCE.outbox -> [ASKS.inbox, OTHER.inbox];
        };
        let graph = graph.grace(Duration::from_millis(100)).spawn();
        numbers.send(0).await?;
        graph.shutdown(Shutdown::Now);
        let report = graph.report().await;
        assert_eq!(report.overdue.len(), 2);
        // 128 at a time, no more often than once in a millisecond, and the messages.
        assert!(asked.so_far() <= 2 * (101 * 128 + 2), "{}", asked.so_far());
        Ok(())
    });
}

// It is its own business that one of its readers has ended: it still works for
// the other, and need not rest. The paused clock would tell.
#[tokio::test(start_paused = true)]
async fn who_serves_one_reader_is_not_held_up_by_the_end_of_another() {
    #[derive(Component)]
    struct Both {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        sound: Outbox<u64>,
        #[outbox]
        picture: Outbox<u64>,
    }
    impl Main for Both {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                // Nobody has to listen.
                let _ = self.sound.send(number).await;
                self.picture.send(number).await?;
            }
            Ok(())
        }
    }
    let start = tokio::time::Instant::now();
    let (mut numbers, source) = feed_with(Policy::unbounded());
    let (mut pictures, screen) = collect();
    numbers.send_all(0..10_000).await.unwrap();
    drop(numbers);
    graphline! {
        NUMBERS = source;
        BOTH    = Both::new();
        DEAF    = collect().1;
        SCREEN  = screen;
        NUMBERS -> BOTH;
        BOTH.sound   -> DEAF.inbox;
        BOTH.picture -> SCREEN.inbox;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(all(&mut pictures).await, Vec::from_iter(0..10_000));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

// Who reads several inboxes asks the finished ones as well, each time: that is
// no futile question, and it need not rest. The paused clock would tell.
#[tokio::test(start_paused = true)]
async fn a_finished_inbox_beside_others_holds_nobody_up() {
    #[derive(Component)]
    struct Both {
        #[inbox]
        one: Inbox<u64>,
        #[inbox]
        other: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Both {
        async fn main(mut self) -> Outcome {
            while let Some(BothEvent::One(number) | BothEvent::Other(number)) =
                self.recv_any().await
            {
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    let start = tokio::time::Instant::now();
    let (mut results, sink) = collect();
    graphline! {
        NONE = Source::new(Vec::new());
        MANY = Source::new(Vec::from_iter(0..1000));
        BOTH = Both::new();
        SINK = sink;
        NONE.outbox -> BOTH.one;
        MANY.outbox -> BOTH.other;
        BOTH -> SINK;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(all(&mut results).await, Vec::from_iter(0..1000));
    assert_eq!(start.elapsed(), Duration::ZERO);
}
