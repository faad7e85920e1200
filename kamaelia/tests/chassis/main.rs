//! Components that run other components, and the ends that they lend to them.
//!
//! Most of it runs under many schedules, on a clock that jumps when everybody rests.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/diamond.rs"]
mod diamond;

mod carousel;
mod carousel_children;
mod carousel_ends;
mod children;
mod graphs;
mod in_line;
mod isolate;
mod lending;
mod lost;
mod often_stuck;
mod par;
mod parts;
mod recalled;
mod restart;
mod seq;
mod started_ends;
mod started_graphs;
