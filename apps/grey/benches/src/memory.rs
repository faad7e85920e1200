//! What grey holds of memory while many messages pass.

use crate::Result;
use crate::grey::Grey;
use crate::mail::{Sessions, Sink, send};
use crate::table::{Mark, Row};
use std::path::Path;

/// How many messages pass between two looks, and how many looks there are.
const PART: u64 = 10_000;
const LOOKS: usize = 10;

/// A hundred thousand messages, half of them in sessions of their own.
pub(crate) fn over_many(grey: &Path) -> Result<Row> {
    let sink = Sink::start()?;
    let grey = Grey::proxy(grey, sink.address)?;
    let mut resident = Vec::new();
    for look in 0..LOOKS {
        let sessions = match look % 2 {
            0 => Sessions::OneEach,
            _ => Sessions::Reused,
        };
        send(grey.place.address()?, PART, sessions)?;
        resident.push(grey.daemon.memory()?);
    }
    // What is made once and kept is there after two of them.
    let (before, after) = (resident[1], resident[LOOKS - 1]);
    let all: Vec<String> = resident
        .iter()
        .map(|kib| format!("{:.1}", kib / 1024.0))
        .collect();
    Ok(Row {
        name: format!(
            "memory after each {PART} of {} messages",
            PART * LOOKS as u64
        ),
        peer: String::new(),
        ours: format!("{} MiB", all.join(", ")),
        marks: vec![Mark::at_most(
            "at the end, of that after the second",
            1.05,
            after / before,
        )],
    })
}
