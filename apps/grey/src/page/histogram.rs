use std::time::Duration;

/// How many spans of time were how long.
#[derive(Clone, Debug, Default)]
pub(super) struct Histogram {
    /// How many were no longer than each of [`Histogram::BOUNDS`], and longer than the one
    /// before it.
    within: [u64; Histogram::BOUNDS.len()],
    /// How many were longer than all of them.
    beyond: u64,
    sum: Duration,
}

impl Histogram {
    /// In seconds: one minute, the least that RFC 6647 names, to a day.
    pub(super) const BOUNDS: [u64; 11] = [
        60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400,
    ];

    pub(super) fn observe(&mut self, span: Duration) {
        let place = Histogram::BOUNDS
            .iter()
            .position(|bound| span <= Duration::from_secs(*bound));
        match place.and_then(|place| self.within.get_mut(place)) {
            Some(count) => *count += 1,
            None => self.beyond += 1,
        }
        self.sum = self.sum.saturating_add(span);
    }

    /// How many were no longer than each bound.
    pub(super) fn up_to(&self) -> impl Iterator<Item = (u64, u64)> {
        let mut sum = 0;
        let counts = Histogram::BOUNDS.into_iter().zip(self.within);
        counts.map(move |(bound, count)| {
            sum += count;
            (bound, sum)
        })
    }

    pub(super) fn count(&self) -> u64 {
        self.within.iter().sum::<u64>() + self.beyond
    }

    pub(super) fn sum(&self) -> Duration {
        self.sum
    }

    /// The bound that half of them are within; `None` if there are none, or if it is beyond
    /// all bounds.
    pub(super) fn half_within(&self) -> Option<u64> {
        let half = self.count().div_ceil(2).max(1);
        self.up_to()
            .find(|(_, count)| *count >= half)
            .map(|(bound, _)| bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_counts_at_its_bound_and_at_all_above() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.count(), histogram.half_within()), (0, None));
        for seconds in [60, 61, 100, 100_000] {
            histogram.observe(Duration::from_secs(seconds));
        }
        let counts: Vec<_> = histogram.up_to().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
        assert_eq!(histogram.count(), 4);
        assert_eq!(histogram.sum(), Duration::from_secs(100_221));
        assert_eq!(histogram.half_within(), Some(120));
    }
}
