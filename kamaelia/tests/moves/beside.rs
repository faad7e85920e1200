//! Graphs that a component runs beside other futures of its own.

use crate::common::{Count, Source, Swallow, Take, all};
use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip, Writer};
use crate::places::host;
use crate::scene::balanced;
use crate::watch::on_each_runtime;
use kamaelia::prelude::*;

const MESSAGES: u64 = 1_000;

/// Runs a graph at one of its outboxes, and serves its other boxes itself
/// meanwhile.
#[derive(Component)]
struct Beside {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    #[outbox]
    counted: Outbox<u64>,
    count: usize,
}

impl Main for Beside {
    async fn main(self) -> Outcome {
        let (mut inbox, mut outbox) = (self.inbox, self.outbox);
        let passes_on = async {
            while let Some(parcel) = inbox.recv().await {
                outbox.send(parcel).await?;
            }
            Outcome::Ok(())
        };
        let counts = graphline! {
            COUNT = Count::new();
            ENOUGH = Take::new(self.count);
            COUNT -> ENOUGH with capacity(1);
            ENOUGH.outbox -> self.counted;
        };
        let sleeps = graphline! {
            IDLE = Source::new(Vec::<u64>::new());
            SINK = Swallow::new();
            IDLE -> SINK;
        };
        let (passed, counted, slept) = tokio::join!(passes_on, counts.run(), sleeps.run());
        passed.and(counted).and(slept)
    }
}

#[test]
fn a_component_may_run_graphs_and_serve_its_boxes_at_once() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (guests, _host) = host();
            let reader = Trip::new(&book, guests);
            let writer = Trip {
                limit: MESSAGES,
                ..reader.clone()
            };
            let (mut numbers, sink) = collect();
            let report = graphline! {
                WRITER = Writer::new(writer);
                BESIDE = Beside::new(2_000);
                READER = Reader::new(reader);
                NUMBERS = sink;
                WRITER -> BESIDE -> READER with capacity(capacity);
                BESIDE.counted -> NUMBERS.inbox with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
            let numbers = all(&mut numbers).await;
            assert!(numbers.into_iter().eq(0..2_000));
        }
    });
}
