use super::{Chunk, whole};

/// How much is due when, at a rate that may change. Times are in seconds from
/// the start.
#[derive(Debug)]
pub(super) struct Meter {
    rate: f64,
    chunk: Chunk,
    /// What the rate has brought and was not taken yet.
    owed: f64,
    /// Up to when it counts.
    counted: f64,
    /// How many have been due, where there are so many in a second.
    ticks: u64,
}

/// What has to pass for less than a moment, since seconds are not exact numbers.
const MOMENT: f64 = 1e-6;

impl Meter {
    /// The first is due at once.
    pub(super) fn new(rate: f64, chunk: Chunk) -> Meter {
        let period = match chunk {
            Chunk::Size(size) => size as f64 / rate,
            Chunk::Rate(per_second) => per_second.recip(),
        };
        Meter {
            rate,
            chunk,
            owed: 0.0,
            counted: -period,
            ticks: 0,
        }
    }

    /// When the next is due; `None` for never, at the rate 0.
    pub(super) fn due(&self) -> Option<f64> {
        let due = match self.chunk {
            Chunk::Size(size) => self.counted + (size as f64 - self.owed).max(0.0) / self.rate,
            Chunk::Rate(_) if self.rate == 0.0 => return None,
            Chunk::Rate(per_second) => self.ticks as f64 / per_second,
        };
        due.is_finite().then_some(due)
    }

    /// Takes the earliest that is due; what rounds to nothing is none.
    pub(super) fn take(&mut self, now: f64) -> Option<usize> {
        while let Some(due) = self.due().filter(|due| *due <= now + MOMENT) {
            self.count(due);
            let amount = match self.chunk {
                Chunk::Size(size) => size,
                Chunk::Rate(_) => {
                    self.ticks += 1;
                    whole(self.owed)
                }
            };
            if amount > 0 {
                self.owed = (self.owed - amount as f64).max(0.0);
                return Some(amount);
            }
        }
        None
    }

    /// Takes all that is due, as one.
    pub(super) fn take_all(&mut self, now: f64) -> Option<usize> {
        self.due().filter(|due| *due <= now + MOMENT)?;
        let amount = match self.chunk {
            Chunk::Size(size) => {
                self.count(now);
                whole(self.owed / size as f64).saturating_mul(size)
            }
            Chunk::Rate(per_second) => {
                let ticks = whole(now * per_second) as u64;
                self.count(ticks as f64 / per_second);
                self.ticks = ticks + 1;
                whole(self.owed)
            }
        };
        self.owed = (self.owed - amount as f64).max(0.0);
        (amount > 0).then_some(amount)
    }

    /// From now on it is this rate.
    pub(super) fn change(&mut self, rate: f64, now: f64) {
        self.count(now);
        if let (Chunk::Rate(per_second), true) = (self.chunk, self.rate == 0.0) {
            // In a pause nothing was late.
            self.ticks = self.ticks.max(whole(now * per_second) as u64);
        }
        self.rate = rate;
    }

    fn count(&mut self, now: f64) {
        self.owed += self.rate * (now - self.counted).max(0.0);
        self.counted = self.counted.max(now);
    }
}

#[cfg(test)]
mod tests;
