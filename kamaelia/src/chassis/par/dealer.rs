//! Who of those side by side gets what comes in.

use crate::chassis::guest::Work;
use crate::child::Child;
use crate::component::{Anywhere, Component, Description, Message};
use crate::fanout::Fanout;
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::outgoing::Outgoing;
use crate::row::Plain;
use crate::seat::Seat;
use crate::stage::{Takes, stage_description};
use crate::wire::Out;
use crate::wiring::Wiring;
use crate::work::Runnable;
use std::future::poll_fn;
use std::task::{Context, Poll};

/// Nothing comes in.
#[derive(Debug)]
pub struct NoInbox;

/// Everybody gets every message.
#[derive(Debug)]
pub struct Copies;

/// Each message goes to the next who has room.
#[derive(Debug)]
pub struct InTurn;

/// What comes in, for each of so many components.
#[doc(hidden)]
pub trait Deals<I>: Send + 'static {
    /// Whether there is somebody who deals it out.
    const HAS_DEALER: bool;

    /// The inbox of each, and who deals out, if anybody.
    fn deal(self, inbox: I, count: usize, wiring: &mut Wiring) -> (Vec<I>, Option<Work>);
}

impl Deals<()> for NoInbox {
    const HAS_DEALER: bool = false;

    fn deal(self, (): (), count: usize, _: &mut Wiring) -> (Vec<()>, Option<Work>) {
        (vec![(); count], None)
    }
}

/// The linkages to the members, from who deals out.
fn links<T: Message>(count: usize, wiring: &mut Wiring) -> (Vec<Inbox<T>>, Vec<Outgoing<T>>) {
    let links = (0..count).map(|index| {
        let mut out = Out::new();
        let inbox = wiring.link(index, &mut out, None);
        (inbox, out.single())
    });
    links.unzip()
}

/// Takes in who deals out: the last member.
fn enter<C>(dealer: C, inbox: Inbox<C::Message>, count: usize, wiring: &mut Wiring) -> Work
where
    C: Dealer,
{
    let mut dealer = dealer;
    wiring.come_in(count, &inbox);
    dealer.inbox().adopt(inbox);
    wiring.enter(count, &mut dealer);
    Box::pin(Child::<Anywhere, _>::new(dealer.start()))
}

trait Dealer: Component<Place = Anywhere> + Runnable + Send + 'static {
    type Message: Message;

    fn inbox(&mut self) -> &mut Inbox<Self::Message>;
}

impl<T: Message> Dealer for Fanout<T> {
    type Message = T;

    fn inbox(&mut self) -> &mut Inbox<T> {
        self.head()
    }
}

impl<T: Message> Dealer for Deal<T> {
    type Message = T;

    fn inbox(&mut self) -> &mut Inbox<T> {
        &mut self.inbox
    }
}

impl<T: Message + Clone> Deals<Inbox<T>> for Copies {
    const HAS_DEALER: bool = true;

    fn deal(
        self,
        inbox: Inbox<T>,
        count: usize,
        wiring: &mut Wiring,
    ) -> (Vec<Inbox<T>>, Option<Work>) {
        let (inboxes, ways) = links(count, wiring);
        let dealer = Fanout::new(Inbox::unlinked(), Outgoing::several(ways, T::clone));
        (inboxes, Some(enter(dealer, inbox, count, wiring)))
    }
}

impl<T: Message> Deals<Inbox<T>> for InTurn {
    const HAS_DEALER: bool = true;

    fn deal(
        self,
        inbox: Inbox<T>,
        count: usize,
        wiring: &mut Wiring,
    ) -> (Vec<Inbox<T>>, Option<Work>) {
        let (inboxes, ways) = links(count, wiring);
        let dealer = Deal {
            inbox: Inbox::unlinked(),
            outbox: ways.into_iter().map(Outbox::from_outgoing).collect(),
        };
        (inboxes, Some(enter(dealer, inbox, count, wiring)))
    }
}

/// Gives each message to the next who has room.
struct Deal<T> {
    inbox: Inbox<T>,
    outbox: Vec<Outbox<T>>,
}

impl<T: Message> Deal<T> {
    /// A message waits, and the next from `first` on who has room for it; `None` if
    /// no message will come, or nobody is left.
    fn poll_next(&mut self, first: usize, cx: &mut Context<'_>) -> Poll<Option<usize>> {
        match self.inbox.poll_front(cx) {
            Poll::Ready(false) => return Poll::Ready(None),
            Poll::Ready(true) => {}
            Poll::Pending => {
                Seat::note_wait(cx, self.inbox.waits());
                // Each is watched, also behind one that is open.
                let open = self.outbox.iter_mut();
                let open = open.filter_map(|out| out.poll_closed(cx).is_pending().then_some(()));
                return match open.count() {
                    0 => Poll::Ready(None),
                    _ => Poll::Pending,
                };
            }
        }
        let count = self.outbox.len();
        let mut is_open = false;
        for index in (first..count).chain(0..first.min(count)) {
            match self.outbox[index].poll_room(cx) {
                Poll::Ready(Ok(())) => return Poll::Ready(Some(index)),
                Poll::Ready(Err(_)) => {}
                Poll::Pending => is_open = true,
            }
        }
        match is_open {
            true => Poll::Pending,
            false => Poll::Ready(None),
        }
    }
}

impl<T: Message> Component for Deal<T> {
    type Itself = Self;
    type Place = Anywhere;
    type Head = Takes<T>;
    type Tail = crate::stage::Nothing;

    fn describe() -> Description {
        let docs = "Gives each message to the next who has room.";
        stage_description::<T, T>("Deal", docs)
    }

    fn take_seat(&mut self, seat: &Seat) {
        self.inbox.seat(seat);
        self.outbox.iter_mut().for_each(|outbox| outbox.seat(seat));
    }

    fn head(&mut self) -> &mut Inbox<T> {
        &mut self.inbox
    }

    fn tail(&mut self) {}
}

impl<T: Message> Runnable for Deal<T> {
    type Role = Plain;

    async fn start(mut self) -> Outcome {
        let mut next = 0;
        // A message is not taken before somebody has room for it.
        while let Some(index) = poll_fn(|cx| self.poll_next(next, cx)).await {
            if let Ok(message) = self.inbox.try_recv() {
                self.outbox[index].send_last(message);
            }
            next = index + 1;
        }
        Ok(())
    }
}

/// A box that several may send by.
#[doc(hidden)]
pub trait Split: Sized {
    /// One for each.
    fn split(self, parts: usize) -> Vec<Self>;
}

impl Split for () {
    fn split(self, parts: usize) -> Vec<()> {
        vec![(); parts]
    }
}

impl<T: Message> Split for Outbox<T> {
    fn split(self, parts: usize) -> Vec<Outbox<T>> {
        let mut shared = self.for_uses(parts);
        let ways = (0..parts).map(|_| Outbox::from_outgoing(shared.share_end()));
        ways.collect()
    }
}
