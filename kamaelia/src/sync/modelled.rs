//! A model checker's: each step at one of these is a point where the checker lets
//! another thread go on, and it knows which values a thread may still see.
//!
//! While a failed model is taken down its threads are unwound, and the checker is
//! no longer there: then nothing here does anything.

mod atomics;
mod lock;
mod queues;
mod shared;

pub(crate) use atomics::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, fence, store_beside,
};
pub(crate) use lock::{AtomicWaker, OnceLock};
pub(crate) use queues::{ArrayQueue, SegQueue};
pub(crate) use shared::{Cells, Watched, thread_local};
use std::thread::panicking;
