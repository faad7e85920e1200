use super::row::in_seconds;
use super::{Row, Rule, Verdict};
use std::time::Duration;

/// What happens to a triplet of client, sender and recipient over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// As RFC 6647 recommends.
    Rfc6647(Times),
    /// As the original Kamaelia Grey did it.
    Original(Original),
}

impl Default for Machine {
    fn default() -> Machine {
        Machine::Rfc6647(Times::default())
    }
}

/// The times of RFC 6647, section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// How long a stranger has to wait: one minute, if not said otherwise. It is the
    /// least that the RFC names, and what does not come back at all does not come back
    /// after it either.
    pub delay: Duration,
    /// How long after the first attempt the second one still counts: a day, if not said
    /// otherwise. Later ones are first attempts again.
    pub window: Duration,
    /// How long a triplet that has passed is known after its last mail: 35 days, if not
    /// said otherwise, so that a monthly letter is not greylisted every time. It is
    /// kept to within an [`HOUR`](Times::HOUR).
    pub life: Duration,
}

impl Times {
    /// How exactly a life is kept: what was seen less than an hour ago is not written
    /// again, which leaves most of all mail to be read only.
    pub const HOUR: Duration = Duration::from_secs(60 * 60);
}

impl Default for Times {
    fn default() -> Times {
        Times {
            delay: Duration::from_secs(60),
            window: 24 * Times::HOUR,
            life: 35 * 24 * Times::HOUR,
        }
    }
}

/// The four times of the original, and what it did with them.
///
/// Who comes back at once is punished: his time begins again. Without that, a triplet
/// passes from `least` to `most` after the last attempt that was written down, and is
/// then known for `life` after its last mail. One hour at least loses the mail of
/// senders that give up before it, so this is for those who want what they had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Original {
    /// An attempt sooner than this after the last one begins anew: 180 seconds.
    pub penalty: Duration,
    /// How long one has to wait: 3,600 seconds.
    pub least: Duration,
    /// When it is too late: after 25,000 seconds.
    pub most: Duration,
    /// How long who has passed is known: 3,000,000 seconds.
    pub life: Duration,
}

impl Default for Original {
    fn default() -> Original {
        Original {
            penalty: Duration::from_secs(180),
            least: Duration::from_secs(3_600),
            most: Duration::from_secs(25_000),
            life: Duration::from_secs(3_000_000),
        }
    }
}

/// What an attempt leads to.
pub(super) struct Attempt {
    pub(super) verdict: Verdict,
    /// What is to be remembered, if it is not what is remembered already.
    pub(super) row: Option<Row>,
}

impl Machine {
    /// An attempt of a triplet, of which `row` is remembered.
    pub(super) fn attempt(&self, row: Option<Row>, now: u32) -> Attempt {
        // A first attempt that is still to come was written under a wrong clock.
        let row = row.filter(|row| row.passes > 0 || row.first <= now);
        match (self, row) {
            (_, Some(row)) if row.passes > 0 && row.holds(now) => self.known(row, now),
            (_, None) => self.first(Rule::FirstAttempt, now),
            (Machine::Rfc6647(times), Some(row)) => times.attempt(row, now),
            (Machine::Original(times), Some(row)) => times.attempt(row, now),
        }
    }

    /// Whether a triplet has passed, and is not forgotten.
    pub(super) fn knows(&self, row: Option<Row>, now: u32) -> Option<Attempt> {
        let row = row.filter(|row| row.passes > 0 && row.holds(now))?;
        Some(self.known(row, now))
    }

    fn known(&self, row: Row, now: u32) -> Attempt {
        let is_fresh = match self {
            Machine::Rfc6647(_) => now < row.last.saturating_add(in_seconds(Times::HOUR)),
            Machine::Original(_) => false,
        };
        Attempt {
            verdict: Verdict::pass(Rule::KnownTriplet),
            row: (!is_fresh).then(|| self.passed(row, now)),
        }
    }

