//! Components that transforms run with, though they are none: [`Lead`].
//!
//! What reads a socket waits for it in ways of its own, so it is no transform. But all
//! that it does with a message is to send it: so the transforms behind it are called where
//! it would send, in its turn, with no queue between.

use crate::component::{Anywhere, Component, Message};
use crate::fuse::{Onward, Step};
use crate::outbox::Outbox;
use crate::outcome::{Outcome, Stop};
use crate::passage::{Pass, Passage};
use crate::raw::InPlace;
use crate::seat::Seat;
use std::future::Future;

/// A component that gets its messages from anything but an inbox, one after another.
/// `#[component(lead)]` asks for it.
///
/// It declares `control`: told to finish, it sees to that itself, and the transforms
/// behind it still send what they have.
pub trait Lead: Component<Place = Anywhere> + Send {
    /// What its outbox sends.
    type Out: Message;

    /// Its outbox.
    fn take_outbox(&mut self) -> Outbox<Self::Out>;

    /// The next message, once there is room for it in `out`: its outbox, or that of the
    /// last transform behind it. `None` is the end, also when nobody reads `out`.
    fn next<T: Message>(
        &mut self,
        out: &mut Outbox<T>,
    ) -> impl Future<Output = Result<Option<Self::Out>, Stop>> + Send;

    /// Whether it came to its end in a way that is an error.
    fn ended(&mut self) -> impl Future<Output = Outcome> + Send;

    /// What is left to do when those behind it know that nothing more comes.
    fn leave(self) -> impl Future<Output = Outcome> + Send;
}

/// What a lead does that has no transform behind it.
pub fn lead<C: Lead>(mut first: C) -> InPlace<Anywhere, impl Future<Output = Outcome>> {
    InPlace::of_send(async move {
        let mut out = first.take_outbox();
        let sent = async {
            while let Some(message) = first.next(&mut out).await? {
                out.send(message).await?;
            }
            Ok(())
        };
        unless_closed(sent.await)?;
        first.ended().await?;
        drop(out);
        first.leave().await
    })
}

/// Who has nobody left to send to has come to its end.
fn unless_closed(outcome: Outcome) -> Outcome {
    outcome.or_else(|stop| match stop.is_closed() {
        true => Ok(()),
        false => Err(stop),
    })
}

/// A lead, and the transforms behind it.
pub struct Led<C, V: Passage, R> {
    first: C,
    via: V::Used,
    rest: R,
}

impl<C: Lead, V: Passage, R: Onward> Led<C, V, R> {
    pub(crate) fn new(mut first: C, via: V, rest: R) -> Led<C, V, R> {
        // It leads to a queue that nobody needs.
        first.take_outbox();
        Led {
            first,
            via: via.used(),
            rest,
        }
    }

    /// Does the work of all of them.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` keeps what it is called on twice"
    )]
    pub(crate) fn run(mut self) -> impl Future<Output = Outcome> {
        async move {
            // The turn is that of the first.
            if let Some(seat) = Seat::current() {
                seat.may_be_led_elsewhere();
                self.rest.exit().outbox().seat_required(&seat);
            }
            unless_closed(self.pass_on().await)?;
            self.first.ended().await?;
            // Where nobody reads any more, there is nobody to hear it.
            let _ = self.rest.finish().await;
            drop(self.rest);
            self.first.leave().await
        }
    }

    async fn pass_on(&mut self) -> Outcome {
        while let Some(message) = self.first.next(self.rest.exit().outbox()).await? {
            let done = match self.rest.step(self.via.pass(message)) {
                Step::Done(done) => done,
                Step::Wide(sending) => {
                    sending.await?;
                    continue;
                }
            };
            if let Some(message) = done {
                self.rest.exit().send(message).await?;
            }
        }
        Ok(())
    }
}
