//! Greylisting for mail: what `grey`, the program, is made of.
//!
//! | | |
//! |---|---|
//! | [`policy`] | who is asked to come back later: pure decisions |
//! | [`config`] | the settings, as a file and as a command line |
//! | [`postfix`] | the protocol in which Postfix asks for a decision |

pub mod config;
pub mod policy;
pub mod postfix;
