//! The machine's own.

pub(crate) use crossbeam_queue::{ArrayQueue, SegQueue};
pub(crate) use futures::task::AtomicWaker;
pub(crate) use std::sync::OnceLock;
pub(crate) use std::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, fence,
};
pub(crate) use std::thread_local;

use std::sync::atomic::Ordering;

/// Stores where other threads exchange: a model checker has to know.
#[inline(always)]
pub(crate) fn store_beside(atomic: &AtomicU64, value: u64, order: Ordering) {
    atomic.store(value, order);
}

/// Where a model checker sees who is at a place in memory.
pub(crate) struct Watched;

impl Watched {
    #[inline(always)]
    pub(crate) fn touch(&self) {}
}
