//! How long graphs go on before everything beside them, and I/O, gets a turn:
//! [`Rounds`].

use crate::order;
use std::cell::Cell;

/// How many rounds of turns the outermost graph has, with all graphs inside it.
const ROUNDS: usize = 64;

thread_local! {
    /// What is left of them; `None` while no graph goes on.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The rounds of a graph, while it goes on. A graph inside another one shares
/// that one's: however deep somebody is busy, all of them give way.
pub(crate) struct Rounds {
    is_outermost: bool,
}

impl Rounds {
    /// Begins to go on.
    pub(crate) fn begin() -> Rounds {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(order::rounds(ROUNDS)));
        }
        Rounds { is_outermost }
    }

    /// Notes a round, and says whether there may be another.
    pub(crate) fn another(&self) -> bool {
        let left = LEFT.get().unwrap_or_default().saturating_sub(1);
        LEFT.set(Some(left));
        left > 0
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}
