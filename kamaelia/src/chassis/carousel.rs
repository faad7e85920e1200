use super::component::{Chassis, chassis};
use super::{Guest, HeadOf, Host, IntoGuest, TailOf};
use crate::component::{Component, Message};
use crate::inbox::Inbox;
use crate::lend::Lend;
use crate::outbox::Outbox;
use crate::outcome::{Outcome, Stop};
use crate::seat::Seat;
use crate::topology::{BoxInfo, Direction};
use crate::wire::{Port, Unlinked};
use std::future::{Future, poll_fn};
use std::panic::Location;
use std::pin::Pin;
use std::task::Poll;

mod by_inbox;
mod sheet;

use super::child_fault::more_box;
pub use by_inbox::InboxControlledCarousel;
use sheet::CarouselSheet;

/// Runs one component at a time, made of the last message at `next`: a player of
/// one song after another.
///
/// | box | |
/// |---|---|
/// | `inbox`, `outbox` | those of its children, if they have them |
/// | `next` | what the next child is made of |
/// | `request_next` | asks for the next one; optional |
///
/// A message at `next` while a child runs tells that one to finish, and after the
/// grace time lets it go, which is a fault of the carousel when that ends; when it
/// has ended, the next is made. From the moment that it is told it gets no more
/// messages: what waits at `inbox` is for the next child, like all
/// that comes between two of them. Several messages at `next` are made one after
/// the other.
///
/// A child that ends by itself has the next one asked for: a `()` leaves by
/// `request_next`, unless one waits already or none will come. The first is asked
/// for if [`make_first_request`](Self::make_first_request) says so.
///
/// It ends with its child when nothing will come at `next`, and when nobody reads
/// its outbox any more.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Carousel;
///
/// /// Counts down from a number.
/// #[derive(Component)]
/// struct CountDown {
///     #[outbox]
///     outbox: Outbox<u64>,
///     from: u64,
/// }
///
/// impl Main for CountDown {
///     async fn main(mut self) -> Outcome {
///         for number in (0..=self.from).rev() {
///             self.outbox.send(number).await?;
///         }
///         Ok(())
///     }
/// }
///
/// /// Sends a number when it is asked for one.
/// #[derive(Component)]
/// struct Choose {
///     #[inbox]
///     inbox: Inbox<()>,
///     #[outbox]
///     outbox: Outbox<u64>,
///     numbers: Vec<u64>,
/// }
///
/// impl Main for Choose {
///     async fn main(mut self) -> Outcome {
///         for number in self.numbers {
///             if self.inbox.recv().await.is_none() {
///                 break;
///             }
///             self.outbox.send(number).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut numbers, sink) = collect();
///
/// graphline! {
///     CHOOSE   = Choose::new(vec![2, 1, 3]);
///     CAROUSEL = Carousel::new(CountDown::new).make_first_request(true);
///     NUMBERS  = sink;
///
///     CHOOSE.outbox         -> CAROUSEL.next;
///     CAROUSEL.request_next -> CHOOSE.inbox with unbounded;
///     CAROUSEL.outbox       -> NUMBERS.inbox;
/// }
/// .run()
/// .await?;
///
/// let mut all = Vec::new();
/// numbers.recv_many(&mut all, 100).await;
/// assert_eq!(all, [2, 1, 0, 1, 0, 3, 2, 1, 0]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Carousel<A: Message, C: Component> {
    inbox: HeadOf<C>,
    outbox: TailOf<C>,
    next: Inbox<A>,
    request_next: Outbox<()>,
    factory: Box<dyn FnMut(A) -> Result<C, Stop> + Send>,
    make_first_request: bool,
    /// A child that did not make room in time.
    overdue: Option<Stop>,
    place: &'static Location<'static>,
}

