//! Greylisting for mail: what `grey`, the program, is made of.
//!
//! | | |
//! |---|---|
//! | [`policy`] | who is asked to come back later: pure decisions |
//! | [`Judge`] | the component that decides, and looks up what that needs |
//! | [`config`] | the settings, as a file and as a command line |
//! | [`gate`] | where mail is held up or let through |
//! | [`postfix`] | the protocol in which Postfix asks for a decision |

mod clock;
mod counters;
mod judge;

pub mod config;
pub mod gate;
pub mod policy;
pub mod postfix;

pub use clock::Clock;
pub use counters::Counters;
pub use judge::Judge;
