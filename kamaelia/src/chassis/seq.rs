use super::component::{Chassis, chassis, stage, two_ends};
use super::guest::{Erased, Work, enter};
use super::narrow::{Behind, Narrow};
use super::{Guest, Host};
use crate::component::Message;
use crate::ends::Ends;
use crate::lend::Lend;
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::stage::{Gives, Takes};
use crate::wiring::Wiring;
use std::panic::Location;

/// Runs components one after another behind the same boxes.
///
/// What one has not read when it ends waits for the next. The end of the outbox is
/// seen when the last has ended. A fault of one is the fault of the chassis. When
/// it is told to stop now, or nobody reads its outbox any more, the rest is skipped.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::chassis::Seq;
///
/// /// Sends one message.
/// #[derive(Component)]
/// struct Say {
///     #[outbox]
///     outbox: Outbox<String>,
///     what: &'static str,
/// }
///
/// impl Main for Say {
///     async fn main(mut self) -> Outcome {
///         self.outbox.send(self.what.to_owned()).await?;
///         Ok(())
///     }
/// }
///
/// /// Repeats every message.
/// #[derive(Component)]
/// struct Echo {
///     #[inbox]
///     inbox: Inbox<String>,
///     #[outbox]
///     outbox: Outbox<String>,
/// }
///
/// impl Main for Echo {
///     async fn main(mut self) -> Outcome {
///         while let Some(message) = self.inbox.recv().await {
///             self.outbox.send(message).await?;
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let (mut said, source) = feed();
/// let (mut heard, sink) = collect();
/// said.send("how do you do".to_owned()).await?;
/// drop(said);
///
/// let polite = Seq::stage()
///     .then(Say::new("hello"))
///     .then(Echo::new())
///     .then(Say::new("goodbye"));
/// pipeline![source, polite, sink].run().await?;
///
/// let mut all = Vec::new();
/// heard.recv_many(&mut all, 10).await;
/// assert_eq!(all, ["hello", "how do you do", "goodbye"]);
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
pub struct Seq<H: Ends, T: Ends> {
    inbox: H::Own,
    outbox: T::Own,
    children: Vec<Erased<H::Own, T::Own>>,
    place: &'static Location<'static>,
}

impl<In: Message, Out: Message> Seq<Takes<In>, Gives<Out>> {
    /// Nobody yet, with an inbox and an outbox: each component that is added may
    /// have both, or one of them, or none.
    #[track_caller]
    #[must_use]
    pub fn stage() -> Self {
        Seq::empty(Location::caller())
    }
}

impl<H: Ends + 'static, T: Ends + 'static> Seq<H, T> {
    fn empty(place: &'static Location<'static>) -> Self {
        Seq {
            inbox: Default::default(),
            outbox: Default::default(),
            children: Vec::new(),
            place,
        }
    }

    /// The first component; the others have no box that it has not.
    #[track_caller]
    #[must_use]
    pub fn of<C: Guest<Head = H, Tail = T>>(first: C) -> Self
    where
        H: Narrow<H>,
        T: Narrow<T>,
    {
        Seq::empty(Location::caller()).then(first)
    }

    /// One component more.
    #[must_use]
    pub fn then<C: Behind<H, T>>(mut self, next: C) -> Self {
        let start = |wiring: &mut Wiring, member: usize, inbox: H::Own, outbox: T::Own| -> Work {
            let inbox = C::Head::narrow(inbox);
            let outbox = C::Tail::narrow(outbox);
            enter(next, wiring, member, inbox, outbox)
        };
        self.children.push(Box::new(start));
        self
    }

    /// Any number of components of one type more.
    #[must_use]
    pub fn then_all<C: Behind<H, T>>(self, more: impl IntoIterator<Item = C>) -> Self {
        more.into_iter().fold(self, Seq::then)
    }
}

impl<H: Ends + 'static, T: Ends + 'static> Chassis for Seq<H, T> {
    const NAME: &'static str = "Seq";
    const DOCS: &'static str = "Runs components one after another behind the same boxes.";

    async fn work(mut self) -> Outcome {
        let mut host = Host::at("child", self.place);
        for child in self.children {
            host.run_erased(child, &mut self.inbox, &mut self.outbox)
                .await?;
            let is_stopped = Seat::current().is_some_and(|seat| seat.must_stop());
            if is_stopped || self.outbox.is_unread() {
                break;
            }
        }
        Ok(())
    }
}

chassis!([H: Ends + 'static, T: Ends + 'static] Seq<H, T>, H, T);
two_ends!([H: Ends + 'static, T: Ends + 'static] Seq<H, T>, H, T);
stage!([] Seq<Takes<In>, Gives<Out>> where);
