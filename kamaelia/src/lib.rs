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
//! component; work that only computes is a [`Transform`]. Transforms that stand
//! in a row, and the `via` conversions between them, run as one loop without a
//! queue: split the work as it reads best.
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
//! row, and [`Pipeline::of`] as many of one type as there are at run time. A
//! graph is a [`Graph`]: it can be looked at ([`Graph::topology`]), run
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
//! # From outside
//!
//! [`feed`] and [`collect`] are the ends of a graph that other code holds, on tasks
//! or on plain threads: each wait has a blocking form. [`Graph::spawn`] runs a graph
//! beside the caller, [`Graph::spawn_on`] on a runtime of his choice; where there is
//! none it gets a thread and a runtime of its own. The [`Handle`] stops it and waits
//! for its end. A single stage needs no graph: [`Stage::background`] gives both of its
//! ends at once.
//!
//! ```
//! # use kamaelia::prelude::*;
//! # use kamaelia::{Stage, TimedOut, TryRecvError};
//! # use std::time::Duration;
//! # #[derive(Component)]
//! # struct Echo<T: Message> { #[inbox] inbox: Inbox<T>, #[outbox] outbox: Outbox<T> }
//! # impl<T: Message> Main for Echo<T> {
//! #     async fn main(mut self) -> Outcome {
//! #         while let Some(m) = self.inbox.recv().await { self.outbox.send(m).await?; }
//! #         Ok(())
//! #     }
//! # }
//! // No tokio in sight.
//! fn main() -> Outcome {
//!     let mut echo = Echo::<u64>::new().background();
//!     echo.inbox.send_blocking(7)?;
//!     assert_eq!(echo.outbox.recv_blocking(), Some(7));
//!
//!     // Nothing there, nothing in time, and nothing any more are three answers.
//!     let moment = Duration::from_millis(1);
//!     assert_eq!(echo.outbox.try_recv(), Err(TryRecvError::Empty));
//!     assert_eq!(echo.outbox.recv_timeout_blocking(moment), Err(TimedOut(moment)));
//!     echo.stop();
//!     assert_eq!(echo.outbox.recv_timeout_blocking(moment * 10_000), Ok(None));
//!     echo.join_blocking()
//! }
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
//! without a line of code in it, and who has not ended within the grace time
//! ([`Graph::grace`]) is let go and named. An error, or a panic, is a [`Fault`]:
//! it names the component and stops its graph. A [`Report`] says what became of
//! it all.
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
//! # Components that run components
//!
//! A chassis is a component that runs others: one after another ([`chassis::Seq`]),
//! each made of a message ([`chassis::Carousel`]), side by side ([`chassis::Par`]),
//! again after a fault ([`chassis::Restart`]), or so that a fault is nobody else's
//! ([`chassis::Isolate`]). What it runs has the chassis's own boxes for that time: a
//! message costs nothing more, and what one has not read waits for the next.
//! [`chassis`] has the rules that all of them share, and what to write one with.
//!
//! ```
//! # use kamaelia::prelude::*;
//! use kamaelia::chassis::{Isolate, Restart, Seq};
//! # use kamaelia::Stop;
//! # /// Passes on so many numbers, or fails.
//! # #[derive(Component)]
//! # struct Take { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64>, count: usize }
//! # impl Main for Take {
//! #     async fn main(mut self) -> Outcome {
//! #         for _ in 0..self.count {
//! #             let Some(number) = self.inbox.recv().await else { break };
//! #             if number == 13 { return Err(Stop::fault("13 is bad luck")); }
//! #             self.outbox.send(number).await?;
//! #         }
//! #         Ok(())
//! #     }
//! # }
//!
//! # futures::executor::block_on(async {
//! let (mut numbers, source) = feed();
//! let (mut results, sink) = collect();
//! numbers.send_all([1, 13, 2, 3, 13, 4]).await?;
//! drop(numbers);
//!
//! // It fails at every 13: once it is made again, then that is its end.
//! let brave = Restart::new(|| Take::new(2));
//! let meek = Isolate::new(Take::new(100));
//! pipeline![source, Seq::of(brave).then(meek), sink].run().await?;
//!
//! let mut all = Vec::new();
//! results.recv_many(&mut all, 100).await;
//! assert_eq!(all, [1, 2, 3]);
//! # Outcome::Ok(())
//! # }).unwrap();
//! ```
//!
//! # Changing while it runs
//!
//! A component can start graphs ([`Graph::spawn`]), which end with it. Linkages are made
//! between boxes that are in use by their addresses: [`Inbox::address`],
//! [`Outbox::address`]. Whoever has both, in whatever task or thread, links them, and
//! owns the [`Linkage`]: it can be cut and led elsewhere, and what waits stays where it
//! is, in order. A mistake is an error that names both boxes, and changes nothing.
//!
//! | | |
//! |---|---|
//! | [`InboxAddress`], [`OutboxAddress`] | linkages between boxes that are in use |
//! | [`Inboxes`], [`Outboxes`] | boxes that a component adds while it runs, one for each connection |
//! | [`Backplane`], [`PublishTo`], [`SubscribeTo`] | what anyone publishes reaches all who have subscribed |
//! | [`Services`] | who is found by a name and a type, whoever starts first |
//! | [`Request`] | a question, and the way for its answer |
//!
//! ```
//! # use kamaelia::prelude::*;
//! use kamaelia::{InboxAddress, Request};
//!
//! /// Counts words for whoever asks.
//! #[derive(Component)]
//! struct Words {
//!     #[inbox(optional)]
//!     inbox: Inbox<Request<String, usize>>,
//! }
//!
//! impl Main for Words {
//!     async fn main(mut self) -> Outcome {
//!         while let Some(request) = self.inbox.recv().await {
//!             request.answer_with(|text| text.split_whitespace().count());
//!         }
//!         Ok(())
//!     }
//! }
//!
//! # futures::executor::block_on(async {
//! let mut words = Words::new();
//! let address: InboxAddress<_> = words.inbox().address();
//! let graph = graphline! { WORDS = words; };
//! let graph = graph.spawn();
//!
//! assert_eq!(address.request("a graph that changes".to_owned()).await?, 4);
//! drop(address);
//! graph.join().await
//! # }).unwrap();
//! ```
//!
//! # Seeing it
//!
//! A [`Topology`] is the graph as data. While it runs, an [`Observer`]
//! ([`Graph::observe`], [`Handle::observer`]) says from any thread how many messages
//! each linkage has carried and what each component does: `DECODE waits for a
//! message at frames, 17 polls`. That costs the graph nothing. A graph that waits
//! only for itself is [`Stuck`]: it is reported once, with the ring of who waits for
//! whom.
//!
//! What is promised about all this, and what is not, stands in [`guarantees`],
//! with the tests that hold it.
//!
//! # Features
//!
//! | | |
//! |---|---|
//! | `testing` | `kamaelia::testing`: tests of components under many schedules, in which hours pass at once |
//! | `tracing` | a span for each component with its path, an event for each fault and each graph that waits only for itself |

