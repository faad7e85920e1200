//! Transforms in a row are one loop, and nobody can tell from what comes out.

#[path = "../common/mod.rs"]
mod common;

mod ends;
mod faults;
mod leads;
mod messages;
mod parts;
mod which;
