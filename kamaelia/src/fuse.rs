//! Transforms in a row, which are one loop without a queue: [`Fused`].
//!
//! Most transforms make at most one message of one, and a row of those is as
//! good as one function: [`Onward::step`], which the compiler inlines whole.
//! Where one makes several, whoever reads may hold it up after each of them, so
//! that its iterator lives on in a future, with what comes behind it as a step.

use crate::blame::{Blame, Kept, blamed};
use crate::component::{Message, Place, Transform};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::{Closed, Outcome};
use crate::passage::{Pass, Passage, Straight};
use crate::seat::Seat;
use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::{Pin, pin};

/// So many messages may be on the way before a row looks around.
const PATIENCE: u32 = 8;

/// What becomes of a message.
pub trait Onward {
    /// What comes in.
    type In: 'static;
    /// What leaves at the end.
    type Out: Message;
    /// Where it may run.
    type Place: Place;

    /// Whether it is no transform.
    const IS_LAST: bool = false;

    /// The last outbox.
    fn exit(&mut self) -> &mut Exit<Self::Out>;

    /// Takes one message, as far as that can be done at once.
    fn step(&mut self, message: Self::In) -> Step<'_, Self::Out>;

    /// [`step`](Self::step) where it is not to be inlined.
    #[inline(never)]
    fn apart(&mut self, message: Self::In) -> Step<'_, Self::Out> {
        self.step(message)
    }

    /// No more messages come: sends the last words of each.
    fn finish(&mut self) -> Sending<'_>;
}

/// The sending of what several messages become. It has no type of its own, or
/// that of the first would hold those of all behind it, which is more than the
/// compiler can take.
type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Closed>> + 'a>>;

/// See [`Onward::step`].
pub enum Step<'a, T> {
    /// The message that is to be sent, if any.
    Done(Option<T>),
    /// Several come of it.
    Wide(Sending<'a>),
}

/// A transform and what comes after it.
pub struct Fused<C, V: Passage, R> {
    component: Kept<C>,
    via: V::Used,
    rest: R,
}

impl<C: Transform, V: Passage, R: Onward> Fused<C, V, R> {
    /// Puts a transform before others; `member` is its index in the graph.
    pub(crate) fn before(component: C, member: Option<usize>, via: V, rest: R) -> Self {
        Fused {
            component: Kept::new(component, member),
            via: via.used(),
            rest,
        }
    }

    /// Lets go of the inbox that what comes before would have sent to.
    pub(crate) fn without_inbox(mut self) -> Self {
        self.component.take_inbox();
        self
    }

    /// Does the work of all of them.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` keeps what it is called on twice"
    )]
    pub(crate) fn run(mut self) -> impl Future<Output = Outcome> {
        async move {
            let mut inbox = self.component.take_inbox();
            // The turn is that of the first.
            if !R::IS_LAST
                && let Some(seat) = Seat::current()
            {
                self.exit().outbox.seat_required(&seat);
            }
            // It only computes, so when nobody reads there is nothing left to do.
            while let Some(message) = inbox.recv_for(&mut self.exit().outbox).await {
                let done = match self.step(message) {
                    Step::Done(done) => Some(done),
                    Step::Wide(sending) => {
                        sending.await?;
                        None
                    }
                };
                match done {
                    Some(None) => {}
                    Some(Some(message)) => self.exit().send(message).await?,
                    // On the heap: most never get here.
                    None => Box::pin(self.push_all(&mut inbox)).await?,
                }
            }
            self.finish().await?;
            Ok(())
        }
    }

    /// [`push`](Self::push), as long as messages come.
    async fn push_all(&mut self, inbox: &mut Inbox<C::In>) -> Result<(), Closed> {
        while let Some(message) = inbox.recv_for(&mut self.exit().outbox).await {
            self.push(message).await?;
        }
        Ok(())
    }

    /// [`step`](Onward::step) and the sending, for a first that often makes
    /// several messages.
    async fn push(&mut self, message: C::In) -> Result<(), Closed> {
        let member = self.component.member();
        let made = blamed(member, || self.component.transform(message));
        send_all(None, made, member, &mut self.via, &mut self.rest).await
    }
}

