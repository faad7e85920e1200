//! Many schedules find what depends on the order of turns, and say how to see
//! it again; what does not depend on it passes under all of them.

use kamaelia::prelude::*;
use kamaelia::testing::{Explored, Schedules, expect, outputs, run};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::time::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(3600);

/// Sends its messages, each after a pause.
#[derive(Component)]
struct Source<T: Message> {
    #[outbox]
    outbox: Outbox<T>,
    messages: Vec<T>,
    #[param(default)]
    pause: Duration,
}

impl<T: Message> Main for Source<T> {
    async fn main(mut self) -> Outcome {
        for message in self.messages {
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message.
#[derive(Component)]
struct Echo<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message, on a thread that blocks.
#[derive(Component)]
#[component(blocking)]
struct BlockingEcho<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    /// How long it works on each, of real time.
    #[param(default)]
    work: Duration,
}

impl<T: Message> Blocking for BlockingEcho<T> {
    fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_blocking() {
            let start = Instant::now();
            while start.elapsed() < self.work {
                std::hint::spin_loop();
            }
            self.outbox.send_blocking(message)?;
        }
        Ok(())
    }
}

/// The text of the panic with which `work` fails.
#[track_caller]
fn failure<R: Debug>(work: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it should fail");
    *panic.downcast().expect("a panic with a text")
}

/// The value that the text of a failure gives a variable.
fn named<'a>(text: &'a str, variable: &str) -> &'a str {
    let (_, value) = text.rsplit_once(&format!("{variable}=")).unwrap();
    value.split_whitespace().next().unwrap()
}

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

async fn two_senders() -> Result<Vec<u8>, kamaelia::Stop> {
    let (mut results, sink) = collect();
    graphline! {
        ONE  = Source::new(vec![1, 1]);
        TWO  = Source::new(vec![2, 2]);
        SINK = sink;

        ONE.outbox -> SINK.inbox;
        TWO.outbox -> SINK.inbox;
    }
    .run()
    .await?;
    let mut all = Vec::new();
    results.recv_many(&mut all, 4).await;
    Ok(all)
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
