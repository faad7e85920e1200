//! Who is woken by what, and who sleeps on: cases 72 to 81, 102 and 108.

mod common;

use common::{Idle, Swallow, Tally, Watched, all, settle};
use futures::FutureExt;
use kamaelia::prelude::*;
use kamaelia::{Policy, TryRecvError, link};
use std::time::Duration;

/// Sends on when it is asked to, and counts its polls.
#[derive(Component)]
struct Asked {
    #[inbox]
    ask: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    polls: Tally,
    sent: Tally,
}

impl Main for Asked {
    async fn main(mut self) -> Outcome {
        let work = async {
            while let Some(number) = self.ask.recv().await {
                self.outbox.send(number).await?;
                self.sent.add();
            }
            Ok(())
        };
        self.polls.polls(work).await
    }
}

// 72: a and b are linked both ways and asleep: they sleep on.
#[tokio::test]
async fn two_components_that_wait_for_each_other_sleep() {
    let (_open, source) = feed::<u64>();
    let (a, b) = (Tally::default(), Tally::default());
    let graph = graphline! {
        // Without it the ring would be over.
        OUTSIDE = source;
        A = Watched::new(a.clone());
        B = Watched::new(b.clone());
        OUTSIDE -> A -> B -> A with unbounded;
    }
    .spawn();
    settle().await;
    let before = (a.so_far(), b.so_far());
    assert!(before.0 > 0 && before.1 > 0);
    settle().await;
    assert_eq!((a.so_far(), b.so_far()), before);
    graph.stop();
    graph.join().await.unwrap();
}

// 73, 74: a sends to b, which sleeps: b runs once, and a is not woken by it.
#[tokio::test]
async fn a_message_wakes_its_reader_once_and_its_sender_not_at_all() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (a, b) = (Tally::default(), Tally::default());
    let graph = graphline! {
        NUMBERS = source;
        A = Watched::new(a.clone());
        B = Watched::new(b.clone());
        RESULTS = sink;
        NUMBERS -> A -> B -> RESULTS;
    }
    .spawn();
    settle().await;
    for number in 0..3 {
        let before = (a.so_far(), b.so_far());
        numbers.send(number).await.unwrap();
        settle().await;
        assert_eq!((a.so_far(), b.so_far()), (before.0 + 1, before.1 + 1));
    }
    drop(numbers);
    assert_eq!(all(&mut results).await, [0, 1, 2]);
    graph.join().await.unwrap();
}

/// Takes a message each time it is asked to.
#[derive(Component)]
struct TakeWhenAsked {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox]
    ask: Inbox<()>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for TakeWhenAsked {
    async fn main(mut self) -> Outcome {
        while self.ask.recv().await.is_some() {
            if let Some(number) = self.inbox.recv().await {
                self.outbox.send(number).await?;
            }
        }
        Ok(())
    }
}

/// A composite with somebody in it whom its messages do not concern.
#[derive(Component)]
struct WithBystander {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox]
    ask: Inbox<()>,
    #[outbox]
    outbox: Outbox<u64>,
    bystander: Tally,
}

impl Main for WithBystander {
    async fn main(self) -> Outcome {
        graphline! {
            TAKE = TakeWhenAsked::new();
            IDLE = Idle::new();
            BYSTANDER = Watched::<u8>::new(self.bystander);
            SINK = Swallow::new();
            self.inbox -> TAKE.inbox;
            self.ask -> TAKE.ask;
            TAKE.outbox -> self.outbox;
            IDLE -> BYSTANDER -> SINK;
        }
        .run()
        .await
    }
}

// 75, 76: b takes a message, through the inbox of a composite: a, which waits
// for room, goes on; nobody else is told.
#[tokio::test]
async fn a_message_that_is_taken_wakes_the_sender_that_waits_for_room_and_nobody_else() {
    let (mut numbers, source) = feed();
    let (mut ask, asks) = feed();
    let (mut results, sink) = collect();
    let (sender, bystander) = (Tally::default(), Tally::default());
    let sent = Tally::default();
    let graph = graphline! {
        NUMBERS = source;
        ASKS = asks;
        SENDER = Asked::new(sender.clone(), sent.clone());
        COMPOSITE = WithBystander::new(bystander.clone());
        RESULTS = sink;
        NUMBERS.outbox -> SENDER.ask;
        SENDER.outbox -> COMPOSITE.inbox with capacity(1);
        ASKS.outbox -> COMPOSITE.ask;
        COMPOSITE -> RESULTS;
    }
    .spawn();
    numbers.send_all([1, 2]).await.unwrap();
    settle().await;
    // The second message waits for room.
    assert_eq!(sent.so_far(), 1);
    let before = (sender.so_far(), bystander.so_far());

    ask.send(()).await.unwrap();
    settle().await;

    assert_eq!(sent.so_far(), 2);
    assert_eq!(
        (sender.so_far(), bystander.so_far()),
        (before.0 + 1, before.1)
    );
    assert_eq!(results.recv().await, Some(1));
    graph.stop();
    graph.join().await.unwrap();
}

