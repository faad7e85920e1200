//! What an inbox reads from: [`Source`].

use crate::inbox::Inbox;
use crate::link::{AnyLink, Head, Receiver, Wait};
use crate::seat::{Seat, Told};
use crate::shutdown::Shutdown;
use std::sync::Arc;

pub(crate) enum Source<T> {
    Link(Receiver<T>),
    Converted(Box<dyn Feed<T>>),
    /// What the component is told to do, at its `control`.
    Told(Box<Heard<T>>),
}

/// Anything that an inbox can read from.
pub(crate) trait Feed<T>: Send {
    fn head(&self, wait: Wait<'_>) -> Head;
    fn pop(&mut self) -> Option<T>;
    fn stamp(&self);
    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>));
}

impl<T> Source<T> {
    pub(crate) fn head(&self, wait: Wait<'_>) -> Head {
        match self {
            Source::Link(receiver) => receiver.head(wait),
            Source::Converted(feed) => feed.head(wait),
            Source::Told(heard) => heard.head(),
        }
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        match self {
            Source::Link(receiver) => receiver.pop(),
            Source::Converted(feed) => feed.pop(),
            Source::Told(heard) => heard.pop(),
        }
    }

    pub(crate) fn stamp(&self) {
        match self {
            Source::Link(receiver) => receiver.stamp(),
            Source::Converted(feed) => feed.stamp(),
            Source::Told(_) => {}
        }
    }
}

/// Gives the word to finish, once, when a component has been told.
///
/// It is not there for [`Shutdown::Now`]: that ends every wait.
pub(crate) struct Heard<T> {
    seat: Seat,
    given: bool,
    message: fn(Shutdown) -> T,
}

impl Heard<Shutdown> {
    pub(crate) fn new(seat: Seat) -> Heard<Shutdown> {
        Heard {
            seat,
            given: false,
            message: |shutdown| shutdown,
        }
    }
}

impl<T> Heard<T> {
    fn head(&self) -> Head {
        if !self.given && self.seat.told() != Told::Nothing {
            Head::Message(0)
        } else {
            Head::Quiet
        }
    }

    fn pop(&mut self) -> Option<T> {
        let news = self.head() != Head::Quiet;
        self.given |= news;
        news.then(|| (self.message)(Shutdown::Finish))
    }
}

pub(crate) struct Converted<S, F> {
    pub(crate) inbox: Inbox<S>,
    pub(crate) convert: F,
}

impl<S: Send + 'static, T, F: FnMut(S) -> T + Send> Feed<T> for Converted<S, F> {
    fn head(&self, wait: Wait<'_>) -> Head {
        let mut head = Head::Finished;
        for source in &self.inbox.sources {
            head = match (head, source.head(wait)) {
                (Head::Message(one), Head::Message(other)) => Head::Message(one.min(other)),
                (Head::Message(stamp), _) | (_, Head::Message(stamp)) => Head::Message(stamp),
                (Head::Empty, _) | (_, Head::Empty) => Head::Empty,
                (Head::Quiet, _) | (_, Head::Quiet) => Head::Quiet,
                (Head::Finished, Head::Finished) => Head::Finished,
            };
        }
        head
    }

    fn pop(&mut self) -> Option<T> {
        self.inbox.try_recv().ok().map(&mut self.convert)
    }

    fn stamp(&self) {
        self.inbox.sources.iter().for_each(Source::stamp);
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.inbox.watch(each);
    }
}