impl<C: Transform, P: Place> Fused<C, Straight, Last<C::Out, P>> {
    /// A transform with nothing behind it but its outbox.
    pub(crate) fn last(mut component: C, member: Option<usize>) -> Self {
        let exit = Exit {
            outbox: component.take_outbox(),
            member,
            made: 0,
        };
        Fused::before(component, member, Straight, Last(exit, PhantomData))
    }
}

impl<C: Transform, V: Passage, R: Onward> Onward for Fused<C, V, R> {
    type In = C::In;
    type Out = R::Out;
    type Place = <C::Place as Place>::And<R::Place>;

    #[inline(always)]
    fn exit(&mut self) -> &mut Exit<R::Out> {
        self.rest.exit()
    }

    #[inline(always)]
    fn step(&mut self, message: C::In) -> Step<'_, R::Out> {
        let Fused {
            component,
            via,
            rest,
        } = self;
        let member = component.member();
        let blame = Blame::on(member);
        let mut made = component.transform(message);
        let first = made.next().map(|message| via.pass(message));
        if first.is_none() || made.size_hint().1 == Some(0) {
            drop(made);
            blame.lift();
            return match first {
                Some(message) => rest.step(message),
                None => Step::Done(None),
            };
        }
        blame.lift();
        Step::Wide(Box::pin(send_all(first, made, member, via, rest)))
    }

    fn finish(&mut self) -> Sending<'_> {
        Box::pin(async {
            let member = self.component.member();
            let made = blamed(member, || self.component.finish());
            let sent = send_all(None, made, member, &mut self.via, &mut self.rest).await;
            // They end one after another, also where nobody reads any more.
            let finished = self.rest.finish().await;
            sent.and(finished)
        })
    }
}

/// Sends what becomes of the messages that a transform makes.
async fn send_all<T: 'static, R: Onward>(
    first: Option<R::In>,
    mut made: impl Iterator<Item = T>,
    member: Option<usize>,
    via: &mut impl Pass,
    rest: &mut R,
) -> Result<(), Closed> {
    let mut next = first;
    loop {
        let message = next
            .take()
            .or_else(|| blamed(member, || made.next().map(|message| via.pass(message))));
        let Some(message) = message else {
            return Ok(());
        };
        let done = match rest.apart(message) {
            Step::Done(done) => done,
            Step::Wide(sending) => {
                sending.await?;
                continue;
            }
        };
        match done {
            Some(message) => rest.exit().send(message).await?,
            None => rest.exit().go_on().await?,
        }
    }
}

/// The outbox of the last.
pub struct Exit<T> {
    outbox: Outbox<T>,
    member: Option<usize>,
    /// Messages on the way since the neighbours last had a chance.
    made: u32,
}

impl<T: Message> Exit<T> {
    /// The outbox, for who leads the row.
    pub(crate) fn outbox(&mut self) -> &mut Outbox<T> {
        &mut self.outbox
    }

    pub(crate) async fn send(&mut self, message: T) -> Result<(), Closed> {
        let mut send = pin!(self.outbox.send(message));
        // There may be a conversion on the way out.
        poll_fn(|cx| blamed(self.member, || send.as_mut().poll(cx))).await
    }

    /// Whoever makes messages without end, of which none comes to be sent, still
    /// lets others have their turns, and can be stopped.
    async fn go_on(&mut self) -> Result<(), Closed> {
        self.made += 1;
        if self.made < PATIENCE {
            return Ok(());
        }
        self.made = 0;
        poll_fn(|cx| Seat::poll_budget(cx)).await;
        if self.outbox.is_closed() {
            return Err(Closed);
        }
        Ok(())
    }
}

/// Nothing comes after it but an outbox. `P` is the place of the rest of its
/// row.
pub struct Last<T, P>(Exit<T>, PhantomData<fn(P)>);

impl<T: Message, P: Place> Onward for Last<T, P> {
    type In = T;
    type Out = T;
    type Place = P;
    const IS_LAST: bool = true;

    #[inline(always)]
    fn exit(&mut self) -> &mut Exit<T> {
        &mut self.0
    }

    #[inline(always)]
    fn step(&mut self, message: T) -> Step<'_, T> {
        Step::Done(Some(message))
    }

    fn finish(&mut self) -> Sending<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}
