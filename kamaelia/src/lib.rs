//! Components with typed boxes, linked in a graph that the compiler has checked.
//!
//! A program is a set of small parts that each do one thing and know nobody
//! else, and a graph that says what leads where. Wrong graphs do not compile;
//! the error stands at the word that is wrong. Right ones run as one future,
//! with no lookup of names while they run.
//!
//! The five words of this crate, in the order in which they build on each
//! other:
//!
//! # Component
//!
//! A component is a struct, and an `async fn main` that says what it does from
//! start to finish. It never calls another component: it receives and sends.
//!
//! ```
//! use kamaelia::prelude::*;
//!
//! /// Repeats every message it receives.
//! #[derive(Component)]
//! pub struct Echo<T: Message> {
//!     /// Messages to repeat.
//!     #[inbox]
//!     inbox: Inbox<T>,
//!     /// The same messages, in the same order.
//!     #[outbox]
//!     outbox: Outbox<T>,
//!     /// How often each message is repeated.
//!     #[param(default = 1)]
//!     times: usize,
//! }
//!
//! impl<T: Message + Clone> Main for Echo<T> {
//!     async fn main(mut self) -> Outcome {
//!         while let Some(message) = self.inbox.recv().await {
//!             for _ in 0..self.times {
//!                 self.outbox.send(message.clone()).await?;
//!             }
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let twice = Echo::<u64>::new().times(2);
//! # drop(twice);
//! ```
//!
//! The derive writes `Echo::new`, a setter for each parameter with a default,
//! and the address of each box. Work that blocks its thread is a [`Blocking`]
//! component; work that only computes is a [`Transform`].
//!
//! # Box
//!
//! An [`Inbox`] and an [`Outbox`] carry messages of one type: any that is
//! `Send + 'static`. `recv` gives `None` when nothing will come any more;
//! `send` gives [`Closed`] when nobody will read any more, and `?` makes that a
//! normal end.
//!
//! ```
//! # futures::executor::block_on(async {
//! use kamaelia::{Policy, link};
//!
//! let (mut outbox, mut inbox) = link::<&str>(Policy::default());
//! outbox.send("one").await?;
//! outbox.send("two").await?;
//! drop(outbox);
//!
//! assert_eq!(inbox.recv().await, Some("one"));
//! assert_eq!(inbox.recv().await, Some("two"));
//! assert_eq!(inbox.recv().await, None);
//! # Ok::<(), kamaelia::Closed>(())
//! # }).unwrap();
//! ```
//!
//! # Linkage
//!
//! `A.outbox -> B.inbox;` links two boxes of one type. The sender waits while
//! 64 messages wait; a [`Policy`] changes that, and `via` converts on the way.
//! Several linkages may lead into one inbox; one outbox leads to several with
//! `-> [..]`.
//!
//! ```
//! # use kamaelia::prelude::*;
//! # futures::executor::block_on(async {
//! let (mut numbers, source) = feed::<u64>();
//! let (mut texts, sink) = collect::<String>();
//! numbers.send(7).await?;
//! drop(numbers);
//!
//! graphline! {
//!     NUMBERS = source;
//!     TEXTS   = sink;
//!     NUMBERS.outbox -> TEXTS.inbox with capacity(1024) via |n: u64| n.to_string();
//! }
//! .run()
//! .await?;
//! assert_eq!(texts.recv().await.as_deref(), Some("7"));
//! # Outcome::Ok(())
//! # }).unwrap();
//! ```
//!
//! # Graph
//!
//! [`graphline!`] names components and links them; [`pipeline!`] puts them in a
//! row. A graph is a [`Graph`]: it can be looked at ([`Graph::topology`]), run
//! ([`Graph::run`]) and run beside the caller ([`Graph::spawn`]). A component
//! whose `main` is a graph is a composite: its own boxes are `self`.
//!
//! ```
//! # use kamaelia::prelude::*;
//! # #[derive(Component)]
//! # struct Echo<T: Message> {
//! #     #[inbox] inbox: Inbox<T>,
//! #     #[outbox] outbox: Outbox<T>,
//! #     #[param(default = 1)] times: usize,
//! # }
//! # impl<T: Message + Clone> Main for Echo<T> {
//! #     async fn main(mut self) -> Outcome {
//! #         while let Some(message) = self.inbox.recv().await {
//! #             for _ in 0..self.times { self.outbox.send(message.clone()).await?; }
//! #         }
//! #         Ok(())
//! #     }
//! # }
//! /// Repeats every message six times.
//! #[derive(Component)]
//! struct SixTimes {
//!     #[inbox]
//!     inbox: Inbox<u64>,
//!     #[outbox]
//!     outbox: Outbox<u64>,
//! }
//!
//! impl Main for SixTimes {
//!     async fn main(self) -> Outcome {
//!         graphline! {
//!             TWICE  = Echo::new().times(2);
//!             THRICE = Echo::new().times(3);
//!
//!             self.inbox -> TWICE -> THRICE -> self.outbox;
//!         }
//!         .run()
//!         .await
//!     }
//! }
//!
//! # futures::executor::block_on(async {
//! let (mut numbers, source) = feed();
//! let (mut results, sink) = collect();
//! numbers.send(7).await?;
//! drop(numbers);
//!
//! pipeline![source, SixTimes::new(), sink].run().await?;
//!
//! let mut sevens = Vec::new();
//! assert_eq!(results.recv_many(&mut sevens, 100).await, 6);
//! # Outcome::Ok(())
//! # }).unwrap();
//! ```
//!
//! # How things end
//!
//! A component ends when its `main` returns. Its outboxes close, so work drains
//! downstream; its inboxes close, so work stops upstream. A ring of components
//! ends when nobody outside sends to it, everyone in it waits and nothing is on
//! its way. A graph ends with its last component.
//!
//! [`Shutdown::Finish`] ends the sources, and the rest drains;
//! [`Shutdown::Now`] ends every wait at once. Both reach every component
//! without a line of code in it. An error is a [`Fault`]: it names the component
//! and stops its graph.
//!
//! ```
//! # use kamaelia::prelude::*;
//! /// Counts for ever, or until nobody listens.
//! #[derive(Component)]
//! struct Count {
//!     #[outbox]
//!     outbox: Outbox<u64>,
//! }
//!
//! impl Main for Count {
//!     async fn main(mut self) -> Outcome {
//!         for number in 0.. {
//!             self.outbox.send(number).await?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! /// Reads three numbers, and has enough.
//! #[derive(Component)]
//! struct Three {
//!     #[inbox]
//!     inbox: Inbox<u64>,
//! }
//!
//! impl Main for Three {
//!     async fn main(mut self) -> Outcome {
//!         for number in 0..3 {
//!             assert_eq!(self.inbox.recv().await, Some(number));
//!         }
//!         Ok(())
//!     }
//! }
//!
//! # futures::executor::block_on(async {
//! pipeline![Count::new(), Three::new()].run().await?;
//! # Outcome::Ok(())
//! # }).unwrap();
//! ```
//!
//! # What is promised
//!
//! - One sender's messages reach one inbox in the order sent; those of several
//!   senders in one fused graph in the order of the sends.
//! - Nothing is copied, lost or delivered twice, except what a policy that
//!   drops has dropped, which is counted: [`Handle::counts`].
//! - What a component sent before its end is read before the end is seen.
//! - A graph that compiles cannot wait for ever on its own full linkages, except
//!   through a diamond, of which the compiler warned.
//! - What a component starts ends with it.