extern crate self as kamaelia;

mod any;
mod background;
mod backplane;
mod blame;
mod block;
mod busy;
pub mod chassis;
mod child;
mod children;
mod component;
mod driver;
mod ending;
mod ends;
mod fanout;
mod feed;
mod fuse;
mod graph;
mod handle;
mod home;
mod inbox;
mod keyed;
mod lend;
mod link;
mod live;
mod lookout;
mod names;
mod observer;
mod order;
mod outbox;
mod outcome;
mod outgoing;
mod overtime;
mod panicked;
mod passage;
mod pipeline;
mod pipeline_of;
mod place;
mod plan;
mod policy;
mod program;
mod random;
mod ready;
mod receiving;
mod remote;
mod report;
mod rings;
mod rounds;
mod row;
mod scene;
mod seat;
mod sending;
mod service;
mod shutdown;
mod source;
mod stage;
mod state;
mod stuck;
mod sync;
mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod timer;
pub mod topology;
mod trace;
mod turns;
mod wire;
mod wiring;
mod work;

pub use background::Background;
pub use backplane::{Backplane, BackplaneAddress, Plug, PublishTo, SubscribeTo};
pub use component::{Blocking, Component, Description, Main, Message, Transform};
pub use feed::{Collect, Collector, Feed, Feeder, collect, collect_with, feed, feed_with};
pub use graph::{BoxedGraph, Graph, Reported, Run};
pub use handle::Handle;
pub use inbox::{Inbox, TimedOut, TryRecvError};
pub use keyed::{FromAdded, Inboxes, Key, Outboxes, Received};
pub use live::{BoxPath, InboxAddress, LinkError, LinkRefused, Linkage, OutboxAddress};
pub use observer::Observer;
pub use outbox::{Outbox, Slot, TrySendError};
pub use outcome::{Closed, Fault, Outcome, SourceLine, Stop};
pub use overtime::{Overtime, Release};
pub use panicked::Panicked;
pub use pipeline::Pipeline;
pub use policy::Policy;
pub use random::random;
pub use report::{Arrived, Carried, Overdue, Report};
pub use service::{
    Registration, Reply, Request, RequestError, RequestFailed, Service, ServiceError,
    ServiceRefused, Services, Subscribe, Subscription, ToService, Value,
};
pub use shutdown::{Shutdown, finishing, until_stopped};
pub use stage::{Boxed, Stage};
pub use state::{Activity, ComponentState, Wait};
pub use stuck::{Stuck, WaitsFor};
pub use topology::Topology;
pub use wire::Port;

