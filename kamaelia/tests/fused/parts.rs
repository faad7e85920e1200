//! Transforms that the tests put in a row, and what comes out of one.

use crate::common::{Source, all, run};
use futures::future::join;
use kamaelia::Stage;
use kamaelia::prelude::*;

/// Adds a number.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Add {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
}

impl Transform for Add {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number + self.number)
    }
}

/// Keeps what can be divided.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Multiples {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    of: u64,
}

impl Transform for Multiples {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        number.is_multiple_of(self.of).then_some(number).into_iter()
    }
}

/// Sends each message as often as it says, and at the end how many came.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Repeat {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[state]
    came: u64,
}

impl Transform for Repeat {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        self.came += 1;
        std::iter::repeat_n(number, usize::try_from(number).expect("it is small"))
    }

    fn finish(&mut self) -> impl Iterator<Item = u64> {
        std::iter::once(100 + self.came)
    }
}

/// Counts up from each message, for ever.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Up {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Up {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        number..
    }
}

/// Breaks at a number, or in the end.
#[derive(Component)]
#[component(transform)]
pub(crate) struct Breaks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    at: u64,
    /// Breaks when it is dropped as well.
    #[param(default = false)]
    when_dropped: bool,
}

impl Transform for Breaks {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        let at = self.at;
        std::iter::once(number).inspect(move |number| assert!(*number != at, "{number} breaks it"))
    }
}

impl Drop for Breaks {
    fn drop(&mut self) {
        assert!(!self.when_dropped, "it breaks when it goes");
    }
}

/// What comes out of a row for the numbers 1, 2, 3.
pub(crate) fn check(row: impl Stage<u64, u64>, expected: &[u64]) {
    run(async {
        let (mut results, sink) = collect();
        let graph = pipeline![Source::new(vec![1, 2, 3]), row, sink];
        let (ended, results) = join(graph.run(), all(&mut results)).await;
        assert_eq!(results, expected);
        ended
    });
}
