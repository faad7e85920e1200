use kamaelia::prelude::*;
use std::ops::RangeInclusive;

/// Passes those messages on whose key lies in one of some ranges.
///
/// Both ends of a range belong to it. Without any range, nothing passes.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, RangeFilter};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     FRAMES = DataSource::new([(1, "a"), (2, "b"), (5, "c"), (9, "d")]);
///     CUT    = RangeFilter::new([2..=4, 9..=20], |frame: &(u64, &str)| frame.0);
///     CHECK  = Expect::new([(2, "b"), (9, "d")]);
///
///     FRAMES -> CUT -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform, no_new)]
pub struct RangeFilter<T, K, F>
where
    T: Message,
    K: PartialOrd + Send + 'static,
    F: FnMut(&T) -> K + Send + 'static,
{
    /// Messages to choose from.
    #[inbox]
    inbox: Inbox<T>,

    /// The chosen ones, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    ranges: Vec<RangeInclusive<K>>,
    key: F,
}

impl<T, K, F> RangeFilter<T, K, F>
where
    T: Message,
    K: PartialOrd + Send + 'static,
    F: FnMut(&T) -> K + Send + 'static,
{
    /// Passes what has a key in these ranges; `key` finds it in a message.
    #[must_use]
    pub fn new(
        ranges: impl IntoIterator<Item = RangeInclusive<K>>,
        key: F,
    ) -> RangeFilter<T, K, F> {
        RangeFilter {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            ranges: ranges.into_iter().collect(),
            key,
        }
    }
}

impl<T, K, F> Transform for RangeFilter<T, K, F>
where
    T: Message,
    K: PartialOrd + Send + 'static,
    F: FnMut(&T) -> K + Send + 'static,
{
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        let key = (self.key)(&message);
        let lies_in = self.ranges.iter().any(|range| range.contains(&key));
        lies_in.then_some(message).into_iter()
    }
}
