//! Transforms in a row, which are one loop without a queue: [`Fused`].
//!
//! Most transforms make at most one message of one, and a row of those is as
//! good as one function: [`Onward::step`], which the compiler inlines whole. A
//! message of which one of them makes several goes on in a future
//! ([`Onward::push`]), since whoever reads may hold it up after any of them;
//! from then on the row takes every message this way.

use crate::blame::{Blame, Kept, blamed};
use crate::component::{Message, Place, Transform};
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

    /// Takes one message, and sends what becomes of it.
    fn push(&mut self, message: Self::In) -> impl Future<Output = Result<(), Closed>>;

    /// No more messages come.
    fn finish(&mut self) -> impl Future<Output = Result<(), Closed>>;
}

/// See [`Onward::step`].
pub enum Step<'a, T> {
    /// The message that is to be sent, if any.
    Done(Option<T>),
    /// More than one may come of it.
    Wide(Pin<Box<dyn Future<Output = Result<(), Closed>> + 'a>>),
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
    pub(crate) async fn run(mut self) -> Outcome {
        let mut inbox = self.component.take_inbox();
        // The turn is that of the first.
        if !R::IS_LAST
            && let Some(seat) = Seat::current()
        {
            self.exit().outbox.seat_required(&seat);
        }
        let mut wide = false;
        // It only computes, so when nobody reads there is nothing left to do.
        while let Some(message) = inbox.recv_for(&mut self.exit().outbox).await {
            if wide {
                self.push(message).await?;
                continue;
            }
            let made = match self.step(message) {
                Step::Done(made) => made,
                Step::Wide(rest) => {
                    wide = true;
                    rest.await?;
                    None
                }
            };
            if let Some(made) = made {
                self.exit().send(made).await?;
            }
        }
        self.finish().await?;
        Ok(())
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
        Step::Wide(Box::pin(async move {
            if let Some(message) = first {
                rest.push(message).await?;
                rest.exit().go_on().await?;
            }
            push_all(made, member, via, rest).await
        }))
    }

    async fn push(&mut self, message: C::In) -> Result<(), Closed> {
        let member = self.component.member();
        let made = blamed(member, || self.component.transform(message));
        push_all(made, member, &mut self.via, &mut self.rest).await
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        let member = self.component.member();
        let made = blamed(member, || self.component.finish());
        let pushed = push_all(made, member, &mut self.via, &mut self.rest).await;
        // They end one after another, also where nobody reads any more.
        let finished = self.rest.finish().await;
        pushed.and(finished)
    }
}

async fn push_all<T: 'static, R: Onward>(
    mut made: impl Iterator<Item = T>,
    member: Option<usize>,
    via: &mut impl Pass,
    rest: &mut R,
) -> Result<(), Closed> {
    while let Some(message) = blamed(member, || made.next().map(|message| via.pass(message))) {
        rest.push(message).await?;
        rest.exit().go_on().await?;
    }
    Ok(())
}

/// The outbox of the last.
pub struct Exit<T> {
    outbox: Outbox<T>,
    member: Option<usize>,
    /// Messages on the way since the neighbours last had a chance.
    made: u32,
}

impl<T> Exit<T> {
    async fn send(&mut self, message: T) -> Result<(), Closed> {
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

    async fn push(&mut self, message: T) -> Result<(), Closed> {
        self.0.send(message).await
    }

    async fn finish(&mut self) -> Result<(), Closed> {
        Ok(())
    }
}
