use std::sync::atomic::{AtomicU64, Ordering};

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It was meant for another host: a browser was led here by a page elsewhere.
    Host,
    /// A page elsewhere has made it.
    Origin,
    /// It asks for something else than to look.
    Method,
    /// It has no token.
    NoToken,
    /// Its token is not the right one.
    WrongToken,
}

impl Refused {
    pub(super) const ALL: [Refused; 5] = [
        Refused::Host,
        Refused::Origin,
        Refused::Method,
        Refused::NoToken,
        Refused::WrongToken,
    ];

    /// Its name in the metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Refused::Host => "host",
            Refused::Origin => "origin",
            Refused::Method => "method",
            Refused::NoToken => "no-token",
            Refused::WrongToken => "wrong-token",
        }
    }
}

/// How many requests were refused, and for what.
#[derive(Debug, Default)]
pub(super) struct Refusals([AtomicU64; Refused::ALL.len()]);

impl Refusals {
    pub(super) fn count(&self, why: Refused) {
        if let Some(count) = self.0.get(why as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn of(&self, why: Refused) -> u64 {
        let count = self.0.get(why as usize);
        count.map_or(0, |count| count.load(Ordering::Relaxed))
    }
}
