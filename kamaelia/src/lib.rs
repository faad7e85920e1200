#![doc = include_str!("guide.md")]

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
mod drops;
mod ending;
mod ends;
mod fanout;
mod feed;
mod few;
mod fuse;
mod graph;
mod handle;
mod home;
mod inbox;
mod keyed;
mod lead;
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
mod raw;
mod ready;
mod receiving;
mod remote;
mod report;
mod rings;
mod rounds;
mod row;
mod run_queue;
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
mod unrun;
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
pub use program::{run_program, run_program_on};
pub use random::random;
pub use report::{Arrived, Carried, Overdue, Report};
pub use service::{
    Registration, Reply, Request, RequestError, RequestFailed, Service, ServiceError,
    ServiceRefused, Services, Subscribe, Subscription, ToService, Value,
};
pub use shutdown::{Shutdown, finishing, until_stopped};
pub use stage::{Boxed, Stage};
pub use state::{Activity, ComponentState, GraphState, Wait};
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
/// | `#[param(into)]`, `#[param(into, default = expression)]` | a parameter that is given as whatever turns [`Into`] its type: a `&str` for a `String` |
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
/// the graph, in the order written, so `?` and `.await` work. Names of components
/// are a namespace of their own. The result is a [`Graph`].
///
/// A conversion is `Send + 'static`, like the messages, also in a graph that is
/// only run fused: the components of such a graph may borrow from around it, but a
/// box carries no lifetime, and a conversion belongs to the boxes that it stands
/// between. It owns what it needs (`move`, an `Arc`).
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
/// nothing. What has to be done before there are threads goes before [`run_program`].
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
/// runs a component's `main` itself. It has room for one message at least.
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

/// What the macros write, and components of `kamaelia-std`. Not for people: it may change
/// with every version.
#[doc(hidden)]
pub mod __private {
    pub use crate::any::{poll_any, poll_boxes, set_turn, turn};
    pub use crate::child::{Call, Child};
    pub use crate::component::{Anywhere, AtPlace, Local, Placed, Shape, component};
    pub use crate::ends::{Ends, MayGive, MayTake, join_head, join_tail};
    pub use crate::fanout::Fanout;
    pub use crate::lead::{Lead, lead};
    pub use crate::outgoing::Outgoing;
    pub use crate::passage::{Broken, Converts, Straight};
    pub use crate::pipeline::ends_of;
    pub use crate::plan::{LinkPlan, MemberPlan, Plan};
    pub use crate::program::run_program;
    pub use crate::remote::Remote;
    pub use crate::row::{Leads, Plain, Pure, Role, first, join, row, transform};
    pub use crate::seat::Seat;
    pub use crate::stage::{Gives, Nothing, StageSheet, Takes};
    pub use crate::topology::{BoxInfo, BoxName, Direction, Placement};
    pub use crate::wire::{
        AnyBatch, AtLeast, B0, B1, Batch, Carries, Count, Covers, Element, Holds, InEnd, Inlet,
        Linked, Mark, Out, OutEnd, Outlet, OwnElement, OwnInlet, OwnOutlet, Pair, Port, Same,
        Served, Spare, Ticket, Typed, Unlinked, mark, pair, ticket,
    };
    pub use crate::wiring::{Wiring, fused, take};
    pub use crate::work::{BlockingWork, MainWork, Runnable, blocking, plain};
    pub use crate::{
        Blocking, Closed, Component, Description, Graph, Inbox, Main, Message, Outbox, Outcome,
        Pipeline, Policy, Shutdown, Stage, Stop, TimedOut, Transform, TryRecvError, TrySendError,
    };
}
