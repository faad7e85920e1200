//! What is lent of an inbox, and of an outbox.

use super::converted::{LentDrain, LentFeed};
use super::{Lend, Lent};
use crate::component::Message;
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outgoing::{By, Outgoing, Several};
use crate::source::{Source, Sources};
use std::task::{Context, Poll};

/// What an inbox has lent.
#[doc(hidden)]
pub struct InboxLoan<T>(Lent<Source<T>>);

/// What an outbox has lent.
#[doc(hidden)]
pub struct OutboxLoan<T> {
    lent: Lent<Outgoing<T>>,
    /// Makes the copies, where there are several ways.
    copy: Option<fn(&T) -> T>,
}

impl<T: Message> Lend for Inbox<T> {
    type Loan = InboxLoan<T>;

    fn hand_over(&mut self) -> (Inbox<T>, InboxLoan<T>) {
        let mut lent = Lent::new();
        self.watch(&mut |link| lent.links.push(link));
        let mut borrowed = Inbox::unlinked();
        let mut kept = Sources::nothing();
        for source in self.sources.take_all() {
            match source {
                Source::Link(receiver) => {
                    let receiver = receiver.lent(lent.shared());
                    borrowed.sources.add(Source::Link(receiver));
                }
                Source::Converted(feed) => {
                    let feed = LentFeed::new(feed, lent.shared());
                    borrowed.sources.add(Source::Converted(Box::new(feed)));
                }
                Source::Live(entrance) => {
                    lent.doors.push(entrance.bells());
                    let feed = LentFeed::new(entrance, lent.shared());
                    borrowed.sources.add(Source::Converted(Box::new(feed)));
                }
                // It is the owner who is told.
                told @ Source::Told(_) => kept.add(told),
            }
        }
        self.sources = kept;
        (borrowed, InboxLoan(lent))
    }

    fn recall(loan: &InboxLoan<T>) {
        loan.0.recall();
    }

    fn poll_regain(&mut self, loan: &mut InboxLoan<T>, cx: &Context<'_>) -> Poll<()> {
        loan.0.poll_home(cx).map(|home| take_in(self, home))
    }

    fn regain(&mut self, loan: InboxLoan<T>) {
        take_in(self, loan.0.take_home());
    }
}

fn take_in<T>(inbox: &mut Inbox<T>, home: Vec<Source<T>>) {
    for source in home {
        inbox.sources.add(source);
    }
}

impl<T: Message> Lend for Outbox<T> {
    type Loan = OutboxLoan<T>;

    fn hand_over(&mut self) -> (Outbox<T>, OutboxLoan<T>) {
        let lent = Lent::new();
        let mut copy = None;
        let out = self.take_out();
        let out = lend_way(out, &lent, &mut copy);
        (Outbox::from_outgoing(out), OutboxLoan { lent, copy })
    }

    fn recall(_: &OutboxLoan<T>) {}

    fn poll_regain(&mut self, loan: &mut OutboxLoan<T>, cx: &Context<'_>) -> Poll<()> {
        let home = loan.lent.poll_home(cx);
        home.map(|home| lead(self, home, loan.copy))
    }

    fn regain(&mut self, loan: OutboxLoan<T>) {
        lead(self, loan.lent.take_home(), loan.copy);
    }

    fn is_unread(&self) -> bool {
        self.is_linked() && self.is_closed()
    }

    fn poll_unread(&mut self, cx: &Context<'_>) -> bool {
        self.is_linked() && self.poll_closed(cx).is_ready()
    }
}

/// The same way, whose ends come home.
fn lend_way<T: Message>(
    way: Outgoing<T>,
    lent: &Lent<Outgoing<T>>,
    copier: &mut Option<fn(&T) -> T>,
) -> Outgoing<T> {
    match way {
        Outgoing::Unlinked(ring) => Outgoing::Unlinked(ring),
        Outgoing::Link(sender) => Outgoing::Link(sender.lent(lent.shared())),
        Outgoing::Converted(By { way: drain, .. }) => {
            let drain = LentDrain::new(drain, lent.shared());
            Outgoing::Converted(By::new(Box::new(drain)))
        }
        Outgoing::Live(By { way: exit, .. }) => {
            let drain = LentDrain::new(exit, lent.shared());
            Outgoing::Converted(By::new(Box::new(drain)))
        }
        Outgoing::Several(Several { ways, copy, .. }) => {
            *copier = Some(copy);
            let ways = ways.into_iter().map(|way| lend_way(way, lent, copier));
            Outgoing::several(ways.collect::<Vec<_>>(), copy)
        }
    }
}

fn lead<T>(outbox: &mut Outbox<T>, mut home: Vec<Outgoing<T>>, copy: Option<fn(&T) -> T>) {
    outbox.put_out(match (home.len(), copy) {
        (0 | 1, _) | (_, None) => home.pop().unwrap_or(Outgoing::unlinked()),
        (_, Some(copy)) => Outgoing::several(home, copy),
    });
}

impl Lend for () {
    type Loan = ();

    fn hand_over(&mut self) -> ((), ()) {
        ((), ())
    }

    fn recall((): &()) {}

    fn poll_regain(&mut self, (): &mut (), _: &Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn regain(&mut self, (): ()) {}
}
