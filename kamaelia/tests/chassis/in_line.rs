//! Children that share the workers of a runtime of tokio: many of them.

use crate::common::{CountedDrop, Tally};
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Stop};
use std::future::poll_fn;
use std::task::Poll;
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

const MANY: usize = 200;
const TURNS: usize = 20;

/// On one thread, and on several.
fn runtimes() -> [Runtime; 2] {
    [Builder::new_current_thread(), Builder::new_multi_thread()]
        .map(|mut builder| builder.build().expect("there is a runtime"))
}

/// Goes on some times, and then does as its number says.
#[derive(Component)]
struct Worker {
    number: usize,
    dropped: CountedDrop,
}

impl Main for Worker {
    async fn main(self) -> Outcome {
        let _held = self.dropped;
        for _ in 0..TURNS {
            yield_now().await;
        }
        match self.number % 4 {
            0 => panic!("bad luck"),
            1 => loop {
                yield_now().await;
            },
            _ => Ok(()),
        }
    }
}

/// Starts many, and waits until so many have ended.
#[derive(Component)]
struct Owner {
    dropped: Tally,
    ended: usize,
}

impl Main for Owner {
    async fn main(self) -> Outcome {
        let mut workers = Children::new("worker").on_task();
        for number in 0..MANY {
            workers.start(number, Worker::new(number, self.dropped.drops()));
        }
        for _ in 0..self.ended {
            let (number, outcome) = workers.next().await.ok_or(Stop::fault("all are gone"))?;
            assert_eq!(outcome.is_err(), number % 4 == 0);
        }
        Ok(())
    }
}

fn owner(dropped: &Tally, ended: usize) -> BoxedGraph {
    graphline! { OWNER = Owner::new(dropped.clone(), ended); }.boxed()
}

#[test]
fn all_come_to_their_end_and_those_that_are_left_are_dropped() {
    for runtime in runtimes() {
        let dropped = Tally::default();
        let [one, two] = [(); 2].map(|()| owner(&dropped, MANY / 4 * 3).run());
        let (one, two) = runtime.block_on(async { tokio::join!(one, two) });
        one.and(two).expect("who could end has ended");
        drop(runtime);
        assert_eq!(dropped.so_far(), 2 * MANY);
    }
}

#[test]
fn a_runtime_that_shuts_down_leaves_nobody_in_line() {
    for runtime in runtimes() {
        let dropped = Tally::default();
        let graph = runtime.block_on(async {
            let graph = owner(&dropped, MANY).spawn();
            while dropped.so_far() < MANY / 2 {
                yield_now().await;
            }
            graph
        });
        drop(runtime);
        assert_eq!(dropped.so_far(), MANY);
        drop(graph);
    }
}

/// Waits for good.
#[derive(Component)]
struct Waits {
    begun: Tally,
    dropped: CountedDrop,
}

impl Main for Waits {
    async fn main(self) -> Outcome {
        self.begun.add();
        std::future::pending::<()>().await;
        drop(self.dropped);
        Ok(())
    }
}

/// Ends when all that it has started have; says what became of them.
#[derive(Component)]
struct Survivor {
    #[outbox]
    outbox: Outbox<String>,
    begun: Tally,
    dropped: Tally,
}

impl Main for Survivor {
    async fn main(mut self) -> Outcome {
        let mut waiting = Children::new("waits").on_task();
        for number in 0..3 {
            let waits = Waits::new(self.begun.clone(), self.dropped.drops());
            waiting.start(number, waits);
        }
        while let Some((_, outcome)) = waiting.next().await {
            let stop = outcome.err().ok_or(Stop::fault("it has ended"))?;
            self.outbox.send(stop.to_string()).await?;
        }
        Ok(())
    }
}

#[test]
fn an_owner_that_goes_on_elsewhere_hears_that_the_runtime_of_its_children_is_gone() {
    for runtime in runtimes() {
        let [begun, dropped] = [(); 2].map(|()| Tally::default());
        let (mut outcomes, sink) = collect();
        let survivor = Survivor::new(begun.clone(), dropped.clone());
        let graph = graphline! { SURVIVOR = survivor; SINK = sink; SURVIVOR -> SINK; };
        let mut graph = Box::pin(graph.run());
        runtime.block_on(async {
            while begun.so_far() < 3 {
                assert!(
                    poll_fn(|cx| Poll::Ready(graph.as_mut().poll(cx)))
                        .await
                        .is_pending()
                );
                yield_now().await;
            }
        });

        let goes = std::thread::spawn(move || drop(runtime));
        futures::executor::block_on(graph).expect("what becomes of them is no fault of its own");
        goes.join().expect("it shuts down");

        assert_eq!(dropped.so_far(), 3);
        for _ in 0..3 {
            let outcome = outcomes.try_recv().expect("each has one");
            assert!(outcome.contains("the runtime shuts down"), "{outcome}");
        }
    }
}
