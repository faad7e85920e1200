//! A busy graph lets everything beside it go on: other tasks, timers, sockets, and
//! its own ends. How soon is counted in its messages, never in time.

mod common;

use common::{Count, Echo, Swallow, Tally, settle};
use futures::channel::mpsc;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::pin::pin;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

/// More messages than a busy graph passes on in one turn.
const SOON: usize = 20_000;

/// How deep inside each other graphs are busy, and wait.
const DEPTHS: [usize; 2] = [0, 3];

/// How often somebody waits for a turn.
const WAITS: usize = 8;

/// A thread on which I/O and timers are looked after in every round.
fn one_thread() -> Runtime {
    let mut builder = Builder::new_current_thread();
    let builder = builder.event_interval(1).enable_all();
    builder.build().expect("a thread can wait")
}

/// Passes messages on for ever, and counts them.
#[derive(Component)]
struct Busy {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    passed: Tally,
}

impl Main for Busy {
    async fn main(self) -> Outcome {
        let passed = self.passed;
        let count = move |number: u64| {
            passed.add();
            number
        };
        graphline! {
            COUNT = Count::new();
            A = Echo::new();
            B = Echo::new();
            SINK = Swallow::new();
            ECHO = Echo::new();
            COUNT -> A -> B;
            B -> SINK via count;
            self.inbox -> ECHO -> self.outbox;
        }
        .run()
        .await
    }
}

/// A composite with a stage in it, so many levels deep.
fn deep(depth: usize, stage: impl Stage<u64, u64>) -> impl Stage<u64, u64> {
    match depth {
        0 => stage.boxed(),
        _ => pipeline![deep(depth - 1, stage).boxed()].boxed(),
    }
}

/// How many messages pass until something is done.
async fn messages_until<T>(passed: &Tally, done: impl Future<Output = T>) -> usize {
    let before = passed.so_far();
    done.await;
    passed.so_far() - before
}

// Another task has a turn.
#[test]
fn a_busy_graph_lets_other_tasks_go_on() {
    for depth in DEPTHS {
        one_thread().block_on(async {
            let passed = Tally::default();
            let (_numbers, source) = feed();
            let busy = deep(depth, Busy::new(passed.clone()));
            let graph = pipeline![source, busy, Swallow::new()].spawn();
            // It has begun.
            settle().await;
            assert!(passed.so_far() > 0);
            for _ in 0..WAITS {
                let other = tokio::spawn(async {});
                let until = messages_until(&passed, other).await;
                assert!(until <= 2 * SOON, "{until} at depth {depth}");
            }
            graph.shutdown(Shutdown::Now);
            graph.join().await.expect("a normal end");
        });
    }
}

// The time comes while the graph is busy; how long that takes is nobody's
// business, so the test moves the clock.
#[test]
fn a_busy_graph_lets_timers_go_on() {
    for depth in DEPTHS {
        one_thread().block_on(async {
            tokio::time::pause();
            let passed = Tally::default();
            let (_numbers, source) = feed();
            let busy = deep(depth, Busy::new(passed.clone()));
            let graph = pipeline![source, busy, Swallow::new()].spawn();
            settle().await;
            for _ in 0..WAITS {
                let timer = tokio::spawn(tokio::time::sleep(Duration::from_secs(1)));
                yield_now().await;
                let until = messages_until(&passed, async {
                    tokio::time::advance(Duration::from_secs(2)).await;
                    timer.await.expect("it is not aborted");
                })
                .await;
                assert!(until <= 3 * SOON, "{until} at depth {depth}");
            }
            graph.shutdown(Shutdown::Now);
            graph.join().await.expect("a normal end");
        });
    }
}

/// Says what arrives at a socket.
#[derive(Component)]
struct Listen {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    socket: TcpStream,
    heard: mpsc::UnboundedSender<u8>,
}

impl Main for Listen {
    async fn main(mut self) -> Outcome {
        let listens = async {
            while let Ok(byte) = self.socket.read_u8().await {
                self.heard.unbounded_send(byte)?;
            }
            Outcome::Ok(())
        };
        let passes_on = async {
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(number).await?;
            }
            Ok(())
        };
        let (mut listens, mut passes_on) = (pin!(listens), pin!(passes_on));
        tokio::select! {
            listened = &mut listens => listened,
            passed = &mut passes_on => passed,
        }
    }
}

// Somebody in the busy graph itself waits for a socket, deep inside.
#[test]
fn a_busy_graph_lets_sockets_go_on() {
    for depth in DEPTHS {
        one_thread().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("it is bound");
            let connect = TcpStream::connect(address);
            let (there, here) = tokio::join!(connect, listener.accept());
            let there = there.expect("it listens");
            let (here, _) = here.expect("it is called");

            let passed = Tally::default();
            let (heard, mut hears) = mpsc::unbounded();
            let (_numbers, source) = feed();
            let graph = pipeline![
                source,
                Busy::new(passed.clone()),
                deep(depth, Listen::new(here, heard)),
                Swallow::new()
            ]
            .spawn();
            settle().await;
            for byte in 0..WAITS as u8 {
                let until = messages_until(&passed, async {
                    assert_eq!(there.try_write(&[byte]).expect("there is room"), 1);
                    let heard = futures::StreamExt::next(&mut hears).await;
                    assert_eq!(heard, Some(byte));
                })
                .await;
                assert!(until <= 4 * SOON, "{until} at depth {depth}");
            }
            graph.shutdown(Shutdown::Now);
            graph.join().await.expect("a normal end");
        });
    }
}

// Somebody in the busy graph itself waits for what comes from outside.
#[test]
fn a_busy_graph_lets_its_ends_go_on() {
    for depth in DEPTHS {
        one_thread().block_on(async {
            let passed = Tally::default();
            let (mut numbers, source) = feed();
            let (mut results, sink) = collect();
            let graph = pipeline![
                source,
                Busy::new(passed.clone()),
                deep(depth, Echo::new()),
                sink
            ]
            .spawn();
            settle().await;
            for number in 0..WAITS as u64 {
                let until = messages_until(&passed, async {
                    numbers.send(number).await.expect("it is read");
                    assert_eq!(results.recv().await, Some(number));
                })
                .await;
                assert!(until <= 2 * SOON, "{until} at depth {depth}");
            }
            graph.shutdown(Shutdown::Now);
            graph.join().await.expect("a normal end");
        });
    }
}
