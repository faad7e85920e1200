//! What other settings would have made of what was logged: `grey simulate`.
//!
//! The decisions of [logs in JSON](crate::log) are replayed in the order in which they
//! were made. The table is empty at first and in memory, and the network is asked
//! nothing: what the DNS had said stands in the log. A question to the DNS that nobody
//! had asked counts as one that it does not answer, and is counted.
//!
//! # What is counted
//!
//! A *letter* is what one sender has for one recipient, from its first attempt to the
//! one at which it was taken; of a bounce, for all of its recipients. Attempts from one
//! network of 24 bits (of IPv6, 64) with the same sender and recipient belong together,
//! if there are not five days between them.
//!
//! | | |
//! |---|---|
//! | at once | letters that were let through at their first attempt |
//! | delayed | letters that had to come back, and were let through then; with the median of their delays, and what 95 of 100 stay below |
//! | lost | letters that were held up at every attempt there was, and whose sender gave up |
//! | unknown | letters that are held up still when, by the log, they were taken. Nobody knows when the sender would have come back: it had no reason to |
//! | refused | letters that were refused for good |
//!
//! A sender's attempts stand in the log up to the one that was let through. So looser
//! settings are told exactly: the attempts behind that one are surplus, and make no
//! letter of their own. Stricter ones are told up to the last recorded attempt, and what
//! comes after it is *unknown*, which is neither lost nor delayed. A log that was
//! recorded in shadow mode has first attempts only, and tells little else than who would
//! have had to come back.
//!
//! A letter that is held up at the end of the log counts as lost, but its sender may
//! still come; how many of them had tried within the last four hours is said.
//!
//! # What is not in a log
//!
//! - What was remembered before it begins. A triplet, or a client, that is known by the
//!   log and never asked about before it is taken as known, and counted.
//! - Entries that made room for others, and entries that were changed by hand.
//! - Which of several daemons that share a store was first, where that is a matter of less
//!   than their clocks differ.
//! - Decisions that were made while the store was out of reach are made without one.
//! - What was over may have been removed or not, so `first-attempt` and `too-late` count
//!   as the same rule.

mod account;
mod letters;
mod reader;
mod replay;
mod report;
mod sorted;
mod table;

pub use reader::CannotRead;
pub use replay::Replay;
pub use report::{Account, Decisions, Domain, Notes, Report};