/// Makes a struct with boxes a component.
///
/// | on a field | what it is |
/// |---|---|
/// | `#[inbox]` | an `Inbox<T>`, a `[Inbox<T>; N]` or a `Vec<Inbox<T>>` |
/// | `#[outbox]` | an `Outbox<T>`, a `[Outbox<T>; N]` or a `Vec<Outbox<T>>` |
/// | `#[param(default = expression)]` | a parameter with a setter of its name; `#[param(default)]` takes `Default` |
/// | `#[state]` | private, and starts as `Default` |
/// | nothing | a required parameter of `new`, in the order of the fields |
///
/// A box has to be linked, unless it is `#[inbox(optional)]` or
/// `#[outbox(optional)]`. `#[inbox(batch = 4096)]` says how many messages the
/// reader takes at a time; its linkages hold at least that many. The length of a
/// `Vec` of boxes is an argument of `new`, or `#[outbox(len = expression)]` of
/// the parameters.
///
/// | `#[component(..)]` | what it means |
/// |---|---|
/// | `blocking` | it blocks its thread: [`Blocking`] |
/// | `transform` | it only computes: [`Transform`] |
/// | `local` | it is not `Send`, and only runs fused |
/// | `no_new` | its constructors are written by hand |
///
/// Besides `new` and the setters the derive writes, for each box, the method
/// that gives its address, and `recv_any`, which waits for all inboxes at once:
///
/// ```
/// use kamaelia::prelude::*;
///
/// /// Lets messages through while it is open.
/// #[derive(Component)]
/// struct Gate<T: Message> {
///     /// What may go through.
///     #[inbox]
///     inbox: Inbox<T>,
///     /// Opens and closes it.
///     #[inbox]
///     open: Inbox<bool>,
///     /// What went through.
///     #[outbox]
///     outbox: Outbox<T>,
///     #[param(default = true)]
///     is_open: bool,
/// }
///
/// impl<T: Message> Main for Gate<T> {
///     async fn main(mut self) -> Outcome {
///         while let Some(event) = self.recv_any().await {
///             match event {
///                 GateEvent::Inbox(message) if self.is_open => self.outbox.send(message).await?,
///                 GateEvent::Inbox(_) => {}
///                 GateEvent::Open(open) => self.is_open = open,
///             }
///         }
///         Ok(())
///     }
/// }
///
/// let closed = Gate::<u8>::new().is_open(false);
/// # drop(closed);
/// ```
#[doc(inline)]
pub use kamaelia_macros::Component;

/// Links components in a graph that the compiler has checked.
///
/// ```text
/// NAME = expression;                      a component
/// NAME = expression on task;              on a tokio task of its own
/// NAME = expression on thread;            on a thread of its own
/// A.outbox -> B.inbox;                    a linkage
/// A -> B -> C;                            `outbox` to `inbox`, along the row
/// A.outbox -> [B.inbox, C.inbox];         to each of them, a copy for each
/// SPLIT.outbox[0] -> A.inbox;             one of several boxes of a kind
/// self.inbox -> A.inbox;                  a composite's own boxes
/// A.outbox -> B.inbox with capacity(8);   `unbounded`, `latest`,
///                                         `drop_newest(n)`, `drop_oldest(n)`
/// A.outbox -> B.inbox via |m| m.len();    converts on the way
/// ```
///
/// A component without a placement runs in the graph's own future, unless the whole
/// graph is told to [`spread`](Graph::spread) over the runtime's workers.
///
/// Statements stand in any order. An expression is evaluated in the scope around
/// the graph, in the order written, so `?` and `.await` work; a conversion is
/// `'static`, like the messages. Names of components are a namespace of their
/// own. The result is a [`Graph`].
///
/// What is wrong with a graph is an error at the word that is wrong: a box that
/// does not exist or is not linked, types that differ, a ring in which every
/// linkage waits. A diamond that may block, and a component that is never
/// linked, are warnings (a lint of the kind `deprecated`).
///
/// ```
/// use kamaelia::prelude::*;
/// # /// Repeats every message.
/// # #[derive(Component)]
/// # struct Echo<T: Message> { #[inbox] inbox: Inbox<T>, #[outbox] outbox: Outbox<T> }
/// # impl<T: Message> Main for Echo<T> {
/// #     async fn main(mut self) -> Outcome {
/// #         while let Some(m) = self.inbox.recv().await { self.outbox.send(m).await?; }
/// #         Ok(())
/// #     }
/// # }
/// # futures::executor::block_on(async {
/// let (mut words, source) = feed();
/// let (mut lengths, sink) = collect();
/// words.send_all(["one", "three"]).await?;
/// drop(words);
///
/// graphline! {
///     WORDS   = source;
///     LEFT    = Echo::new();
///     RIGHT   = Echo::new();
///     LENGTHS = sink;
///
///     WORDS.outbox -> [LEFT.inbox, RIGHT.inbox];
///     LEFT.outbox  -> LENGTHS.inbox via |word: &str| word.len();
///     RIGHT.outbox -> LENGTHS.inbox via |word: &str| word.len() * 100;
/// }
/// .run()
/// .await?;
///
/// let mut all = Vec::new();
/// lengths.recv_many(&mut all, 10).await;
/// all.sort();
/// assert_eq!(all, [3, 5, 300, 500]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
///
/// A graph that is wrong:
///
/// ```compile_fail
/// # use kamaelia::prelude::*;
/// let (_words, source) = feed::<String>();
/// let (_sums, sink) = collect::<u64>();
/// let graph = graphline! {
///     WORDS = source;
///     SUMS  = sink;
///     WORDS.outbox -> SUMS.inbox;
///     // the outbox `WORDS.outbox` sends `String`, but the inbox `SUMS.inbox`
///     // receives `u64`
/// };
/// ```
#[doc(inline)]
pub use kamaelia_macros::graphline;

