//! What reaches a component that is told to end.

mod common;

use common::{Count, Echo, Swallow, all};
use kamaelia::finishing;
use kamaelia::prelude::*;

/// Waits for something that never comes.
#[derive(Component)]
struct Accept {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Accept {
    async fn main(mut self) -> Outcome {
        while until_stopped(std::future::pending::<()>()).await.is_some() {}
        // A source that was told to finish makes nothing new.
        assert!(self.outbox.send(1).await.is_err());
        Ok(())
    }
}

/// A composite of sources.
#[derive(Component)]
struct Inner {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Inner {
    async fn main(self) -> Outcome {
        graphline! {
            ACCEPT = Accept::new();
            COUNT = Count::new() on task;
            SINK = Swallow::new();
            ACCEPT -> self.outbox;
            COUNT -> SINK;
        }
        .run()
        .await
    }
}

/// A composite of a composite.
#[derive(Component)]
struct Nested {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Nested {
    async fn main(self) -> Outcome {
        graphline! { INNER = Inner::new(); INNER -> self.outbox; }
            .run()
            .await
    }
}

#[tokio::test]
async fn finish_ends_the_sources_and_the_rest_drains() {
    let (mut results, sink) = collect();
    let graph = pipeline![Count::new(), Echo::new(), Echo::new(), sink].spawn();
    while results.recv().await != Some(1000) {}
    graph.stop();
    let rest = all(&mut results).await;
    assert_eq!(rest, (1001..1001 + rest.len() as u64).collect::<Vec<_>>());
    graph.join().await.unwrap();
}

#[tokio::test]
async fn finish_reaches_a_wait_that_is_no_box() {
    let graph = pipeline![Accept::new(), Swallow::new()].spawn();
    tokio::task::yield_now().await;
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn finish_reaches_every_component_of_every_composite() {
    let graph = pipeline![Nested::new(), Swallow::new()].spawn();
    tokio::task::yield_now().await;
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_graph_that_is_told_before_it_starts_ends_too() {
    let graph = pipeline![Nested::new(), Swallow::new()].spawn();
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn now_ends_a_component_that_waits_for_its_inbox() {
    let (_open, source) = feed::<u64>();
    let graph = pipeline![source, Echo::new(), Swallow::new()].spawn();
    tokio::task::yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

#[test]
fn a_graph_runs_beside_a_thread_without_a_runtime() {
    let (mut numbers, source) = feed::<u64>();
    let (mut results, sink) = collect();
    let graph = pipeline![source, Echo::new(), sink].spawn();
    numbers.send_blocking(7).unwrap();
    assert_eq!(results.recv_blocking(), Some(7));
    drop(numbers);
    assert_eq!(results.recv_blocking(), None);
    futures::executor::block_on(graph.join()).unwrap();
}

// 209: self.control leads to A alone: the original's B could never be told.
#[tokio::test]
async fn linking_the_control_of_one_component_keeps_nobody_from_being_told() {
    #[derive(Component)]
    struct Half {
        #[inbox]
        control: Inbox<Shutdown>,
    }
    impl Main for Half {
        async fn main(self) -> Outcome {
            graphline! {
                A = Count::new();
                B = Accept::new();
                A_SINK = Swallow::new();
                B_SINK = Swallow::new();
                self.control -> A.control;
                A -> A_SINK;
                B -> B_SINK;
            }
            .run()
            .await
        }
    }
    let graph = graphline! { HALF = Half::new(); }.spawn();
    tokio::task::yield_now().await;
    graph.stop();
    graph.join().await.unwrap();
}

// 212: a message at an inbox of the composite that leads nowhere inside: the
// original spins.
#[tokio::test(start_paused = true)]
async fn a_composite_that_ignores_its_inbox_sleeps() {
    #[derive(Component)]
    struct Ignores {
        #[inbox]
        inbox: Inbox<u64>,
    }
    impl Main for Ignores {
        async fn main(self) -> Outcome {
            let waiting = self.inbox;
            graphline! { A = Accept::new(); SINK = Swallow::new(); A -> SINK; }
                .run()
                .await?;
            drop(waiting);
            Ok(())
        }
    }
    let graph = graphline! { COUNT = Count::new(); IGNORES = Ignores::new(); COUNT -> IGNORES; };
    let graph = graph.spawn();
    // Time moves on only while nobody spins.
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    graph.stop();
    graph.join().await.unwrap();
}

/// Sends what it is told, and how it came to know: by `recv_any`.
#[derive(Component)]
struct Hears {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<String>,
}

impl Main for Hears {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            let text = match event {
                HearsEvent::Control(shutdown) => format!("{shutdown:?}"),
                HearsEvent::Inbox(number) => number.to_string(),
            };
            self.outbox.send(text).await?;
        }
        Ok(())
    }
}

// 9: of several inboxes it is `control` that has something.
#[tokio::test]
async fn a_component_that_declares_its_control_hears_what_its_graph_is_told() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = pipeline![source, Hears::new(), sink].spawn();
    numbers.send(1).await.unwrap();
    assert_eq!(results.recv().await.as_deref(), Some("1"));
    graph.stop();
    assert_eq!(results.recv().await.as_deref(), Some("Finish"));
    assert_eq!(results.recv().await, None);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_control_that_nobody_uses_holds_nobody_back() {
    let (mut results, sink) = collect();
    let (numbers, source) = feed();
    drop(numbers);
    pipeline![source, Hears::new(), sink].run().await.unwrap();
    assert_eq!(results.recv().await, None);
}

#[tokio::test]
async fn a_source_may_wait_for_its_control() {
    #[derive(Component)]
    struct Patient {
        #[inbox(optional)]
        control: Inbox<Shutdown>,
    }
    impl Main for Patient {
        async fn main(mut self) -> Outcome {
            assert_eq!(self.control.recv().await, Some(Shutdown::Finish));
            Ok(())
        }
    }
    let graph = graphline! { PATIENT = Patient::new(); }.spawn();
    tokio::task::yield_now().await;
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_source_that_declares_its_control_finishes_what_it_has_begun() {
    /// Sends pairs; the other half of one comes by its gate.
    #[derive(Component)]
    struct Pairs {
        #[inbox(optional)]
        control: Inbox<Shutdown>,
        #[outbox]
        outbox: Outbox<u64>,
        gate: tokio::sync::mpsc::Receiver<u64>,
    }
    impl Main for Pairs {
        async fn main(mut self) -> Outcome {
            while let Some(Some(half)) = until_stopped(self.gate.recv()).await {
                self.outbox.send(half).await?;
                match finishing(self.gate.recv()).await {
                    Some(Some(half)) => self.outbox.send(half).await?,
                    _ => return Ok(()),
                }
            }
            Ok(())
        }
    }
    for (shutdown, rest) in [(Shutdown::Finish, Some(2)), (Shutdown::Now, None)] {
        let (halves, gate) = tokio::sync::mpsc::channel(4);
        let (mut results, sink) = collect();
        let graph = pipeline![Pairs::new(gate), sink].spawn();
        halves.send(1).await.unwrap();
        assert_eq!(results.recv().await, Some(1));
        graph.shutdown(shutdown);
        tokio::task::yield_now().await;
        let _ = halves.send(2).await;
        assert_eq!(results.recv().await, rest);
        assert_eq!(results.recv().await, None);
        graph.join().await.unwrap();
    }
}
