use super::Guest;
use super::component::{Chassis, chassis, stage, two_ends};
use super::guest::{Erased, Work, enter, graph};
use super::narrow::{Behind, Narrow, Unfed};
use crate::component::Message;
use crate::ends::Ends;
use crate::inbox::Inbox;
use crate::outcome::Outcome;
use crate::plan::{Beside, Layout};
use crate::stage::{Gives, Nothing, Takes};
use crate::wiring::Wiring;
use std::panic::Location;

mod dealer;

pub use dealer::{Copies, InTurn, NoInbox};

use dealer::{Deals, Split};

/// Runs components side by side, whose messages leave by one outbox.
///
/// The chassis ends when all of them have: only then does whoever reads see the
/// end. A fault of one stops all, and is the fault of the chassis.
///
/// Who receives what comes in has to be said: [`Par::of`] runs components without an
/// inbox, [`Par::copying`] gives each of them every message, and [`Par::dealing`]
/// gives each message to one of them.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Par;
///
/// /// Sends one message.
/// #[derive(Component)]
/// struct Say {
///     #[outbox]
///     outbox: Outbox<&'static str>,
///     what: &'static str,
/// }
///
/// impl Main for Say {
///     async fn main(mut self) -> Outcome {
///         self.outbox.send(self.what).await?;
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut heard, sink) = collect();
///
/// pipeline![Par::of(["one", "two"].map(Say::new)).and(Say::new("three")), sink].run().await?;
///
/// let mut all = Vec::new();
/// heard.recv_many(&mut all, 10).await;
/// assert_eq!(all, ["one", "two", "three"]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Par<H: Ends, T: Ends, D = NoInbox> {
    inbox: H::Own,
    outbox: T::Own,
    children: Vec<Erased<H::Own, T::Own>>,
    deals: D,
    place: &'static Location<'static>,
}

impl<T: Ends + 'static> Par<Nothing, T> {
    /// Runs components that receive nothing.
    ///
    /// What a component would receive has to be said, so one with an inbox does not
    /// compile:
    ///
    /// ```compile_fail
    /// use kamaelia::prelude::*;
    /// use kamaelia::chassis::Par;
    /// # #[derive(Component)]
    /// # struct Echo { #[inbox] inbox: Inbox<u64>, #[outbox] outbox: Outbox<u64> }
    /// # impl Main for Echo { async fn main(self) -> Outcome { Ok(()) } }
    ///
    /// let par = Par::of([Echo::new(), Echo::new()]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn of<C>(children: impl IntoIterator<Item = C>) -> Self
    where
        C: Guest<Tail = T>,
        C::Head: Unfed<C>,
        T: Narrow<T>,
    {
        Par::new(children, NoInbox, Location::caller())
    }
}

impl<In: Message + Clone, T: Ends + 'static> Par<Takes<In>, T, Copies> {
    /// Runs components each of which receives every message. One that takes its
    /// time holds up the others; one that has ended gets no more.
    #[track_caller]
    #[must_use]
    pub fn copying<C>(children: impl IntoIterator<Item = C>) -> Self
    where
        C: Guest<Head = Takes<In>, Tail = T>,
        T: Narrow<T>,
    {
        Par::new(children, Copies, Location::caller())
    }
}

impl<In: Message, T: Ends + 'static> Par<Takes<In>, T, InTurn> {
    /// Runs components that share the work: each message goes to the next of them
    /// that has room for it.
    #[track_caller]
    #[must_use]
    pub fn dealing<C>(children: impl IntoIterator<Item = C>) -> Self
    where
        C: Guest<Head = Takes<In>, Tail = T>,
        T: Narrow<T>,
    {
        Par::new(children, InTurn, Location::caller())
    }
}

impl<H: Ends + 'static, T: Ends + 'static, D> Par<H, T, D> {
    fn new<C: Behind<H, T>>(
        children: impl IntoIterator<Item = C>,
        deals: D,
        place: &'static Location<'static>,
    ) -> Self {
        let par = Par {
            inbox: Default::default(),
            outbox: Default::default(),
            children: Vec::new(),
            deals,
            place,
        };
        children.into_iter().fold(par, Par::and)
    }

    /// One component more, of any type with the same boxes.
    #[must_use]
    pub fn and<C: Behind<H, T>>(mut self, more: C) -> Self {
        let start = |wiring: &mut Wiring, member: usize, inbox: H::Own, outbox: T::Own| -> Work {
            let inbox = C::Head::narrow(inbox);
            let outbox = C::Tail::narrow(outbox);
            enter(more, wiring, member, inbox, outbox)
        };
        self.children.push(Box::new(start));
        self
    }
}

impl<H, T, D> Chassis for Par<H, T, D>
where
    H: Ends + 'static,
    T: Ends<Own: Split> + 'static,
    D: Deals<H::Own>,
{
    const NAME: &'static str = "Par";
    const DOCS: &'static str = "Runs components side by side, whose messages leave by one outbox.";

    async fn work(self) -> Outcome {
        let count = self.children.len();
        let mut wiring = Wiring::laid_out(Layout::Beside(Beside {
            place: self.place,
            components: u32::try_from(count).unwrap_or(u32::MAX),
            has_dealer: D::HAS_DEALER,
        }));
        let (inboxes, dealer) = self.deals.deal(self.inbox, count, &mut wiring);
        let outboxes = self.outbox.split(count);
        let ends = inboxes.into_iter().zip(outboxes);
        let children = self.children.into_iter().zip(ends).enumerate();
        let works = children
            .map(|(member, (child, (inbox, outbox)))| child(&mut wiring, member, inbox, outbox));
        let mut works: Vec<Work> = works.collect();
        works.extend(dealer);
        graph(wiring, works).run().await
    }
}

chassis!([H: Ends + 'static, T: Ends<Own: Split> + 'static, D: Deals<H::Own>] Par<H, T, D>, H, T);
two_ends!([H: Ends + 'static, T: Ends<Own: Split> + 'static, D: Deals<H::Own>] Par<H, T, D>, H, T);
stage!([D] Par<Takes<In>, Gives<Out>, D> where D: Deals<Inbox<In>>);
