//! Running one component behind boxes that it has only as long as it runs:
//! [`Host`].

use super::guest::{Erased, Guest, HeadOf, TailOf, Work, enter, graph};
use crate::children::BoxedChildren;
use crate::graph::{BoxedGraph, Run};
use crate::lend::Lend;
use crate::names::Kind;
use crate::outcome::{Outcome, Stop};
use crate::plan::{Layout, Single};
use crate::seat::{Listener, Seat, Spot, Waits};
use crate::shutdown::Shutdown;
use crate::wiring::Wiring;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Runs components inside the one that has it, one after another behind the same
/// boxes.
///
/// This is what chassis are made of. A component has the boxes of its host
/// **lent**: it uses the very ends, so that a message costs nothing more, and when
/// it has ended they come home, with everything that it has not read. The outbox
/// does not close between two components.
///
/// Faults and reports name them by their kind and number: `SERVER/child[17]`. It
/// runs in a graph of its own inside that of the host: it is told what the host is
/// told, ends with the host, and its panics are faults.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Host;
/// # /// Passes on so many messages.
/// # #[derive(Component)]
/// # struct Take { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64>, count: usize }
/// # impl Main for Take {
/// #     async fn main(mut self) -> Outcome {
/// #         for _ in 0..self.count {
/// #             let Some(m) = self.inbox.recv().await else { break };
/// #             self.outbox.send(m).await?;
/// #         }
/// #         Ok(())
/// #     }
/// # }
///
/// /// Lets two, then three messages through, and says when it changes.
/// #[derive(Component)]
/// struct TwoThenThree {
///     #[inbox]
///     inbox: Inbox<u64>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for TwoThenThree {
///     async fn main(mut self) -> Outcome {
///         let mut host = Host::new("part");
///         host.run(Take::new(2), &mut self.inbox, &mut self.outbox).await?;
///         self.outbox.send(1000).await?;
///         host.run(Take::new(3), &mut self.inbox, &mut self.outbox).await
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed();
/// let (mut results, sink) = collect();
/// numbers.send_all(1..=9).await?;
/// drop(numbers);
///
/// pipeline![source, TwoThenThree::new(), sink].run().await?;
///
/// let mut all = Vec::new();
/// results.recv_many(&mut all, 100).await;
/// assert_eq!(all, [1, 2, 1000, 3, 4, 5]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Host {
    kind: &'static Kind,
    /// How many it has run.
    count: u32,
    place: &'static Location<'static>,
    on_task: bool,
}

impl Host {
    /// For components that are called `kind`, with their numbers from 0.
    #[track_caller]
    pub fn new(kind: &'static str) -> Host {
        Host::at(kind, Location::caller())
    }

    pub(super) fn at(kind: &'static str, place: &'static Location<'static>) -> Host {
        Host {
            kind: Kind::of(kind),
            count: 0,
            place,
            on_task: false,
        }
    }

    /// Gives each of them a tokio task of its own.
    #[must_use]
    pub fn on_task(self) -> Host {
        Host {
            on_task: true,
            ..self
        }
    }

    /// Runs a component; what it needs of these boxes is lent to it.
    pub fn run<'a, C: Guest>(
        &mut self,
        guest: C,
        inbox: &'a mut HeadOf<C>,
        outbox: &'a mut TailOf<C>,
    ) -> Hosted<'a, HeadOf<C>, TailOf<C>> {
        let enter = |wiring: &mut Wiring, inbox, outbox| enter(guest, wiring, 0, inbox, outbox);
        Hosted::begin(self, enter, inbox, outbox)
    }

    pub(super) fn run_erased<'a, I: Lend, O: Lend>(
        &mut self,
        guest: Erased<I, O>,
        inbox: &'a mut I,
        outbox: &'a mut O,
    ) -> Hosted<'a, I, O> {
        let enter = |wiring: &mut Wiring, inbox, outbox| guest(wiring, 0, inbox, outbox);
        Hosted::begin(self, enter, inbox, outbox)
    }

    /// What one more is called.
    pub(super) fn next(&mut self) -> Single {
        let next = self.at_number(self.count);
        self.count = self.count.wrapping_add(1);
        next
    }

    /// What the one of this number is called.
    pub(super) fn at_number(&self, number: u32) -> Single {
        Single {
            place: self.place,
            kind: self.kind,
            number,
        }
    }

    /// The graph of one more component.
    fn graph(&mut self, enter: impl FnOnce(&mut Wiring) -> Work) -> BoxedGraph {
        let graph = graph_of(self.next(), enter);
        match self.on_task {
            true => graph.spread(),
            false => graph,
        }
    }
}

/// The graph of a component that is called so.
pub(super) fn graph_of(single: Single, enter: impl FnOnce(&mut Wiring) -> Work) -> BoxedGraph {
    let mut wiring = Wiring::laid_out(Layout::Single(single));
    let work = enter(&mut wiring);
    graph(wiring, [work])
}

