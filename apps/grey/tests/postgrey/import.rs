//! What a postgrey has remembered is taken over, and grey goes on where it has stopped.

use super::oracle::Postgrey;
use super::{Grey, START, outcome, request};
use fastrand::Rng;
use grey::foreign;
use grey::movein::{Found, postgrey};
use grey::policy::Adopted;
use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

/// What that postgrey was told.
const DELAY: Duration = Duration::from_secs(60);

impl Grey {
    /// Takes over all of it, and counts what has become of it.
    fn adopt(&mut self, found: &Found, at: u64) -> BTreeMap<String, usize> {
        let now = UNIX_EPOCH + Duration::from_secs(at);
        let mut counts = BTreeMap::new();
        for remembered in &found.remembered {
            let adopted = self.policy.adopt(remembered, &mut self.rows, now);
            let adopted: Adopted = adopted.expect("memory does not fail");
            *counts.entry(format!("{adopted:?}")).or_insert(0) += 1;
        }
        counts
    }
}

/// Somebody tries, after a while: at which time, and what he says.
fn attempt(rng: &mut Rng, now: &mut u64) -> String {
    *now += match rng.u8(..20) {
        0..12 => rng.u64(0..70),
        12..19 => rng.u64(0..4_000),
        _ => rng.u64(0..20_000),
    };
    // One client of each network, since postgrey trusts clients and grey networks.
    let client = match rng.u8(..44) {
        octet @ 0..40 => format!("10.0.{octet}.1"),
        octet => format!("2001:db8:0:{octet}::1"),
    };
    let sender = match rng.u8(..6) {
        0 => String::new(),
        1 => format!("list+{}@a.example", rng.u32(..)),
        2 => format!("Bounce-{}@a.example", rng.u32(..)),
        _ => format!("ann/{}@b.example", ["x", "y", "z"][rng.usize(..3)]),
    };
    let recipient = format!("{}@Home.example", ["Bob", "dan"][rng.usize(..2)]);
    request(*now, &client, &sender, &recipient, "")
}

#[test]
fn grey_goes_on_where_postgrey_has_stopped() {
    let mut postgrey = Postgrey::start();
    let mut rng = Rng::with_seed(35);
    let mut now = START;
    for _ in 0..600 {
        let request = attempt(&mut rng, &mut now);
        postgrey.ask(&request);
    }
    postgrey.end();
    let found = postgrey::read(postgrey.folder(), DELAY).expect("it has ended");
    assert!(found.is_whole(), "{:?}", found.databases);
    assert_eq!(found.notes, [""; 0], "it was ended in order");
    let mut grey = Grey::new();
    let counts = grey.adopt(&found, now);
    assert!(counts["Taken"] > 50, "{counts:?}");

    postgrey.start_again();
    let mut outcomes = BTreeMap::new();
    for step in 0..400 {
        let request = attempt(&mut rng, &mut now);
        // grey judges the null sender when all recipients are known.
        if request.contains("sender=\n") {
            continue;
        }
        let ours = outcome(&grey.ask(now, &request));
        let theirs = outcome(&postgrey.ask(&request));
        assert_eq!(ours, theirs, "step {step}: {request}");
        *outcomes.entry(ours).or_insert(0) += 1;
    }
    assert!(outcomes.values().all(|count| *count > 30), "{outcomes:?}");
}

#[test]
fn a_postgrey_that_runs_or_was_killed_is_noticed() {
    let mut postgrey = Postgrey::start();
    let ask = |number: u64| {
        request(
            START + number,
            "10.0.0.1",
            "ann@a.example",
            "bob@home.example",
            "",
        )
    };
    postgrey.ask(&ask(0));
    let error = postgrey::read(postgrey.folder(), DELAY).expect_err("it is at work");
    assert!(
        error.to_string().contains("postgrey is at work there"),
        "{error}"
    );
    postgrey.kill();
    // It has recovered by its log, and ends in order.
    postgrey.start_again();
    postgrey.ask(&ask(1));
    postgrey.end();
    let found = postgrey::read(postgrey.folder(), DELAY).expect("it has ended");
    // Its log may still end as if it had been killed: the note is a caution, no verdict.
    assert_eq!(found.remembered.len(), 1, "{found:?}");

    postgrey.start_again();
    for number in 2..50 {
        postgrey.ask(&ask(number));
    }
    postgrey.kill();
    let found = postgrey::read(postgrey.folder(), DELAY).expect("nobody is at work");
    let note = found
        .notes
        .first()
        .expect("its databases are behind its log");
    assert!(
        note.starts_with("postgrey was not ended in order"),
        "{note}"
    );
    postgrey.start_again();
}

#[test]
fn what_postgrey_has_hashed_is_counted_and_left_out() {
    let mut postgrey = Postgrey::start_with(&["--privacy"]);
    for number in 0..20 {
        let sender = format!("ann{number}@a.example");
        postgrey.ask(&request(START, "10.0.0.1", &sender, "bob@home.example", ""));
    }
    postgrey.end();
    let found = postgrey::read(postgrey.folder(), DELAY).expect("it has ended");
    assert!(found.remembered.is_empty() && found.is_whole());
    assert_eq!(found.databases[0].hashed, 20);
}

#[test]
fn a_database_of_postgrey_that_was_cut_gives_what_is_left() {
    let mut postgrey = Postgrey::start();
    for number in 0..400 {
        let sender = format!("ann{number}@a.example");
        postgrey.ask(&request(START, "10.0.0.1", &sender, "bob@home.example", ""));
    }
    postgrey.end();
    let file = postgrey.folder().join("postgrey.db");
    let whole = foreign::read(&file).expect("it is whole");
    assert_eq!((whole.pairs.len(), whole.troubles.len()), (400, 0));
    let bytes = std::fs::read(&file).expect("it is there");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("it can be cut");
    let found = postgrey::read(postgrey.folder(), DELAY).expect("some of it is left");
    assert!(!found.is_whole());
    let left = found.remembered.len();
    assert!((50..400).contains(&left), "{left}");
    std::fs::write(&file, &bytes).expect("it can be made whole again");
}
