//! Components on tasks and threads.

use crate::common::{Echo, Swallow};
use crate::{MESSAGES, Numbers, WARM, Window, on_workers};
use kamaelia::TrySendError;
use kamaelia::prelude::*;
use std::sync::Arc;
use tokio::sync::Notify;

/// Repeats every message, and has its thread counted.
#[derive(Component)]
struct Relay {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Relay {
    async fn main(mut self) -> Outcome {
        self.window.count_here();
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[test]
fn a_component_on_a_task_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new() on task;
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK;
        }
        .run()
    });
}

#[test]
fn a_component_on_a_task_with_room_for_one_message_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new() on task;
            SINK = Swallow::new();
            NUMBERS -> A -> SINK with capacity(1);
        }
        .run()
    });
}

#[test]
fn a_component_on_a_thread_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window.clone());
            A = Echo::new();
            B = Relay::new(window) on thread;
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK;
        }
        .run()
    });
}

/// Repeats every message on a thread that it blocks.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        self.window.count_here();
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

#[test]
fn a_component_that_blocks_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window.clone());
            BLOCKED = Blocked::new(window);
            SINK = Swallow::new();
            NUMBERS -> BLOCKED -> SINK;
        }
        .run()
    });
}

/// Repeats every message, and waits for none before it is counted.
#[derive(Component)]
#[component(blocking)]
struct BlockedLate {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Blocking for BlockedLate {
    fn main(mut self) -> Outcome {
        self.window.count_here();
        let mut repeated = 0;
        while repeated < 2 * WARM {
            if let Ok(number) = self.inbox.try_recv() {
                let mut message = number;
                while let Err(TrySendError::Full(back)) = self.outbox.try_send(message) {
                    message = back;
                }
                repeated += 1;
            }
            std::thread::yield_now();
        }
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

#[test]
fn the_first_wait_on_a_thread_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window.clone());
            BLOCKED = BlockedLate::new(window);
            SINK = Swallow::new();
            NUMBERS -> BLOCKED -> SINK;
        }
        .run()
    });
}

// What is counted on workers is the graph's own.
#[test]
fn the_runtime_allocates_nothing_by_itself() {
    on_workers(|window| async move {
        let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (pinged, ponged) = (ping.clone(), pong.clone());
        let other = tokio::spawn(async move {
            for _ in 0..MESSAGES {
                pinged.notified().await;
                ponged.notify_one();
            }
        });
        for number in 0..MESSAGES {
            window.pass(number);
            ping.notify_one();
            pong.notified().await;
        }
        Ok(other.await?)
    });
}
