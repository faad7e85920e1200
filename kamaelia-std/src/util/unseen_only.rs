use kamaelia::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;

/// Passes each message on that has not come before.
///
/// It remembers a copy of the last distinct messages, 65,536 if not said
/// otherwise, and up to twice as many. What is older counts as new when it
/// comes again: memory does not grow with the stream.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, UnseenOnly};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS = DataSource::new(["to", "be", "or", "not", "to", "be"]);
///     NEW   = UnseenOnly::new();
///     CHECK = Expect::new(["to", "be", "or", "not"]);
///
///     WORDS -> NEW -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct UnseenOnly<T: Message + Clone + Eq + Hash> {
    /// Messages, some of them more than once.
    #[inbox]
    inbox: Inbox<T>,

    /// Each of them once, in the order in which they first came.
    #[outbox]
    outbox: Outbox<T>,

    /// How many distinct messages it remembers at least; 0 counts as 1.
    #[param(default = 65_536)]
    remember: usize,

    #[state]
    recent: HashSet<T>,

    /// Those before, as many as it has to remember.
    #[state]
    older: HashSet<T>,
}

impl<T: Message + Clone + Eq + Hash> Transform for UnseenOnly<T> {
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        self.is_new(&message).then_some(message).into_iter()
    }
}

impl<T: Message + Clone + Eq + Hash> UnseenOnly<T> {
    fn is_new(&mut self, message: &T) -> bool {
        if self.recent.contains(message) || self.older.contains(message) {
            return false;
        }
        if self.recent.len() >= self.remember.max(1) {
            // To forget many at once needs no second copy of each in a queue.
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(message.clone());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::UnseenOnly;

    #[test]
    fn the_last_distinct_ones_are_remembered_and_no_more_than_twice_as_many() {
        let mut seen = UnseenOnly::new().remember(3);
        for number in 0..100 {
            assert!(seen.is_new(&number));
            for recent in (number - 2).max(0)..=number {
                assert!(!seen.is_new(&recent));
            }
            assert!(seen.recent.len() + seen.older.len() <= 6);
        }
        assert!(seen.is_new(&0));
    }

    #[test]
    fn one_at_least_is_remembered() {
        let mut seen = UnseenOnly::new().remember(0);
        assert!(seen.is_new(&'a'));
        assert!(!seen.is_new(&'a'));
    }
}
