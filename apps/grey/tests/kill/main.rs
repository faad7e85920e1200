//! grey is killed at any moment while mail passes, and loses none: what a client was
//! told is delivered has been delivered, and its store has no row that is not whole.
//!
//! It is killed five times, and as often as `KAMAELIA_GREY_KILLS` says.
#![cfg(unix)]

mod client;
mod place;
#[path = "../../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "../peers/program.rs"]
mod program;
mod sink;

use client::{Clients, Delivered};
use grey::policy::Row;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, Table};
use place::Place;
use sink::Sink;
use std::path::Path;

const KILLS: &str = "KAMAELIA_GREY_KILLS";

/// How many clients send at a time.
const CLIENTS: usize = 8;

#[test]
fn killed_at_any_moment_it_has_delivered_what_it_said() {
    let kills = std::env::var(KILLS).map_or(5, |kills| kills.parse().expect("a number"));
    let sink = Sink::start();
    let place = Place::new(sink.address());
    let delivered = Delivered::default();
    let mut daemon = place.start();
    let clients = Clients::start(CLIENTS, place.address(), &delivered);
    let mut random = fastrand::Rng::new();
    let mut rows = 0;
    for _ in 0..kills {
        delivered.wait_for_more(random.usize(1..100));
        // Somewhere in what follows.
        for _ in 0..random.usize(0..100_000) {
            std::hint::spin_loop();
        }
        // It is killed.
        drop(daemon);
        rows = whole_rows(place.store());
        daemon = place.start();
    }
    delivered.wait_for_more(100);
    clients.end();
    daemon.terminate();
    daemon.ends_well();

    assert!(rows > 0, "it has remembered nobody");
    assert!(whole_rows(place.store()) >= rows);
    let (said, taken) = (delivered.all(), sink.taken());
    assert!(said.len() > 100, "{} messages", said.len());
    let lost: Vec<_> = said.difference(&taken).collect();
    assert!(
        lost.is_empty(),
        "of {} messages these are lost: {lost:?}",
        said.len()
    );
}

/// How many rows the store has, all of which have to be whole.
fn whole_rows(store: &Path) -> usize {
    let count = async {
        let mut table = Table::new(store);
        let asked = table.inbox().address();
        let graph = graphline! { TABLE = table; }.spawn();
        let (mut count, mut after) = (0, None);
        loop {
            let piece = asked.scan("t", after, 1000).await.expect("the store opens");
            let piece = piece.expect("it can be read");
            for entry in &piece.entries {
                let row = Row::decode(&entry.record.value).expect("no row is torn");
                assert!(row.first <= row.last && row.last <= row.expires, "{row:?}");
                assert_eq!(entry.record.stamp, u64::from(row.expires));
            }
            count += piece.entries.len();
            after = piece.next;
            if after.is_none() {
                break;
            }
        }
        drop(asked);
        graph.join().await.expect("it closes");
        count
    };
    futures::executor::block_on(count)
}
