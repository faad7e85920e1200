use super::{Carousel, Chassis};
use crate::chassis::child_fault::more_box;
use crate::chassis::component::{chassis, two_ends};
use crate::chassis::{Guest, HeadOf, TailOf};
use crate::component::{Component, Message};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::stage::Takes;
use crate::topology::{BoxInfo, Direction};
use crate::wire::Port;
use std::panic::Location;

/// A [`Carousel`] whose children are made of what comes at `inbox`, so that it can
/// stand in a pipeline.
///
/// What its children receive comes at the optional inbox `data_inbox`; `outbox` and
/// `request_next` are those of the carousel.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::InboxControlledCarousel;
/// # /// Counts down from a number.
/// # #[derive(Component)]
/// # struct CountDown { #[outbox] outbox: Outbox<u64>, from: u64 }
/// # impl Main for CountDown {
/// #     async fn main(mut self) -> Outcome {
/// #         for number in (0..=self.from).rev() { self.outbox.send(number).await?; }
/// #         Ok(())
/// #     }
/// # }
///
/// # futures::executor::block_on(async {
/// let (mut from, source) = feed();
/// let (mut numbers, sink) = collect();
/// from.send(2).await?;
/// drop(from);
///
/// pipeline![source, InboxControlledCarousel::new(CountDown::new), sink].run().await?;
///
/// let mut all = Vec::new();
/// numbers.recv_many(&mut all, 100).await;
/// assert_eq!(all, [2, 1, 0]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct InboxControlledCarousel<A: Message, C: Component> {
    inbox: Inbox<A>,
    outbox: TailOf<C>,
    carousel: Carousel<A, C>,
}

impl<A: Message, C: Guest> InboxControlledCarousel<A, C> {
    /// Runs what `factory` makes of each message at `inbox`.
    #[track_caller]
    #[must_use]
    pub fn new(mut factory: impl FnMut(A) -> C + Send + 'static) -> Self {
        let factory = move |next| Ok(factory(next));
        InboxControlledCarousel::of(Carousel::at(factory, Location::caller()))
    }

    pub(super) fn of(carousel: Carousel<A, C>) -> Self {
        InboxControlledCarousel {
            inbox: Inbox::unlinked(),
            outbox: Default::default(),
            carousel,
        }
    }

    /// The address of the inbox for what its children receive, if they have one.
    pub fn data_inbox(&mut self) -> Port<'_, HeadOf<C>, 2> {
        Port::new(&mut self.carousel.inbox)
    }

    /// The address of the outbox that asks for the next child.
    pub fn request_next(&mut self) -> Port<'_, Outbox<()>, 3> {
        Port::new(&mut self.carousel.request_next)
    }
}

impl<A: Message, C: Guest> Chassis for InboxControlledCarousel<A, C> {
    const NAME: &'static str = "InboxControlledCarousel";
    const DOCS: &'static str = "Runs one component at a time, made of the last message at `inbox`.";

    fn more_boxes() -> Vec<BoxInfo> {
        let data = <C::Head as crate::ends::Ends>::describe();
        let data = data.map(|inbox| BoxInfo {
            name: "data_inbox",
            docs: "What its children receive.",
            optional: true,
            ..inbox
        });
        let asks = "Asks for the next child.";
        let asks = more_box::<()>("request_next", Direction::Out, asks, true);
        data.into_iter().chain([asks]).collect()
    }

    fn seat_more(&mut self, seat: &Seat) {
        <C::Head as crate::ends::Ends>::seat(&mut self.carousel.inbox, seat);
        self.carousel.request_next.seat(seat);
    }

    async fn work(self) -> Outcome {
        let carousel = Carousel {
            next: self.inbox,
            outbox: self.outbox,
            ..self.carousel
        };
        carousel.work().await
    }
}

chassis!([A: Message, C: Guest] InboxControlledCarousel<A, C>, Takes<A>, C::Tail);
two_ends!([A: Message, C: Guest] InboxControlledCarousel<A, C>, Takes<A>, C::Tail);