extern crate self as kamaelia;

mod any;
mod block;
mod child;
mod component;
mod driver;
mod fanout;
mod feed;
mod graph;
mod inbox;
mod link;
mod outbox;
mod outcome;
mod pipeline;
mod policy;
mod program;
mod rings;
mod seat;
mod shutdown;
mod stage;
pub mod topology;
mod turns;
mod wire;
mod wiring;
mod work;

pub use component::{Blocking, Component, Description, Main, Message, Transform};
pub use feed::{Collect, Collector, Feed, Feeder, collect, collect_with, feed, feed_with};
pub use graph::{BoxedGraph, Graph, Handle, Run};
pub use inbox::{Inbox, TimedOut, TryRecvError};
pub use kamaelia_macros::{Component, graphline, main, pipeline};
pub use outbox::{Outbox, Slot, TrySendError};
pub use outcome::{Closed, Fault, Outcome, SourceLine, Stop};
pub use pipeline::Pipeline;
pub use policy::Policy;
pub use shutdown::{Shutdown, until_stopped};
pub use stage::{Boxed, Stage};
pub use topology::Topology;
pub use wire::Port;

/// Makes a linkage by hand, without a graph: for tests, and for code that
/// runs a component's `main` itself.
///
/// ```
/// use kamaelia::{Policy, link};
///
/// let (mut outbox, mut inbox) = link::<u64>(Policy::latest());
/// outbox.try_send(1)?;
/// outbox.try_send(2)?;
/// assert_eq!(inbox.try_recv(), Ok(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn link<T: Message>(policy: Policy) -> (Outbox<T>, Inbox<T>) {
    feed::linked(policy)
}

/// What a file of components and graphs needs.
pub mod prelude {
    pub use crate::{
        Blocking, Component, Inbox, Main, Message, Outbox, Outcome, Shutdown, Transform, collect,
        feed, graphline, pipeline, until_stopped,
    };
}

/// What the macros write. Not for people: it may change with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::any::{poll_any, poll_boxes, set_turn, turn};
    pub use crate::child::{Child, Remote, transform};
    pub use crate::component::{Anywhere, AtPlace, Local, Placed, Shape, component};
    pub use crate::fanout::Fanout;
    pub use crate::outbox::Outgoing;
    pub use crate::pipeline::{Ends, MayGive, MayTake, ends_of, join_head, join_tail};
    pub use crate::program::run_program;
    pub use crate::seat::Seat;
    pub use crate::stage::{Gives, Nothing, StageSheet, Takes};
    pub use crate::topology::{BoxInfo, BoxName, Direction, Placement};
    pub use crate::wire::{
        AnyBatch, AtLeast, B0, B1, Batch, Carries, Count, Element, Holds, InEnd, Inlet, Linked,
        Mark, Out, OutEnd, Outlet, OwnInlet, OwnOutlet, Pair, Port, Same, Served, Spare, Ticket,
        Typed, Unlinked, mark, pair, ticket,
    };
    pub use crate::wiring::{LinkPlan, MemberPlan, Plan, Wiring, fused};
    pub use crate::work::{BlockingWork, MainWork, Runnable, blocking, plain};
    pub use crate::{
        Blocking, Closed, Component, Description, Graph, Inbox, Main, Message, Outbox, Outcome,
        Pipeline, Policy, Shutdown, Stage, Stop, Transform,
    };
}
