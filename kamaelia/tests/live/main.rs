//! Graphs that change while they run: linkages made by address.
#![allow(missing_docs, reason = "components of tests")]

#[path = "../common/mod.rs"]
mod common;

mod between;
mod links;
