//! What a graph comes to: [`Total`].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A sum that several components may add to. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Total(Arc<AtomicU64>);

impl Total {
    /// Adds to it.
    pub fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    /// What it has come to.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
