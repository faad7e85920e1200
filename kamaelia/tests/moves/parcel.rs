//! What is sent, and who keeps account of it: [`Parcel`] and [`Book`].

use std::sync::{Arc, Mutex, PoisonError};

/// A numbered message of one sender. It lies on the heap, so that a sanitizer
/// sees where it is freed, and is counted while it is alive.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(crate) from: usize,
    number: Box<u64>,
    _alive: Arc<()>,
}

impl Parcel {
    pub(crate) fn number(&self) -> u64 {
        *self.number
    }

    /// What a conversion makes of it.
    pub(crate) fn repacked(self) -> Parcel {
        Parcel {
            number: Box::new(*self.number),
            ..self
        }
    }
}

/// What was sent and received. Clones are the same book.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Pages>);

#[derive(Default)]
struct Pages {
    alive: Arc<()>,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    sent: Vec<usize>,
    received: Vec<(usize, usize, u64)>,
}

impl Book {
    pub(crate) fn parcel(&self, from: usize, number: u64) -> Parcel {
        Parcel {
            from,
            number: Box::new(number),
            _alive: self.0.alive.clone(),
        }
    }

    /// So many parcels.
    pub(crate) fn parcels(&self, count: u64) -> Vec<Parcel> {
        (0..count).map(|number| self.parcel(0, number)).collect()
    }

    fn with<R>(&self, entry: impl FnOnce(&mut Entries) -> R) -> R {
        let entries = self.0.entries.lock();
        entry(&mut entries.unwrap_or_else(PoisonError::into_inner))
    }

    /// A sender has sent one.
    pub(crate) fn sent(&self, from: usize) {
        self.with(|entries| entries.sent.push(from));
    }

    /// A reader has received one.
    pub(crate) fn received(&self, reader: usize, parcel: &Parcel) {
        let entry = (reader, parcel.from, parcel.number());
        self.with(|entries| entries.received.push(entry));
    }

    /// How many were sent.
    pub(crate) fn count_sent(&self) -> u64 {
        self.with(|entries| entries.sent.len() as u64)
    }

    /// How many were received.
    pub(crate) fn count_received(&self) -> u64 {
        self.with(|entries| entries.received.len() as u64)
    }

    /// What one reader has received of one sender, in order.
    pub(crate) fn numbers(&self, reader: usize, from: usize) -> Vec<u64> {
        self.with(|entries| {
            let of_them = entries
                .received
                .iter()
                .filter(|(by, of, _)| (*by, *of) == (reader, from));
            of_them.map(|(_, _, number)| *number).collect()
        })
    }

    /// How many parcels are still somewhere.
    pub(crate) fn alive(&self) -> usize {
        Arc::strong_count(&self.0.alive) - 1
    }
}
