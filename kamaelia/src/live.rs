//! Linkages that are made while a graph runs: addresses of boxes, and what leads
//! from one to another.
//!
//! An inbox that was asked for its address has one more source, the [`Entrance`];
//! an outbox leads by way of an [`Exit`]. Boxes that nobody asked are as they are
//! without this.

mod address;
mod bells;
mod desk;
mod door;
mod entrance;
mod error;
mod exit;
mod gather;
mod linkage;
mod owner;
mod reach;
mod route;

pub use address::OutboxAddress;
pub use error::{LinkError, LinkRefused};
pub use linkage::Linkage;
pub use owner::BoxPath;
pub use reach::InboxAddress;

pub(crate) use bells::Bells;
pub(crate) use entrance::Entrance;
pub(crate) use exit::Exit;

use std::sync::{Mutex, MutexGuard, PoisonError};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