/// A component that runs behind lent boxes: the future that [`Host::run`] gives.
///
/// It is ready when the component has ended **and** the boxes are home. Who has
/// moved one of them out of the component, to a thread or a task, keeps the host
/// waiting until it is dropped there. A component that did not end within its
/// grace time is not waited for: what it still has is lost to the host, whose box
/// is closed then. The same goes for one on a task when this future is dropped
/// before its end.
#[must_use = "a component does nothing until its future is awaited"]
pub struct Hosted<'a, I: Lend, O: Lend> {
    run: Option<Run<BoxedChildren>>,
    root: Seat,
    outcome: Outcome,
    inbox: &'a mut I,
    outbox: &'a mut O,
    lent_in: Option<I::Loan>,
    lent_out: Option<O::Loan>,
    /// While it waits for boxes that are not home.
    listener: Option<Listener>,
}

impl<'a, I: Lend, O: Lend> Hosted<'a, I, O> {
    fn begin(
        host: &mut Host,
        enter: impl FnOnce(&mut Wiring, I, O) -> Work,
        inbox: &'a mut I,
        outbox: &'a mut O,
    ) -> Hosted<'a, I, O> {
        let (inbox_inside, lent_in) = inbox.hand_over();
        let (outbox_inside, lent_out) = outbox.hand_over();
        let graph = host.graph(|wiring| enter(wiring, inbox_inside, outbox_inside));
        Hosted {
            root: graph.root().clone(),
            run: Some(graph.run()),
            outcome: Ok(()),
            inbox,
            outbox,
            lent_in: Some(lent_in),
            lent_out: Some(lent_out),
            listener: None,
        }
    }

    /// Tells the component, which works on alone, to make room for another.
    ///
    /// It gets no more messages by the inbox that was lent to it: those that wait are
    /// for the next one. Otherwise it is told to finish: it may send what it has
    /// begun, and after the grace time of its host it is let go.
    pub fn stop(&mut self) {
        self.tell(Shutdown::Finish);
        if let Some(lent) = &self.lent_in {
            I::recall(lent);
        }
    }

    /// Tells the component, and nobody else, how to end.
    pub fn tell(&mut self, shutdown: Shutdown) {
        if let Some(seat) = Seat::current() {
            self.root.give_grace(seat.grace());
        }
        self.root.tell(shutdown);
    }

    /// Takes the boxes home. Whoever has them may not give them back: then this
    /// waits, unless it makes no sense.
    fn poll_home(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut is_home = true;
        if let Some(lent) = &mut self.lent_in {
            match self.inbox.poll_regain(lent, cx) {
                Poll::Ready(()) => self.lent_in = None,
                Poll::Pending => is_home = false,
            }
        }
        if let Some(lent) = &mut self.lent_out {
            match self.outbox.poll_regain(lent, cx) {
                Poll::Ready(()) => self.lent_out = None,
                Poll::Pending => is_home = false,
            }
        }
        if is_home || self.is_let_go(cx) {
            return Poll::Ready(());
        }
        Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
        Poll::Pending
    }

    /// Whether whoever has the boxes is not waited for.
    fn is_let_go(&mut self, cx: &Context<'_>) -> bool {
        if self.outcome.as_ref().is_err_and(Stop::is_overtime) {
            return true;
        }
        if self.listener.is_none() {
            self.listener = Seat::current().map(|seat| Listener::new(seat, Spot::STRANGE));
        }
        self.listener.as_mut().is_some_and(|listener| {
            listener.listen(cx);
            listener.seat.must_stop()
        })
    }

    /// Takes home what is there.
    fn settle(&mut self) {
        self.listener = None;
        if let Some(lent) = self.lent_in.take() {
            self.inbox.regain(lent);
        }
        if let Some(lent) = self.lent_out.take() {
            self.outbox.regain(lent);
        }
    }
}

// Nothing in it is pinned.
impl<I: Lend, O: Lend> Unpin for Hosted<'_, I, O> {}

impl<I: Lend, O: Lend> Future for Hosted<'_, I, O> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let this = &mut *self;
        if let Some(run) = &mut this.run {
            let Poll::Ready(outcome) = Pin::new(run).poll(cx) else {
                return Poll::Pending;
            };
            this.outcome = outcome;
            this.run = None;
        }
        if this.poll_home(cx).is_pending() {
            return Poll::Pending;
        }
        this.settle();
        Poll::Ready(std::mem::replace(&mut this.outcome, Ok(())))
    }
}

impl<I: Lend, O: Lend> Drop for Hosted<'_, I, O> {
    fn drop(&mut self) {
        self.run = None;
        self.settle();
    }
}

impl<I: Lend, O: Lend> Debug for Hosted<'_, I, O> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hosted")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}