    fn first(&self, rule: Rule, now: u32) -> Attempt {
        let wait = match self {
            Machine::Rfc6647(times) => times.delay,
            Machine::Original(times) => times.least,
        };
        Attempt {
            verdict: Verdict::Defer { rule, wait },
            row: Some(waiting_since(self, now)),
        }
    }

    pub(super) fn passed(&self, row: Row, now: u32) -> Row {
        let life = match self {
            Machine::Rfc6647(times) => times.life,
            Machine::Original(times) => times.life,
        };
        Row {
            // The last second still counts.
            expires: after(now, life).saturating_add(1),
            last: now,
            passes: row.passes.saturating_add(1),
            ..row
        }
    }

    /// The same, with another delay for who is new.
    pub(super) fn with_delay(self, delay: impl FnOnce(Duration) -> Duration) -> Machine {
        match self {
            Machine::Rfc6647(times) => Machine::Rfc6647(Times {
                delay: delay(times.delay),
                ..times
            }),
            Machine::Original(_) => self,
        }
    }

    /// The row of a triplet that another program has known since `first`, and seen at
    /// `last`.
    pub(super) fn adopted(&self, first: u32, last: u32, has_passed: bool) -> Row {
        let row = Row {
            first,
            ..Row::default()
        };
        match self {
            _ if has_passed => self.passed(row, last),
            Machine::Rfc6647(times) => waiting(first, first, times.window),
            Machine::Original(times) => waiting(first, last, times.most),
        }
    }

    fn returned(&self, row: Row, now: u32) -> Attempt {
        let waited = Duration::from_secs((now - row.first).into());
        Attempt {
            verdict: Verdict::Pass {
                rule: Rule::Returned,
                waited: Some(waited),
            },
            row: Some(self.passed(row, now)),
        }
    }
}

impl Times {
    /// A later attempt of a triplet that does not hold a pass.
    fn attempt(&self, row: Row, now: u32) -> Attempt {
        let machine = Machine::Rfc6647(*self);
        if row.passes > 0 {
            return machine.first(Rule::TooLate, now);
        }
        // It counts from the first attempt: who retries in between loses nothing.
        let age = now - row.first;
        if age > in_seconds(self.window) {
            machine.first(Rule::TooLate, now)
        } else if age < in_seconds(self.delay) {
            too_early(self.delay, age, None)
        } else {
            machine.returned(row, now)
        }
    }
}

impl Original {
    /// A later attempt of a triplet that does not hold a pass.
    fn attempt(&self, row: Row, now: u32) -> Attempt {
        let machine = Machine::Original(*self);
        if row.passes > 0 {
            return machine.first(Rule::TooLate, now);
        }
        // It counts from the last attempt that was written down.
        let age = now.saturating_sub(row.last);
        if age < in_seconds(self.penalty) {
            too_early(self.least, 0, Some(waiting(row.first, now, self.most)))
        } else if age < in_seconds(self.least) {
            too_early(self.least, age, None)
        } else if age > in_seconds(self.most) {
            machine.first(Rule::TooLate, now)
        } else {
            machine.returned(row, now)
        }
    }
}

fn too_early(delay: Duration, age: u32, row: Option<Row>) -> Attempt {
    Attempt {
        verdict: Verdict::Defer {
            rule: Rule::TooEarly,
            wait: delay.saturating_sub(Duration::from_secs(age.into())),
        },
        row,
    }
}

/// The row of a triplet whose only attempt was then.
pub(super) fn waiting_since(machine: &Machine, first: u32) -> Row {
    let most = match machine {
        Machine::Rfc6647(times) => times.window,
        Machine::Original(times) => times.most,
    };
    waiting(first, first, most)
}

fn waiting(first: u32, last: u32, most: Duration) -> Row {
    Row {
        expires: after(last, most).saturating_add(1),
        first,
        last,
        passes: 0,
    }
}

/// The second that comes a duration after another one.
pub(super) fn after(now: u32, duration: Duration) -> u32 {
    now.saturating_add(in_seconds(duration))
}
