//! What the parts have seen: [`Ledger`].

use crate::parcel::{At, Parcel};
use std::collections::BTreeMap;

/// What was sent on each outbox and received at each inbox.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    sent: BTreeMap<At, u64>,
    received: BTreeMap<At, Vec<Receipt>>,
    /// The graph has reported: what an abandoned thread notes after that is
    /// another story.
    closed: bool,
}

/// A parcel as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) from: At,
    pub(crate) serial: u64,
    pub(crate) marks: u8,
}

impl Ledger {
    pub(crate) fn note_sent(&mut self, outbox: At) {
        if !self.closed {
            *self.sent.entry(outbox).or_default() += 1;
        }
    }

    pub(crate) fn note_received(&mut self, inbox: At, parcel: &Parcel) {
        if !self.closed {
            self.received.entry(inbox).or_default().push(Receipt {
                from: parcel.from,
                serial: parcel.serial,
                marks: parcel.marks,
            });
        }
    }

    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// How many sends on the outbox returned `Ok`.
    pub(crate) fn sent(&self, outbox: At) -> u64 {
        self.sent.get(&outbox).copied().unwrap_or_default()
    }

    /// What arrived at the inbox, in this order.
    pub(crate) fn received(&self, inbox: At) -> &[Receipt] {
        self.received.get(&inbox).map_or(&[], Vec::as_slice)
    }
}
