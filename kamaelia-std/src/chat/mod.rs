//! Protocols in which two sides talk to each other.

pub mod smtp;