// 79: a message that arrives between the look and the wait wakes all the same.
#[test]
fn a_message_between_the_look_and_the_wait_is_not_missed() {
    let (mut outbox, mut inbox) = link(Policy::default());
    assert_eq!(inbox.try_recv(), Err(TryRecvError::Empty));
    outbox.try_send(1).unwrap();
    assert_eq!(inbox.recv().now_or_never(), Some(Some(1)));
}

// 79, between threads, where a wake-up that is lost once in a while would show.
#[test]
fn no_wake_up_is_lost_between_threads() {
    const ROUNDS: u64 = 20_000;
    let (mut ball, mut catch) = link(Policy::capacity(1));
    let (mut back, mut caught) = link(Policy::capacity(1));
    let other = std::thread::spawn(move || {
        while let Some(number) = catch.recv_blocking() {
            back.send_blocking(number + 1).unwrap();
        }
    });
    for number in 0..ROUNDS {
        ball.send_blocking(number).unwrap();
        assert_eq!(caught.recv_blocking(), Some(number + 1));
    }
    drop(ball);
    other.join().unwrap();
}

// 80: a wait that is woken for nothing does not return with nothing.
#[test]
fn a_receive_never_returns_empty_handed() {
    let (mut outbox, mut inbox) = link(Policy::default());
    let mut receive = Box::pin(inbox.recv());
    for _ in 0..10 {
        assert_eq!(receive.as_mut().now_or_never(), None);
    }
    outbox.try_send(7).unwrap();
    assert_eq!(receive.now_or_never(), Some(Some(7)));
}

/// Waits for one of its inboxes, and leaves the other unread.
#[derive(Component)]
struct OneEyed {
    #[inbox]
    unread: Inbox<u64>,
    #[inbox]
    read: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    polls: Tally,
}

impl Main for OneEyed {
    async fn main(mut self) -> Outcome {
        let work = async {
            while let Some(number) = self.read.recv().await {
                self.outbox.send(number).await?;
            }
            Ok(())
        };
        self.polls.polls(work).await
    }
}

// 81: an inbox that nobody reads holds a message, and the component waits for
// another: it sleeps. The original spins.
#[tokio::test]
async fn a_message_that_nobody_reads_keeps_nobody_awake() {
    let (mut unread, left) = feed();
    let (mut read, right) = feed();
    let (mut results, sink) = collect();
    let polls = Tally::default();
    let graph = graphline! {
        UNREAD = left;
        READ = right;
        ONE_EYED = OneEyed::new(polls.clone());
        RESULTS = sink;
        UNREAD.outbox -> ONE_EYED.unread;
        READ.outbox -> ONE_EYED.read;
        ONE_EYED -> RESULTS;
    }
    .spawn();
    unread.send(1).await.unwrap();
    settle().await;
    assert_eq!(graph.counts()[0].map(|counts| counts.waiting), Some(1));
    let before = polls.so_far();
    settle().await;
    assert_eq!(polls.so_far(), before);
    read.send(2).await.unwrap();
    assert_eq!(results.recv().await, Some(2));
    drop((unread, read));
    graph.join().await.unwrap();
}

// 102, 108: everyone is asleep for hours, in a wait of its own or in one of a
// function that it calls: nobody is polled.
#[tokio::test(start_paused = true)]
async fn a_graph_that_is_asleep_does_nothing_at_all() {
    #[derive(Component)]
    struct Inner {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        polls: Tally,
    }
    async fn next(inbox: &mut Inbox<u64>) -> Option<u64> {
        inbox.recv().await.map(|number| number + 1)
    }
    impl Main for Inner {
        async fn main(mut self) -> Outcome {
            let polls = self.polls.clone();
            while let Some(number) = polls.polls(next(&mut self.inbox)).await {
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (fused, task, inner) = (Tally::default(), Tally::default(), Tally::default());
    let whole = Tally::default();
    let graph = graphline! {
        NUMBERS = source;
        FUSED = Watched::new(fused.clone());
        TASK = Watched::new(task.clone()) on task;
        INNER = Inner::new(inner.clone());
        RESULTS = sink;
        NUMBERS -> FUSED -> TASK -> INNER -> RESULTS;
    };
    let run = graph.run();
    let polls = whole.clone();
    let ran = tokio::spawn(async move { polls.polls(run).await });
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(8));
    settle().await;
    let polls = || [&fused, &task, &inner, &whole].map(Tally::so_far);
    let before = polls();

    tokio::time::advance(Duration::from_secs(3 * 3600)).await;
    settle().await;

    assert_eq!(polls(), before);
    drop(numbers);
    ran.await.unwrap().unwrap();
}
