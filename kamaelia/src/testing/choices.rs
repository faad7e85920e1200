//! What a schedule decides: [`Choices`], by chance or along a path.

use super::path::Path;
use fastrand::Rng;
use std::time::Duration;

/// How the choices of one run are made.
pub(super) enum Choices {
    Random(Random),
    Path(Path),
}

impl Choices {
    /// One of those that are ready, or now and then one that is not: a future
    /// may be polled at any time. `last` had the turn before.
    pub(super) fn pick(
        &mut self,
        last: usize,
        alive: impl Iterator<Item = (usize, bool)>,
    ) -> Option<usize> {
        let (ready, waiting): (Vec<_>, Vec<_>) = alive.partition(|(_, is_ready)| *is_ready);
        let (mut ready, waiting) = (indices(ready), indices(waiting));
        if ready.is_empty() {
            return None;
        }
        match self {
            Choices::Random(random) => Some(random.pick(last, &ready, &waiting)),
            Choices::Path(path) => {
                // The first choice is to go round, so that one who never waits
                // holds up nobody on the path that is tried first.
                let next = ready.partition_point(|&index| index <= last);
                ready.rotate_left(next);
                Some(ready[path.choose(ready.len())])
            }
        }
    }

    /// Whether a component is to give way before its next box operation.
    pub(super) fn yields(&mut self) -> bool {
        match self {
            Choices::Random(random) => random.rng.u8(..) < random.yields,
            Choices::Path(path) => path.disturbs(),
        }
    }

    /// How long the last turn took, if it took any of the time that it may.
    pub(super) fn takes(&mut self, slow: Duration) -> Option<Duration> {
        match self {
            Choices::Random(Random { rng, takes, .. }) => {
                let takes = rng.u8(..) < *takes;
                takes.then(|| slow.mul_f64(rng.f64()))
            }
            Choices::Path(path) => path.disturbs().then_some(slow),
        }
    }
}

fn indices(members: Vec<(usize, bool)>) -> Vec<usize> {
    members.into_iter().map(|(index, _)| index).collect()
}

/// Choices by chance. How likely each kind is differs from seed to seed: some
/// bugs show only when everyone gives way all the time, others only when one
/// component has many turns in a row.
pub(super) struct Random {
    rng: Rng,
    /// Of 256: a component gives way before a box operation.
    yields: u8,
    /// Of 256: a component has a turn that it was not woken for.
    spurious: u8,
    /// Of 256: a turn takes time, if turns may.
    takes: u8,
    /// Of 256: who had the last turn has the next as well, if it may.
    stays: u8,
}

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        let mut rng = Rng::with_seed(seed);
        let mut one_of = |chances: [u8; 4]| chances[rng.usize(..chances.len())];
        Random {
            yields: one_of([0, 48, 128, 192]),
            spurious: one_of([0, 0, 24, 96]),
            takes: one_of([16, 16, 64, 128]),
            stays: one_of([0, 0, 128, 224]),
            rng,
        }
    }

    fn pick(&mut self, last: usize, ready: &[usize], waiting: &[usize]) -> usize {
        if !waiting.is_empty() && self.rng.u8(..) < self.spurious {
            return waiting[self.rng.usize(..waiting.len())];
        }
        if ready.len() == 1 {
            return ready[0];
        }
        if ready.contains(&last) && self.rng.u8(..) < self.stays {
            return last;
        }
        ready[self.rng.usize(..ready.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_takes_what_is_ready_and_nothing_if_nothing_is() {
        for seed in 0..100 {
            let mut choices = Choices::Random(Random::new(seed));
            let waiting = [(0, false), (3, false)];
            assert_eq!(choices.pick(0, waiting.into_iter()), None);
            let ready = [(2, true), (5, true)];
            assert!([2, 5].contains(&choices.pick(2, ready.into_iter()).unwrap()));
        }
    }
}
