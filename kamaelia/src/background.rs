//! A stage that runs beside the caller: [`Background`].

use crate::children::Children;
use crate::component::{Component, Message};
use crate::feed::{Collect, Collector, Feed, Feeder, collect, feed};
use crate::graph::Graph;
use crate::handle::Handle;
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::plan::{Layout, LinkPlan, MemberPlan, Plan};
use crate::stage::Stage;
use crate::topology::{BoxName, Placement};
use crate::wire::Out;
use crate::wiring::{Wiring, fused};
use std::panic::Location;

/// A stage that runs beside the caller, who holds both of its ends.
///
/// [`Stage::background`] starts it: on the tokio runtime that it is called in, or
/// else on a thread of its own, which any other thread can talk to. Its ends can be
/// taken apart, for several threads to hold.
///
/// Of a component with more boxes, or with an optional `inbox` or `outbox`, make a stage
/// first: put it in a pipeline, or in a graph of its own.
///
/// It works until it ends by itself, `inbox` is gone with all its clones, or it is
/// told to [`stop`](Self::stop); what it has sent can be read even then. Dropping
/// all of this ends it, too: nothing comes any more, and nobody reads.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{Stage, TimedOut, TryRecvError};
/// use std::time::Duration;
///
/// /// Turns texts round.
/// #[derive(Component)]
/// struct Reverse {
///     #[inbox]
///     inbox: Inbox<String>,
///     #[outbox]
///     outbox: Outbox<String>,
/// }
///
/// impl Main for Reverse {
///     async fn main(mut self) -> Outcome {
///         while let Some(text) = self.inbox.recv().await {
///             self.outbox.send(text.chars().rev().collect()).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # fn main() -> Outcome {
/// let mut reverse = Reverse::new().background();
/// assert_eq!(reverse.outbox.try_recv(), Err(TryRecvError::Empty));
///
/// reverse.inbox.send_blocking("hello".to_owned())?;
/// assert_eq!(reverse.outbox.recv_blocking().as_deref(), Some("olleh"));
///
/// let moment = Duration::from_millis(1);
/// assert_eq!(reverse.outbox.recv_timeout_blocking(moment), Err(TimedOut(moment)));
///
/// reverse.stop();
/// assert_eq!(reverse.outbox.recv_blocking(), None);
/// reverse.join_blocking()
/// # }
/// ```
///
/// A box that the stage does not have does not compile, nor a message of another
/// type:
///
/// ```compile_fail,E0609
/// # use kamaelia::{Stage, prelude::*};
/// # #[derive(Component)]
/// # struct Reverse { #[inbox] inbox: Inbox<String>, #[outbox] outbox: Outbox<String> }
/// # impl Main for Reverse { async fn main(self) -> Outcome { Ok(()) } }
/// let mut reverse = Reverse::new().background();
/// reverse.nosuchbox.send_blocking("hello".to_owned());
/// ```
///
/// ```compile_fail,E0308
/// # use kamaelia::{Stage, prelude::*};
/// # #[derive(Component)]
/// # struct Reverse { #[inbox] inbox: Inbox<String>, #[outbox] outbox: Outbox<String> }
/// # impl Main for Reverse { async fn main(self) -> Outcome { Ok(()) } }
/// let mut reverse = Reverse::new().background();
/// reverse.inbox.send_blocking(5);
/// ```
#[derive(Debug)]
pub struct Background<In, Out> {
    /// Messages for the stage: 64 may wait, then a `send` waits.
    pub inbox: Feeder<In>,
    /// What the stage has sent. It does not wait for its reader.
    pub outbox: Collector<Out>,
    /// The graph that it is in, as its member `STAGE`.
    pub graph: Handle,
}

impl<In: Message, Out: Message> Background<In, Out> {
    pub(crate) fn of(stage: impl Stage<In, Out>, place: &'static Location<'static>) -> Self {
        let (inbox, source) = feed();
        let (outbox, sink) = collect();
        Background {
            inbox,
            outbox,
            graph: graph(source, stage, sink, place).spawn(),
        }
    }
}

impl<In, Out> Background<In, Out> {
    /// Tells the stage to finish. It works on what it has got; a `send` gives
    /// [`Closed`](crate::Closed).
    pub fn stop(&self) {
        self.graph.stop();
    }

    /// Gives up the inbox, and waits for the stage's end. Who wants its last words
    /// reads them before.
    ///
    /// # Errors
    ///
    /// As [`Handle::join`].
    pub async fn join(self) -> Outcome {
        drop(self.inbox);
        // Whoever has nobody to send to works for nobody, so this lasts as long.
        let _outbox = self.outbox;
        self.graph.join().await
    }

    /// [`join`](Self::join) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`Handle::join`].
    pub fn join_blocking(self) -> Outcome {
        drop(self.inbox);
        let _outbox = self.outbox;
        self.graph.join_blocking()
    }
}

/// What a macro would write, but for the place: that of the caller.
static PLAN: Plan = Plan {
    file: file!(),
    members: &[member("INBOX"), member("STAGE"), member("OUTBOX")],
    links: &[link(0, 1), link(1, 2)],
    parts: &[],
};

const fn member(name: &'static str) -> MemberPlan {
    MemberPlan {
        name,
        line: line!(),
        placement: Placement::Fused,
    }
}

const fn link(from: usize, to: usize) -> LinkPlan {
    LinkPlan {
        from: end(from, "outbox"),
        to: end(to, "inbox"),
        converted: false,
        in_row: false,
        line: line!(),
    }
}

const fn end(member: usize, name: &'static str) -> (BoxName, Option<usize>) {
    let component = ["INBOX", "STAGE", "OUTBOX"][member];
    let name = BoxName {
        component,
        name,
        index: None,
    };
    (name, Some(member))
}

fn graph<In: Message, Out: Message>(
    mut source: Feed<In>,
    mut stage: impl Stage<In, Out>,
    mut sink: Collect<Out>,
    place: &'static Location<'static>,
) -> Graph<impl Children + Send + Unpin + 'static> {
    let mut wiring = Wiring::laid_out(Layout::WrittenFor(&PLAN, place));
    stage.prepare();
    join(&mut wiring, 0, source.tail(), stage.head());
    join(&mut wiring, 1, stage.tail(), sink.head());
    wiring.enter(0, &mut source);
    wiring.enter(1, &mut stage);
    wiring.enter(2, &mut sink);
    Graph::new(wiring, || (fused(source), (fused(stage), fused(sink))))
}

/// Makes a linkage.
fn join<T: Message>(wiring: &mut Wiring, link: usize, from: &mut Outbox<T>, to: &mut Inbox<T>) {
    let mut out = Out::new();
    to.adopt(wiring.link(link, &mut out, None));
    from.attach(out.single());
}
