use crate::policy::Kind;
use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

/// How many decisions of each kind there were of late: ten minutes, in steps of ten
/// seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    /// Which step the last one is.
    now: u64,
    steps: VecDeque<[u64; 4]>,
}

impl Pace {
    /// How many steps there are.
    pub(super) const STEPS: usize = 60;

    /// How many seconds each takes.
    pub(super) const SECONDS: u64 = 10;

    pub(super) fn count(&mut self, kind: Kind, when: SystemTime) {
        self.forward(when);
        let last = self.steps.back_mut();
        if let Some(count) = last.and_then(|step| step.get_mut(kind as usize)) {
            *count += 1;
        }
    }

    /// The counts of a kind, the oldest first.
    pub(super) fn of(&mut self, kind: Kind, when: SystemTime) -> Vec<u64> {
        self.forward(when);
        let counts = self.steps.iter().map(|step| step.get(kind as usize));
        counts.map(|count| count.copied().unwrap_or(0)).collect()
    }

    /// Begins the steps that have come since.
    fn forward(&mut self, when: SystemTime) {
        let since = when.duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = since.as_secs() / Pace::SECONDS;
        let more = now.saturating_sub(self.now);
        for _ in 0..more.min(Pace::STEPS as u64) {
            self.steps.push_back([0; 4]);
        }
        let beyond = self.steps.len().saturating_sub(Pace::STEPS);
        self.steps.drain(..beyond);
        self.now = self.now.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn steps_go_by_and_the_oldest_are_forgotten() {
        let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds);
        let mut pace = Pace::default();
        pace.count(Kind::Pass, at(0));
        pace.count(Kind::Pass, at(9));
        pace.count(Kind::Defer, at(10));
        let passed = pace.of(Kind::Pass, at(10));
        assert_eq!(passed.len(), Pace::STEPS);
        assert_eq!(passed[Pace::STEPS - 2..], [2, 0]);
        // A clock that is put back changes nothing that was.
        pace.count(Kind::Defer, at(0));
        assert_eq!(pace.of(Kind::Defer, at(20))[Pace::STEPS - 2..], [2, 0]);
        assert_eq!(pace.of(Kind::Pass, at(100_000)), vec![0; Pace::STEPS]);
    }
}
