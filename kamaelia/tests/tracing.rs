//! What a graph tells those who listen by `tracing`.

mod common;

#[path = "common/diamond.rs"]
mod diamond;

use common::Echo;
use diamond::{Join, Split};
use kamaelia::Stop;
use kamaelia::prelude::*;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down every span and event, and which spans are entered.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, text: String) -> u64 {
        let mut notes = self.0.lock().expect("nobody panics with it");
        notes.push(text);
        notes.len() as u64
    }

    fn have(&self, text: &str) -> bool {
        self.0
            .lock()
            .expect("nobody panics with it")
            .iter()
            .any(|note| note == text)
    }
}

/// The values of a span or an event as text.
#[derive(Default)]
struct Values(String);

impl Visit for Values {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!(" {field}={value:?}");
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "kamaelia"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut values = Values::default();
        span.record(&mut values);
        Id::from_u64(self.note(format!("span{}", values.0)))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut values = Values::default();
        event.record(&mut values);
        self.note(format!("event{}", values.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Fails on its second message.
#[derive(Component)]
struct Fails {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Fails {
    async fn main(mut self) -> Outcome {
        self.inbox.recv().await;
        self.inbox.recv().await;
        Err(Stop::fault("no lock"))
    }
}

/// Fails inside.
#[derive(Component)]
struct Outer {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Outer {
    async fn main(self) -> Outcome {
        graphline! {
            RELAY = Echo::new();
            TUNER = Fails::new();
            self.inbox -> RELAY -> TUNER;
        }
        .run()
        .await
    }
}

#[test]
fn each_component_has_a_span_with_its_path_and_a_fault_is_one_event() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let (mut numbers, source) = feed();
        numbers.try_send(1).unwrap();
        numbers.try_send(2).unwrap();
        let graph = graphline! { NUMBERS = source; OUTER = Outer::new(); NUMBERS -> OUTER; };
        let outcome = futures::executor::block_on(graph.run());
        assert!(outcome.is_err());
    });
    for path in ["NUMBERS", "OUTER", "OUTER/RELAY", "OUTER/TUNER"] {
        assert!(notes.have(&format!("span path=\"{path}\"")), "{path}");
    }
    let fault = "event message=a component has failed path=\"OUTER/TUNER\" fault=no lock";
    let events = notes.0.lock().unwrap();
    let events: Vec<&String> = events
        .iter()
        .filter(|note| note.starts_with("event"))
        .collect();
    assert_eq!(events, [fault]);
}

#[test]
#[expect(deprecated, reason = "the warning of diamonds, which this is")]
fn a_graph_that_waits_only_for_itself_is_one_event() {
    let notes = Notes::default();
    tracing::subscriber::with_default(notes.clone(), || {
        let graph = graphline! {
            SPLIT = Split::new(3);
            JOIN  = Join::new();
            SPLIT.left  -> JOIN.left with capacity(1);
            SPLIT.right -> JOIN.right;
        };
        let mut graph = std::pin::pin!(graph.run());
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(graph.as_mut().poll(&mut cx).is_pending());
        }
    });
    let events = notes.0.lock().unwrap();
    let mut events = events.iter().filter(|note| note.starts_with("event"));
    let event = events.next().expect("an event");
    let start = "event message=a graph waits only for itself path=\"\" stuck=the graph waits only";
    assert!(event.starts_with(start), "{event}");
    assert_eq!(events.next(), None);
}
