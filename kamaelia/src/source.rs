//! What an inbox reads from: [`Source`].

use crate::inbox::Inbox;
use crate::link::{AnyLink, Head, Receiver, Wait};
use std::sync::Arc;

pub(crate) enum Source<T> {
    Link(Receiver<T>),
    Converted(Box<dyn Feed<T>>),
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
        }
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        match self {
            Source::Link(receiver) => receiver.pop(),
            Source::Converted(feed) => feed.pop(),
        }
    }

    pub(crate) fn stamp(&self) {
        match self {
            Source::Link(receiver) => receiver.stamp(),
            Source::Converted(feed) => feed.stamp(),
        }
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
