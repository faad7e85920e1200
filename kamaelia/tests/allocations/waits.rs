//! All ways to wait and to send.

use crate::common::{Echo, Swallow};
use crate::{MESSAGES, Numbers, Window, fused};
use futures::future::join;
use kamaelia::prelude::*;
use kamaelia::{Policy, collect_with, feed_with};

/// Waits for any of its inboxes.
#[derive(Component)]
struct Merge {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Merge {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            match event {
                MergeEvent::Left(number) | MergeEvent::Right(number) => {
                    self.outbox.send(number).await?;
                }
            }
        }
        Ok(())
    }
}

#[test]
fn waiting_for_any_inbox_allocates_nothing() {
    fused(|window| {
        graphline! {
            ONE = Numbers::new(window.clone());
            OTHER = Numbers::new(window);
            MERGE = Merge::new();
            SINK = Swallow::new();
            ONE.outbox -> MERGE.left;
            OTHER.outbox -> MERGE.right;
            MERGE -> SINK;
        }
        .run()
    });
}

/// Waits under a `select!` that it mostly loses, and reserves before it sends.
#[derive(Component)]
struct Selects {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Selects {
    async fn main(mut self) -> Outcome {
        loop {
            tokio::select! {
                received = self.inbox.recv() => match received {
                    Some(number) => self.outbox.reserve().await?.send(number),
                    None => return Ok(()),
                },
                () = tokio::task::yield_now() => {}
            }
        }
    }
}

#[test]
fn waits_that_are_given_up_allocate_nothing() {
    fused(|window| pipeline![Numbers::new(window), Selects::new(), Swallow::new()].run());
}

/// Sends batches out of one vector.
#[derive(Component)]
struct Batches {
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Batches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(64);
        for first in (0..MESSAGES).step_by(8) {
            batch.extend(first..first + 8);
            self.window.pass(first);
            if batch.len() == 64 {
                self.outbox.send_all(batch.drain(..)).await?;
            }
        }
        Ok(())
    }
}

/// Passes on batches in one vector.
#[derive(Component)]
struct Rebatch {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Rebatch {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(64);
        while self.inbox.recv_many(&mut batch, 64).await > 0 {
            self.outbox.send_all(batch.drain(..)).await?;
        }
        Ok(())
    }
}

#[test]
fn batches_in_one_vector_allocate_nothing() {
    fused(|window| {
        pipeline![
            Batches::new(window),
            Rebatch::new(),
            Rebatch::new(),
            Swallow::new()
        ]
        .run()
    });
}

/// Sends a number and waits for it to come back.
#[derive(Component)]
struct Ping {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Ping {
    async fn main(mut self) -> Outcome {
        for number in 0..MESSAGES {
            self.window.pass(number);
            self.outbox.send(number).await?;
            self.inbox.recv().await;
        }
        Ok(())
    }
}

#[test]
fn ping_pong_allocates_nothing() {
    fused(|window| {
        graphline! {
            PING = Ping::new(window);
            PONG = Echo::new();
            PING -> PONG with capacity(1);
            PONG -> PING with latest;
        }
        .run()
    });
}

#[test]
fn ping_pong_without_a_limit_allocates_nothing() {
    fused(|window| {
        graphline! {
            PING = Ping::new(window);
            PONG = Echo::new();
            PING -> PONG with capacity(1);
            PONG -> PING with unbounded;
        }
        .run()
    });
}

#[test]
fn the_ends_of_a_graph_outside_it_allocate_nothing() {
    fused(|window| async move {
        let (mut numbers, source) = feed_with(Policy::default());
        let (mut results, sink) = collect_with(Policy::default());
        let outside = async move {
            for number in 0..MESSAGES {
                window.pass(number);
                numbers.send(number).await?;
                results.recv().await;
            }
            Outcome::Ok(())
        };
        let (ran, fed) = join(pipeline![source, Echo::new(), sink].run(), outside).await;
        ran.and(fed)
    });
}
