use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// The triplets that wait to be let through, as far as they were seen since the start.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting(HashMap<Triplet, Attempts>);

/// Who wants to send to whom. The texts are as they may be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Triplet {
    pub(super) network: String,
    pub(super) sender: String,
    pub(super) recipient: String,
}

/// How often one has tried.
#[derive(Clone, Debug)]
pub(super) struct Attempts {
    pub(super) count: u64,
    pub(super) first: SystemTime,
    pub(super) last: SystemTime,
    /// From when on it may come.
    pub(super) next: SystemTime,
    /// What it has called itself last.
    pub(super) helo: String,
}

impl Waiting {
    /// How many are known at most. Those that were not seen for the longest make room.
    const MOST: usize = 10_000;

    /// One has tried, and has to wait so long; gives how long after its last attempt that
    /// was, if it had one.
    pub(super) fn tried(
        &mut self,
        triplet: Triplet,
        helo: String,
        now: SystemTime,
        wait: Duration,
    ) -> Option<Duration> {
        let next = now.checked_add(wait).unwrap_or(now);
        if let Some(attempts) = self.0.get_mut(&triplet) {
            let since = now.duration_since(attempts.last).unwrap_or_default();
            attempts.count += 1;
            attempts.last = now;
            attempts.next = next;
            attempts.helo = helo;
            return Some(since);
        }
        if self.0.len() >= Waiting::MOST {
            self.make_room();
        }
        let attempts = Attempts {
            count: 1,
            first: now,
            last: now,
            next,
            helo,
        };
        self.0.insert(triplet, attempts);
        None
    }

    /// One has passed; gives how long after its last attempt that was, if it had one.
    pub(super) fn passed(&mut self, triplet: &Triplet, now: SystemTime) -> Option<Duration> {
        let attempts = self.0.remove(triplet)?;
        Some(now.duration_since(attempts.last).unwrap_or_default())
    }

    /// Forgets who has not come back in time.
    pub(super) fn forget(&mut self, now: SystemTime, window: Duration) {
        self.0.retain(|_, attempts| {
            let since = now.duration_since(attempts.first);
            // A clock that was put back makes nobody late.
            since.unwrap_or_default() <= window
        });
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Those that have tried most often; of these, those that wait longest.
    pub(super) fn top(&self, most: usize) -> Vec<(&Triplet, &Attempts)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(one, a), (other, b)| {
            let by_count = b.count.cmp(&a.count);
            by_count.then(a.first.cmp(&b.first)).then(one.cmp(other))
        });
        all.truncate(most);
        all
    }

    /// A quarter goes, so that this is seldom done.
    fn make_room(&mut self) {
        let mut times: Vec<_> = self.0.values().map(|attempts| attempts.last).collect();
        times.sort_unstable();
        let Some(limit) = times.get(times.len() / 4).copied() else {
            return;
        };
        let mut goes = Waiting::MOST / 4;
        self.0.retain(|_, attempts| {
            let stays = attempts.last > limit || goes == 0;
            goes -= usize::from(!stays);
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    fn triplet(sender: &str) -> Triplet {
        Triplet {
            network: "192.0.2.0/24".to_owned(),
            sender: sender.to_owned(),
            recipient: "jo@example.com".to_owned(),
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn who_has_tried_most_comes_first_until_it_passes() {
        let minute = Duration::from_secs(60);
        let mut waiting = Waiting::default();
        let helo = || "mail".to_owned();
        assert_eq!(waiting.tried(triplet("ann"), helo(), at(0), minute), None);
        assert_eq!(waiting.tried(triplet("eve"), helo(), at(1), minute), None);
        let again = waiting.tried(triplet("eve"), helo(), at(31), minute);
        assert_eq!(again, Some(Duration::from_secs(30)));
        let top: Vec<_> = waiting.top(9).iter().map(|(it, _)| &*it.sender).collect();
        assert_eq!(top, ["eve", "ann"]);
        let passed = waiting.passed(&triplet("eve"), at(100));
        assert_eq!(passed, Some(Duration::from_secs(69)));
        waiting.forget(at(100), Duration::from_secs(99));
        assert_eq!(waiting.count(), 0);
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let mut waiting = Waiting::default();
        for number in 0..30_000 {
            let name = number.to_string();
            // Many at the same second, as strangers are.
            let now = at(number / 20_000);
            waiting.tried(triplet(&name), String::new(), now, Duration::ZERO);
            assert!(waiting.count() <= Waiting::MOST);
        }
        assert!(waiting.count() > Waiting::MOST / 2);
    }
}
