//! Decisions: who passes, who waits, and by which rule.

mod allowed;
mod faults;
mod learned;
mod listed;
mod model;
mod original;
mod retries;
mod rfc6647;
mod rules;
mod why;
mod world;
