//! A stage that only computes.

use kamaelia::prelude::*;

/// One step of a computation that the compiler cannot shorten: many in a row
/// are as many steps.
#[inline]
pub fn step(number: u64) -> u64 {
    number.wrapping_mul(31).rotate_left(7)
}

/// Does a [`step`].
#[derive(Component)]
#[component(transform)]
pub struct Step {
    /// A number.
    #[inbox]
    inbox: Inbox<u64>,
    /// The number after the step.
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Step {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(step(number))
    }
}
