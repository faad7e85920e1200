//! State that several components share.
//!
//! A component that owns what it knows, and is asked by messages, needs none of this.
//! Where that is too little:
//!
//! | What is shared | With |
//! |---|---|
//! | a number, a flag | an atomic of `std::sync::atomic` |
//! | a state that is changed in one step, without a wait | `Arc<Mutex<T>>`, which is never held across an `.await`; a struct in it changes as a whole |
//! | the newest of something, for many readers | a linkage `with latest` |
//! | several values that are looked at now, and changed together later, if nobody else has changed them meanwhile; or waited for | a [`Store`] |
//!
//! The original's `STM` was the last of these. What it did, and where it is here:
//!
//! | In the original | Here |
//! |---|---|
//! | `store.usevar(key)`, `store.using(keys)` | [`Store::begin`], then [`Transaction::get`] of one key or of several |
//! | `var.set(value)`, `var.commit()` | [`Transaction::set`], [`Transaction::commit`] |
//! | `ConcurrentUpdate` | [`ConcurrentUpdate`]; [`Store::update`] does it again by itself |
//! | `BusyRetry` | nothing: the store is held for moments only, so whoever comes second waits for that |
//! | a loop that looks again and again | [`Store::update_when`], which waits |

mod key;
mod store;
mod transaction;

pub use key::Key;
pub use store::Store;
pub use transaction::{ConcurrentUpdate, Transaction};
