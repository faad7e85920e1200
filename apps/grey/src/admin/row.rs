//! An entry, for an administrator.

use super::AdminRow;
use crate::policy::{About, Remembered};
use std::time::SystemTime;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What an entry says, where a network is trusted after so many passes; with 0, never.
pub(super) fn row(remembered: &Remembered, trusted: u16, now: SystemTime) -> AdminRow {
    let Remembered { about, row } = remembered;
    let is_over = row.ends().is_some_and(|ends| ends <= now);
    let base = AdminRow {
        since: written(row.began()),
        last: written(row.seen()),
        until: row.ends().map(written),
        passes: row.passes,
        ..AdminRow::default()
    };
    let state = |state: &str| if is_over { "over" } else { state }.to_owned();
    match about {
        About::Triplet {
            network,
            sender,
            recipient,
        } => AdminRow {
            kind: "triplet".to_owned(),
            state: state(match row.passes {
                0 => "waiting",
                _ => "passed",
            }),
            whom: network.to_string(),
            sender: Some(sender.to_string()),
            recipient: Some(recipient.to_string()),
            ..base
        },
        About::Client(network) => AdminRow {
            kind: "client".to_owned(),
            state: state(match row.passes {
                passes if trusted > 0 && passes >= trusted => "trusted",
                _ => "counted",
            }),
            whom: network.to_string(),
            ..base
        },
        About::Allowed(allowed) => AdminRow {
            kind: "allowed".to_owned(),
            state: state("allowed"),
            whom: allowed.to_string(),
            ..base
        },
    }
}

/// A time to the second.
pub(super) fn written(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let time = time.replace_nanosecond(0).unwrap_or(time);
    time.format(&Rfc3339).unwrap_or_default()
}
