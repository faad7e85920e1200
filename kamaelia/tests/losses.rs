//! What a reader leaves unread is not lost silently.

mod common;

use common::{Echo, Source, Take, all};
use kamaelia::prelude::*;
use kamaelia::{Carried, Report};

/// The linkage of this path and name in a report.
fn carried<'a>(report: &'a Report, path: &str, name: &str) -> &'a Carried {
    let mut linkages = report.linkages.iter();
    let found = linkages.find(|one| one.path == path && one.linkage.to_string() == name);
    found.unwrap_or_else(|| panic!("no `{name}` in {report:?}"))
}

/// Reads a tenth of what it gets, in a graph of its own.
#[derive(Component)]
struct Forgetful {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Forgetful {
    async fn main(self) -> Outcome {
        graphline! {
            BEFORE = Echo::new();
            TENTH = Take::new(100);
            self.inbox -> BEFORE;
            BEFORE -> TENTH with unbounded;
            TENTH -> self.outbox;
        }
        .run()
        .await
    }
}

// A reader that ends after a tenth: what it leaves unread is in the report, by
// the name of the linkage.
#[tokio::test]
async fn what_a_forgetful_reader_leaves_unread_is_reported() {
    let (mut results, sink) = collect();
    let report = graphline! {
        NUMBERS = Source::new((0..1000).collect());
        TENTH = Take::new(100);
        RESULTS = sink;
        NUMBERS -> TENTH with unbounded;
        TENTH -> RESULTS;
    }
    .run()
    .reported()
    .await;
    assert_eq!(all(&mut results).await.len(), 100);
    let counts = carried(&report, "", "NUMBERS.outbox -> TENTH.inbox with unbounded").counts;
    assert_eq!((counts.received, counts.waiting), (100, 0));
    assert_eq!(counts.sent, counts.received + counts.dropped);
    assert!(counts.dropped > 0);
    let lost = counts.dropped;
    let line = format!("{lost} lost: NUMBERS.outbox -> TENTH.inbox with unbounded");
    assert!(report.to_string().contains(&line), "{report}");
    report.outcome.unwrap();
}

#[tokio::test]
async fn what_is_left_unread_in_a_composite_is_reported_with_its_path() {
    let (mut results, sink) = collect();
    let report = graphline! {
        NUMBERS = Source::new((0..1000).collect());
        FORGETFUL = Forgetful::new() on task;
        RESULTS = sink;
        NUMBERS -> FORGETFUL -> RESULTS;
    }
    .run()
    .reported()
    .await;
    assert_eq!(all(&mut results).await.len(), 100);
    let name = "BEFORE.outbox -> TENTH.inbox with unbounded";
    let inside = carried(&report, "FORGETFUL", name).counts;
    assert_eq!(inside.received, 100);
    let outside = carried(&report, "", "NUMBERS.outbox -> FORGETFUL.inbox").counts;
    for counts in [inside, outside] {
        assert_eq!(counts.sent, counts.received + counts.dropped, "{counts:?}");
        assert_eq!(counts.waiting, 0);
    }
    report.outcome.unwrap();
}
