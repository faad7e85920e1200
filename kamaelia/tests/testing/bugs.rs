//! Components with a mistake each, which most orders hide.

use crate::{Echo, HOUR, Source, failure, named, two_senders};
use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect};
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

/// Finds a bug by random schedules and by a search, and sees it again under the
/// schedules that are named.
#[track_caller]
fn is_found(
    within: usize,
    with: impl Fn(Schedules) -> Schedules,
    says: &str,
    test: impl AsyncFn() -> Outcome,
) {
    let text = failure(|| with(Schedules::random(within)).run(&test));
    assert!(text.contains(says), "{text}");
    let seed = named(&text, "KAMAELIA_SEED").parse().unwrap();
    assert_eq!(failure(|| with(Schedules::seed(seed)).run(&test)), text);

    let text = failure(|| with(Schedules::exhaustive()).run(&test));
    assert!(text.contains(says), "{text}");
    let schedule = named(&text, "KAMAELIA_SCHEDULE");
    assert_eq!(
        failure(|| with(Schedules::replay(schedule)).run(&test)),
        text
    );
}

/// Forgets to ask to be woken.
#[derive(Component)]
struct Sleepyhead {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Sleepyhead {
    async fn main(mut self) -> Outcome {
        let message = poll_fn(|_| match self.inbox.try_recv() {
            Ok(message) => Poll::Ready(message),
            Err(_) => Poll::Pending,
        });
        let message = message.await;
        self.outbox.send(message).await?;
        Ok(())
    }
}

#[test]
fn a_lost_wake_up_is_found() {
    is_found(
        10,
        |schedules| schedules,
        "deadlock",
        || expect(Sleepyhead::new(), [1], [1]),
    );
}

#[test]
fn two_senders_that_are_thought_to_alternate_are_found() {
    is_found(
        10,
        |schedules| schedules,
        "left == right",
        || async {
            assert_eq!(two_senders().await?, [1, 2, 1, 2]);
            Ok(())
        },
    );
}

/// Counts a message, in two steps.
#[derive(Component)]
struct Count {
    #[outbox]
    outbox: Outbox<u8>,
    count: Arc<Mutex<u8>>,
}

impl Main for Count {
    async fn main(mut self) -> Outcome {
        let count = *self.count.lock().unwrap();
        self.outbox.send(count).await?;
        *self.count.lock().unwrap() = count + 1;
        Ok(())
    }
}

// The order in which it is written, and each order in which nobody gives way
// where it need not, does not show it.
#[test]
fn a_lost_update_between_two_tasks_is_found() {
    is_found(
        100,
        |schedules| schedules,
        "left == right",
        async || {
            let count = Arc::new(Mutex::new(0));
            let (_results, sink) = collect();
            graphline! {
                ONE  = Count::new(count.clone()) on task;
                TWO  = Count::new(count.clone()) on task;
                SINK = sink;

                ONE.outbox -> SINK.inbox;
                TWO.outbox -> SINK.inbox;
            }
            .run()
            .await?;
            assert_eq!(*count.lock().unwrap(), 2);
            Ok(())
        },
    );
}

/// Takes the latest of what has come in an hour.
#[derive(Component)]
struct Hourly {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<Option<u8>>,
}

impl Main for Hourly {
    async fn main(mut self) -> Outcome {
        tokio::time::sleep(HOUR).await;
        let latest = self.inbox.try_recv().ok();
        self.outbox.send(latest).await?;
        Ok(())
    }
}

async fn within_the_hour(pause: Duration) -> Outcome {
    let (mut results, sink) = collect();
    pipeline![
        Source::new(vec![1]).pause(pause),
        Echo::new(),
        Hourly::new(),
        sink
    ]
    .run()
    .await?;
    assert_eq!(results.recv().await, Some(Some(1)));
    Ok(())
}

#[test]
fn a_message_that_is_thought_to_come_before_a_timer_is_found() {
    is_found(
        10,
        |schedules| schedules,
        "left == right",
        || within_the_hour(HOUR),
    );
}

#[test]
fn a_message_that_comes_in_time_only_if_turns_take_none_is_found() {
    let pause = HOUR - Duration::from_secs(1);
    let explored = Schedules::exhaustive().run(|| within_the_hour(pause));
    assert!(explored.complete);
    Schedules::random(50).run(|| within_the_hour(pause));

    let second = Duration::from_secs(1);
    is_found(
        50,
        |all| all.slow(second),
        "left == right",
        || within_the_hour(pause),
    );
}
