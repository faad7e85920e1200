//! A run whose books balance, and every way in which they may not.

use super::*;
use crate::world::Conduct;
use kamaelia::topology::{BoxName, LinkageInfo};
use kamaelia::{Carried, Outcome, Policy, SourceLine, Stop};

const OUTBOX: At = At { part: 0, index: 0 };
const INBOX: At = At { part: 1, index: 0 };

/// Two parts, and one linkage.
static PLAN: Plan = Plan {
    number: 0,
    parts: &[
        PartPlan {
            path: "A",
            kind: "Count",
            source: true,
            early: false,
            stubborn: true,
            on_thread: false,
        },
        PartPlan {
            path: "B",
            kind: "Sink",
            source: false,
            early: false,
            stubborn: false,
            on_thread: false,
        },
    ],
    linkages: &[LinkagePlan {
        path: "",
        ends: "A.outbox -> B.inbox",
        policy: Policy::Unbounded,
        from: &[OUTBOX],
        to: Some(INBOX),
    }],
    routes: &[Route {
        from: OUTBOX,
        to: INBOX,
        marks: 0,
    }],
    tells: false,
};

/// The first part sent as many as were received, and these arrived.
fn world(sent: u64, received: &[u64]) -> World {
    let world = World::new(Conduct::ToTheEnd(sent));
    for _ in 0..sent {
        world.ledger().note_sent(OUTBOX);
    }
    for serial in received {
        let parcel = world.parcel(OUTBOX, *serial, 1);
        world.ledger().note_received(INBOX, &parcel);
    }
    world
}

/// What the graph reports of its linkage.
fn report(sent: u64, received: u64, dropped: u64) -> Report {
    let name = |component| BoxName {
        component,
        name: if component == "A" { "outbox" } else { "inbox" },
        index: None,
    };
    let linkage = LinkageInfo {
        from: name("A"),
        to: name("B"),
        policy: Some(Policy::Unbounded),
        converted: false,
        fused: false,
        line: SourceLine { file: "", line: 0 },
    };
    let counts = LinkCounts {
        sent,
        received,
        dropped,
        ..LinkCounts::default()
    };
    Report {
        stuck: Vec::new(),
        stuck_before: 0,
        arrived: Vec::new(),
        outcome: Ok(()),
        overdue: Vec::new(),
        linkages: vec![Carried {
            path: String::new(),
            linkage,
            counts,
        }],
    }
}

#[track_caller]
fn complains(world: &World, report: &Report, words: &str) {
    let complaints = balance(&PLAN, world, report, true);
    assert!(
        complaints.iter().any(|text| text.contains(words)),
        "{complaints:?}"
    );
}

#[test]
fn books_that_balance_are_right() {
    let none = Complaints::new();
    assert_eq!(
        balance(&PLAN, &world(3, &[1, 2, 3]), &report(3, 3, 0), true),
        none
    );
    assert_eq!(
        balance(&PLAN, &world(3, &[1, 3]), &report(3, 2, 1), false),
        none
    );
    assert_eq!(completeness(&PLAN, &world(3, &[]), 3), none);
    assert_eq!(ending(&PLAN, &world(3, &[]), &report(3, 3, 0)), none);
}

#[test]
fn a_linkage_that_does_not_add_up_is_told() {
    complains(&world(3, &[1, 2]), &report(3, 2, 0), "does not balance");
    complains(&world(3, &[1, 2]), &report(3, 2, 1), "has lost something");
    let mut waiting = report(3, 3, 0);
    waiting.linkages[0].counts.waiting = 1;
    complains(&world(3, &[1, 2, 3]), &waiting, "does not balance");
}

#[test]
fn a_linkage_that_knows_less_or_more_than_the_parts_is_told() {
    complains(&world(3, &[1, 2]), &report(2, 2, 0), "carried 2 of 3");
    complains(&world(2, &[1, 2]), &report(3, 2, 1), "carried 3 of 2");
    complains(&world(3, &[1, 2, 3]), &report(3, 2, 1), "noted 3 of 2");
    complains(&world(3, &[1, 2]), &report(3, 3, 0), "noted 2 of 3");
}

