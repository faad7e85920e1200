//! Expressions stand in the user's own scope: `?`, `.await`, borrowed
//! variables, components with lifetimes, and types that flow both ways.
#![deny(warnings)]
#![forbid(unsafe_code)]

use fixture::{Canvas, Echo, Print, Sum, Upper, Words};
use kamaelia::Stage;
use kamaelia::prelude::*;

/// Counts into what it borrows.
#[derive(Component)]
struct Count<'a> {
    /// What is counted.
    #[inbox]
    inbox: Inbox<String>,
    count: &'a mut usize,
}

impl Main for Count<'_> {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {
            *self.count += 1;
        }
        Ok(())
    }
}

async fn print() -> Result<Print, std::fmt::Error> {
    Ok(Print::new())
}

async fn borrowed() -> Outcome {
    let mut count = 0;
    graphline! {
        WORDS = Words::new();
        COUNT = Count::new(&mut count);
        WORDS -> COUNT;
    }
    .run()
    .await?;
    assert_eq!(count, 0);
    graphline! {
        WORDS = Words::new();
        PRINT = print().await?;
        WORDS -> PRINT;
    }
    .run()
    .await
}

/// Any shape by its name, and one that contains itself.
fn loud(times: usize) -> impl Stage<String, String> {
    pipeline![Upper::new(), deeper(times)]
}

fn deeper(times: usize) -> kamaelia::Boxed<String, String> {
    if times == 0 {
        return Upper::new().boxed();
    }
    loud(times - 1).boxed()
}

fn inferred() {
    let (_numbers, source) = feed();
    let (_sums, sink) = collect();
    // Forwards from `source` after the fact, backwards from `Sum`.
    drop(graphline! {
        SOURCE = source;
        A      = Echo::new();
        B      = Echo::new();
        SUM    = Sum::new();
        SINK   = sink;

        A -> B;
        B.outbox -> SUM.numbers;
        SOURCE -> A;
        SUM.sums -> SINK.inbox;
    });
    drop(graphline! {
        WORDS = Words::new();
        LOUD  = loud(2);
        PRINT = Print::new();
        WORDS -> LOUD -> PRINT;
    });
}

fn placed() {
    drop(graphline! {
        WORDS  = Words::new() on task;
        ECHO   = Echo::new() on thread;
        CANVAS = Canvas::new();
        WORDS -> ECHO -> CANVAS;
    });
}

#[kamaelia::main]
async fn main() -> Outcome {
    inferred();
    placed();
    borrowed().await
}
