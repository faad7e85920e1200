//! Components that run other components: one after another, side by side, again
//! after a fault.
//!
//! A chassis has the boxes `inbox` and `outbox` of what it runs, and stands in a
//! graph like any other component. What it runs has those very boxes, so that a
//! message on its way costs nothing more than without the chassis; when one
//! component ends and another takes its place, nothing that waits is lost.
//!
//! | | runs |
//! |---|---|
//! | [`Carousel`] | one component at a time, made of the last message at `next` |
//! | [`Seq`] | components one after another |
//! | [`Par`] | components side by side |
//! | [`Restart`] | a component again after a fault, with a delay and up to a limit |
//! | [`Isolate`] | a component whose fault is nobody else's |
//! | [`Children`] | as many components and graphs as a component starts, for one that is written by hand |
//! | [`Host`] | one at a time, for a chassis that is written by hand |
//!
//! Rules that all of them have:
//!
//! - Children end with their chassis, and are told what it is told:
//!   [`Finish`](crate::Shutdown::Finish), [`Now`](crate::Shutdown::Now), the grace
//!   time. Nobody has to pass it on.
//! - Faults, reports and states name a child by its kind and its number:
//!   `PLAYER/child[17]/DECODE`. A report adds up what the linkages inside all of
//!   them carried.
//! - The fault of a child is the fault of its chassis, and so of the graph, except
//!   in [`Restart`] and [`Isolate`].
//! - What a child did not read waits for the next one. What it sent is on its way;
//!   who reads it is not told the end before the chassis ends.
//! - When nobody reads its outbox any more, a chassis starts no further child.
//! - The `signal` of a child leads nowhere: that it has ended is seen by that.

mod carousel;
mod child_fault;
mod children;
mod component;
mod guest;
mod host;
mod isolate;
mod late;
mod narrow;
mod par;
mod restart;
mod seq;
mod started;

pub use carousel::{Carousel, InboxControlledCarousel};
pub use child_fault::ChildFault;
pub use children::Children;
pub use guest::{Guest, HeadOf, IntoGuest, TailOf};
pub use host::{Host, Hosted};
pub use isolate::Isolate;
pub use par::{Copies, InTurn, NoInbox, Par};
pub use restart::Restart;
pub use seq::Seq;