#[test]
fn a_linkage_that_should_not_be_there_or_is_not_is_told() {
    let mut other = report(3, 3, 0);
    other.linkages[0].path = "C".to_owned();
    complains(&world(3, &[1, 2, 3]), &other, "is not in the plan");
    complains(&world(3, &[1, 2, 3]), &other, "is not reported");
    let mut twice = report(3, 3, 0);
    twice.linkages.extend(report(3, 3, 0).linkages);
    complains(&world(3, &[1, 2, 3]), &twice, "is reported twice");
}

#[test]
fn what_arrives_twice_or_too_late_or_was_never_sent_is_told() {
    complains(
        &world(3, &[1, 2, 2]),
        &report(3, 3, 0),
        "number 2 of A (Count) box 0 again",
    );
    complains(
        &world(3, &[1, 3, 2]),
        &report(3, 3, 0),
        "number 2 of A (Count) box 0 again",
    );
    complains(
        &world(3, &[1, 2, 4]),
        &report(3, 3, 0),
        "number 4 of A (Count) box 0 though",
    );
}

#[test]
fn what_comes_by_another_way_or_was_not_converted_is_told() {
    let converted = world(1, &[]);
    let parcel = crate::marked(converted.parcel(OUTBOX, 1, 1));
    converted.ledger().note_received(INBOX, &parcel);
    complains(&converted, &report(1, 1, 0), "with the wrong conversions");
    let strange = world(1, &[]);
    let parcel = strange.parcel(INBOX, 1, 1);
    strange.ledger().note_received(INBOX, &parcel);
    complains(&strange, &report(1, 1, 0), "by no way that there is");
}

#[test]
fn a_source_that_ended_early_is_told() {
    let complaints = completeness(&PLAN, &world(2, &[]), 3);
    assert_eq!(complaints, ["the source A sent 2 of 3 parcels"]);
}

fn overdue(path: &str, how: Release) -> Report {
    let overdue = Overdue {
        path: path.to_owned(),
        line: None,
        how,
    };
    Report {
        stuck: Vec::new(),
        stuck_before: 0,
        arrived: Vec::new(),
        outcome: Err(Stop::fault("late")),
        overdue: vec![overdue],
        linkages: Vec::new(),
    }
}

#[track_caller]
fn complains_of_end(world: &World, report: &Report, words: &str) {
    let complaints = ending(&PLAN, world, report);
    assert!(
        complaints.iter().any(|text| text.contains(words)),
        "{complaints:?}"
    );
}

#[test]
fn who_is_overdue_and_should_not_be_or_should_be_and_is_not_is_told() {
    let world = world(0, &[]);
    complains_of_end(
        &world,
        &overdue("B", Release::Dropped),
        "`B` was dropped, which",
    );
    complains_of_end(
        &world,
        &overdue("A", Release::Abandoned),
        "`A` was abandoned, which",
    );
    world.note_stubborn(0);
    complains_of_end(&world, &report(0, 0, 0), "the stubborn A is not");
}

#[test]
fn an_outcome_that_nobody_caused_is_told() {
    let ends = |outcome: Outcome| Report {
        outcome,
        ..report(0, 0, 0)
    };
    let fault = ends(Err(Stop::fault("disk gone")));
    complains_of_end(&world(0, &[]), &fault, "the outcome is disk gone");
    let trapped = World::new(Conduct::UntilStopped(0, Some(crate::Trap::Panic)));
    assert_eq!(trapped.event(0, true), Some(crate::Trap::Panic));
    complains_of_end(&trapped, &ends(Ok(())), "should be a trap in A");
}

#[test]
fn an_abandoned_thread_may_have_sent_what_it_had_no_time_to_note() {
    let with = |how, sent| Report {
        overdue: overdue("A", how).overdue,
        ..report(sent, 2, sent - 2)
    };
    let world = world(2, &[1, 2]);
    let complaints = |report| balance(&PLAN, &world, &report, false);
    assert_eq!(complaints(with(Release::Abandoned, 3)), Complaints::new());
    assert_eq!(complaints(with(Release::Abandoned, 4)).len(), 1);
    assert_eq!(complaints(with(Release::Dropped, 3)).len(), 1);
}