/// Links components in a row, each `outbox` to the next `inbox`.
///
/// The result is a [`Pipeline`]: it runs as it is if its first component makes
/// its messages itself and its last sends none, and is a component otherwise.
/// Each may be placed: `pipeline![a, b on task, c on thread]`. A `Vec` of
/// components becomes one with [`Pipeline::of`].
///
/// ```
/// use kamaelia::prelude::*;
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed();
/// let (mut results, sink) = collect();
/// numbers.send(7).await?;
/// drop(numbers);
///
/// pipeline![source, sink].run().await?;
/// assert_eq!(results.recv().await, Some(7));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[doc(inline)]
pub use kamaelia_macros::pipeline;

/// Makes an `async fn main` a program.
///
/// It runs on a multi-threaded tokio runtime. SIGINT and SIGTERM tell every
/// graph to finish, the second one to stop now. An error is one line on standard
/// error, after the name of the program, and exit status 1. `main` returns
/// [`Outcome`], a `Result` with any error that can be printed, an `ExitCode`, or
/// nothing.
///
/// ```no_run
/// use kamaelia::prelude::*;
///
/// #[kamaelia::main]
/// async fn main() -> Outcome {
///     let (_never, source) = feed::<u8>();
///     let (_ever, sink) = collect();
///     pipeline![source, sink].run().await
/// }
/// ```
#[doc(inline)]
pub use kamaelia_macros::main;

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

#[doc = include_str!("guarantees.md")]
pub mod guarantees {}

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
    pub use crate::child::{Call, Child};
    pub use crate::component::{Anywhere, AtPlace, Local, Placed, Shape, component};
    pub use crate::ends::{Ends, MayGive, MayTake, join_head, join_tail};
    pub use crate::fanout::Fanout;
    pub use crate::outgoing::Outgoing;
    pub use crate::passage::{Broken, Converts, Straight};
    pub use crate::pipeline::ends_of;
    pub use crate::plan::{LinkPlan, MemberPlan, Plan};
    pub use crate::program::run_program;
    pub use crate::remote::Remote;
    pub use crate::row::{Plain, Pure, first, join, row, transform};
    pub use crate::seat::Seat;
    pub use crate::stage::{Gives, Nothing, StageSheet, Takes};
    pub use crate::topology::{BoxInfo, BoxName, Direction, Placement};
    pub use crate::wire::{
        AnyBatch, AtLeast, B0, B1, Batch, Carries, Count, Element, Holds, InEnd, Inlet, Linked,
        Mark, Out, OutEnd, Outlet, OwnInlet, OwnOutlet, Pair, Port, Same, Served, Spare, Ticket,
        Typed, Unlinked, mark, pair, ticket,
    };
    pub use crate::wiring::{Wiring, fused};
    pub use crate::work::{BlockingWork, MainWork, Runnable, blocking, plain};
    pub use crate::{
        Blocking, Closed, Component, Description, Graph, Inbox, Main, Message, Outbox, Outcome,
        Pipeline, Policy, Shutdown, Stage, Stop, Transform,
    };
}