impl<A: Message, C: Guest> Carousel<A, C> {
    /// Runs what `factory` makes of each message at `next`. A panic in there is a
    /// fault of the carousel.
    #[track_caller]
    #[must_use]
    pub fn new<G>(mut factory: impl FnMut(A) -> G + Send + 'static) -> Carousel<A, C>
    where
        G: IntoGuest<C>,
    {
        Carousel::at(
            move |next| Ok(factory(next).into_guest()),
            Location::caller(),
        )
    }

    /// [`new`](Self::new) with a factory that may fail: that is a fault of the
    /// carousel.
    #[track_caller]
    #[must_use]
    pub fn try_new<G, E: Into<Stop>>(
        mut factory: impl FnMut(A) -> Result<G, E> + Send + 'static,
    ) -> Carousel<A, C>
    where
        G: IntoGuest<C>,
    {
        Carousel::at(
            move |next| match factory(next) {
                Ok(child) => Ok(child.into_guest()),
                Err(error) => Err(error.into()),
            },
            Location::caller(),
        )
    }

    fn at(
        factory: impl FnMut(A) -> Result<C, Stop> + Send + 'static,
        place: &'static Location<'static>,
    ) -> Carousel<A, C> {
        Carousel {
            inbox: Default::default(),
            outbox: Default::default(),
            next: Inbox::unlinked(),
            request_next: Outbox::unlinked(),
            factory: Box::new(factory),
            make_first_request: false,
            overdue: None,
            place,
        }
    }

    /// Whether it asks for the first child.
    #[must_use]
    pub fn make_first_request(mut self, makes: bool) -> Self {
        self.make_first_request = makes;
        self
    }

    /// The same carousel with other names: what was `next` is `inbox`, so that it
    /// can stand in a pipeline, and what was `inbox` is `data_inbox`.
    #[must_use]
    pub fn controlled_by_inbox(self) -> InboxControlledCarousel<A, C> {
        InboxControlledCarousel::of(self)
    }

    /// The address of the inbox for what the next child is made of.
    #[expect(
        clippy::should_implement_trait,
        reason = "the address of a box has the name of the box"
    )]
    pub fn next(&mut self) -> Port<'_, Inbox<A>, 2> {
        Port::new(&mut self.next)
    }

    /// The address of the outbox that asks for the next child.
    pub fn request_next(&mut self) -> Port<'_, Outbox<()>, 3> {
        Port::new(&mut self.request_next)
    }

    #[doc(hidden)]
    pub fn __sheet(
        &self,
    ) -> CarouselSheet<
        <C::Head as crate::ends::Ends>::Initial,
        <C::Tail as crate::ends::Ends>::Initial,
        Unlinked,
    > {
        CarouselSheet::new()
    }

    /// What the next child is made of; `None` when there will be no more.
    async fn wait_for_next(&mut self) -> Option<A> {
        poll_fn(|cx| match self.next.poll_recv(cx) {
            // With nobody to send to, nobody has to be made.
            Poll::Pending if self.outbox.poll_unread(cx) => Poll::Ready(None),
            poll => poll,
        })
        .await
    }

    /// Runs a child to its end; gives what came at `next` meanwhile.
    async fn run(&mut self, host: &mut Host, child: C) -> Result<Option<A>, Stop> {
        let mut child = host.run(child, &mut self.inbox, &mut self.outbox);
        let mut next = None;
        let mut is_listening = true;
        let run = poll_fn(|cx| {
            if is_listening && let Poll::Ready(message) = self.next.poll_recv(cx) {
                is_listening = false;
                if message.is_some() {
                    child.stop();
                }
                next = message;
            }
            Pin::new(&mut child).poll(cx)
        });
        match run.await {
            Err(stop) if next.is_some() && stop.is_overtime() => {
                self.overdue.get_or_insert(stop);
            }
            outcome => outcome?,
        }
        Ok(next)
    }

    /// Asks for the next child, whoever is there to hear it.
    async fn ask(&mut self) {
        let _ = self.request_next.send(()).await;
    }
}

impl<A: Message, C: Guest> Chassis for Carousel<A, C> {
    const NAME: &'static str = "Carousel";
    const DOCS: &'static str = "Runs one component at a time, made of the last message at `next`.";

    fn more_boxes() -> Vec<BoxInfo> {
        vec![
            more_box::<A>(
                "next",
                Direction::In,
                "What the next child is made of.",
                false,
            ),
            more_box::<()>(
                "request_next",
                Direction::Out,
                "Asks for the next child.",
                true,
            ),
        ]
    }

    fn seat_more(&mut self, seat: &Seat) {
        self.next.seat(seat);
        self.request_next.seat(seat);
    }

    async fn work(mut self) -> Outcome {
        let mut host = Host::at("child", self.place);
        let mut queued = None;
        let mut asks = self.make_first_request;
        loop {
            if queued.is_none() {
                queued = self.next.try_recv().ok();
            }
            if queued.is_none() {
                if asks && !self.next.is_closed() && !self.outbox.is_unread() {
                    self.ask().await;
                }
                queued = self.wait_for_next().await;
            }
            let Some(next) = queued.take() else {
                return self.overdue.map_or(Ok(()), Err);
            };
            let child = (self.factory)(next)?;
            queued = self.run(&mut host, child).await?;
            asks = true;
        }
    }
}

chassis!([A: Message, C: Guest] Carousel<A, C>, C::Head, C::Tail);
