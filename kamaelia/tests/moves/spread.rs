//! A running graph with tasks and threads is moved as any other.

use crate::common::Echo;
use crate::parcel::Book;
use crate::parts::{Reader, Trip, Writer};
use crate::places::{Place, host};
use crate::running::{MESSAGES, Running, check};
use crate::watch::{Runs, poll_once, watched};
use futures::FutureExt;
use kamaelia::prelude::*;
use std::task::Poll;

/// A graph that works on tasks, threads and in its own future.
fn spread(capacity: usize) -> (Running, Book) {
    let book = Book::default();
    let (guests, _host) = host();
    let reader = Trip::new(&book, guests);
    let writer = Trip {
        limit: MESSAGES,
        legs: vec![(Place::Home, 3), (Place::Task, 5), (Place::Thread, 7)],
        ..reader.clone()
    };
    let running = graphline! {
        WRITER = Writer::new(writer);
        A = Echo::new() on task;
        B = Echo::new();
        C = Echo::new() on thread;
        READER = Reader::new(reader);
        WRITER -> A -> B -> C -> READER with capacity(capacity);
    }
    .run()
    .reported()
    .boxed();
    (running, book)
}

#[test]
fn a_graph_with_tasks_and_threads_may_be_moved() {
    watched(|| {
        for runs in Runs::ALL {
            for capacity in [1, 2, 64] {
                let runtime = runs.runtime();
                let (mut running, book) = spread(capacity);
                runtime.block_on(async {
                    for _ in 0..5 {
                        assert!(poll_once(&mut running).await.is_pending());
                        tokio::task::yield_now().await;
                    }
                    let report = tokio::spawn(async move {
                        for _ in 0..5 {
                            if let Poll::Ready(report) = poll_once(&mut running).await {
                                return Ok(report);
                            }
                            tokio::task::yield_now().await;
                        }
                        Err(running)
                    });
                    let report = match report.await.unwrap() {
                        Ok(report) => report,
                        Err(running) => running.await,
                    };
                    check(report, &book);
                });
            }
        }
    });
}
