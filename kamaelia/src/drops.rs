//! Drops of which each may panic: [`drop_each`].

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Drops messages one by one: if one panics the others go all the same.
pub(crate) fn drop_each<T>(messages: impl Iterator<Item = T>) {
    let mut first = None;
    for message in messages {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(message))) {
            first.get_or_insert(panic);
        }
    }
    if let Some(panic) = first
        && !std::thread::panicking()
    {
        resume_unwind(panic);
    }
}
