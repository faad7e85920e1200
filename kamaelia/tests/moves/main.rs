//! Whatever a component does with the ends of its linkages, every message that
//! is not dropped by a policy arrives once and in order, every wait ends, and
//! the books of the graph balance.
//!
//! A component may move an end to a task or a thread and back, poll it under
//! `join!` or `select!`, give a wait up, or drop the end in the middle; and a
//! running graph may be moved itself.
//!
//! The long form of the random moves: `RANDOM_MOVES=100 cargo test -p kamaelia
//! --test moves chance`.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../common/mod.rs"]
mod common;

mod beside;
mod both;
mod cancelled;
mod chance;
mod dropped;
mod full;
mod halves;
mod inboxes;
mod inner;
mod left;
mod middle;
mod outboxes;
mod parcel;
mod parts;
mod places;
mod running;
mod scene;
mod selects;
mod several;
mod shared;
mod slots;
mod spread;
mod watch;
