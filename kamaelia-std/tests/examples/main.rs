//! The examples, as their user runs them.
#![cfg(all(feature = "io", feature = "net"))]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod console;
mod files;
#[cfg(feature = "mail")]
mod mail;
mod markov;
mod program;
mod servers;
