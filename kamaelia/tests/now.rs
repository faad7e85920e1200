//! `Shutdown::Now` from another thread than the one that runs the graph.
#![expect(deprecated, reason = "the warning of a component that is never linked")]

use kamaelia::prelude::*;
use kamaelia::{Stop, finishing};
use std::future::{pending, ready};

/// Has nothing to send, and waits.
#[derive(Component)]
struct Silent {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Silent {
    async fn main(self) -> Outcome {
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

/// Adds up. What it has at the end of its inbox is the sum; what it has when it
/// is told to stop now is none.
#[derive(Component)]
struct Sum {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Sum {
    async fn main(mut self) -> Outcome {
        let mut sum = 0;
        while let Some(number) = self.inbox.recv().await {
            sum += number;
        }
        if finishing(ready(())).await.is_none() {
            return Ok(());
        }
        self.outbox.send(sum).await?;
        Err(Stop::fault("it took the stop for the end of its input"))
    }
}

/// Many, who all have to be told.
#[derive(Component)]
struct Crowd {}

impl Main for Crowd {
    async fn main(self) -> Outcome {
        graphline! {
            A = Member::new();
            B = Member::new();
            C = Member::new();
            D = Member::new();
            E = Member::new();
            F = Member::new();
        }
        .run()
        .await
    }
}

#[derive(Component)]
struct Member {}

impl Main for Member {
    async fn main(self) -> Outcome {
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

/// Nobody takes it for the end of its input that others were told to stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn now_is_heard_before_the_end_of_those_who_heard_it() {
    for _ in 0..3000 {
        let (mut results, sink) = collect();
        let graph = graphline! {
            SILENT = Silent::new();
            CROWD  = Crowd::new();
            SUM    = Sum::new();
            RESULT = sink;

            SILENT -> SUM -> RESULT;
        }
        .spawn();
        tokio::task::yield_now().await;
        graph.shutdown(Shutdown::Now);
        graph.join().await.unwrap();
        assert_eq!(results.recv().await, None);
    }
}

/// The same, where they are not polled together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn now_is_heard_before_the_end_of_those_on_other_tasks() {
    for _ in 0..3000 {
        let (mut results, sink) = collect();
        let graph = graphline! {
            SILENT = Silent::new() on task;
            CROWD  = Crowd::new();
            SUM    = Sum::new() on task;
            RESULT = sink;

            SILENT -> SUM -> RESULT;
        }
        .spawn();
        tokio::task::yield_now().await;
        graph.shutdown(Shutdown::Now);
        graph.join().await.unwrap();
        assert_eq!(results.recv().await, None);
    }
}
