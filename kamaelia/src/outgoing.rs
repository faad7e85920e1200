//! Where the messages of an outbox go: [`Outgoing`].

use crate::link::{AnyLink, Sender, Wait};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// Where messages go: nowhere, along one linkage, or along several at once.
pub enum Outgoing<T> {
    /// Nowhere: messages are dropped.
    Unlinked,
    /// Along one linkage.
    One(Way<T>),
    /// Along several; each but the last gets a copy.
    Several {
        /// One for each target.
        ways: Vec<Way<T>>,
        /// Makes the copies.
        copy: fn(&T) -> T,
    },
}

/// One way out: a linkage, or a conversion and what comes after it.
pub enum Way<T> {
    /// Straight into a queue.
    Link(Sender<T>),
    /// Through a conversion.
    Converted(Box<dyn Drain<T>>),
}

/// Anything that messages can be sent into.
pub trait Drain<T>: Send {
    fn poll_room(&mut self, wait: Wait<'_>) -> Poll<Result<(), ()>>;
    fn push(&mut self, message: T);
    fn release(&mut self);
    fn is_closed(&self) -> bool;
    fn watch_reader(&self, waker: &Waker) -> bool;
    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>));
    fn share(&self) -> Box<dyn Drain<T>>;
}

impl<T> Outgoing<T> {
    /// Room for a message and the message in one, where that is possible.
    pub(crate) fn poll_push(
        &mut self,
        message: &mut Option<T>,
        wait: Wait<'_>,
    ) -> Poll<Result<(), ()>> {
        if let Outgoing::One(Way::Link(sender)) = self {
            return sender.poll_push(message, wait);
        }
        let poll = self.poll_room(wait);
        if poll == Poll::Ready(Ok(()))
            && let Some(message) = message.take()
        {
            self.push(message);
        }
        poll
    }

    pub(crate) fn poll_room(&mut self, wait: Wait<'_>) -> Poll<Result<(), ()>> {
        match self {
            Outgoing::Unlinked => Poll::Ready(Ok(())),
            Outgoing::One(way) => way.poll_room(wait),
            Outgoing::Several { ways, .. } => poll_all(ways, wait),
        }
    }

    pub(crate) fn push(&mut self, message: T) {
        match self {
            Outgoing::Unlinked => drop(message),
            Outgoing::One(way) => way.push(message),
            Outgoing::Several { ways, copy } => {
                let Some((last, others)) = ways.split_last_mut() else {
                    return;
                };
                others.iter_mut().for_each(|way| way.push(copy(&message)));
                last.push(message);
            }
        }
    }

    pub(crate) fn release(&mut self) {
        match self {
            Outgoing::Unlinked => {}
            Outgoing::One(way) => way.release(),
            Outgoing::Several { ways, .. } => ways.iter_mut().for_each(Way::release),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Outgoing::Unlinked => false,
            Outgoing::One(way) => way.is_closed(),
            Outgoing::Several { ways, .. } => ways.iter().all(Way::is_closed),
        }
    }

    /// Leaves a waker for the end of each reader; `false` if all have ended.
    pub(crate) fn watch_reader(&self, waker: &Waker) -> bool {
        match self {
            Outgoing::Unlinked => true,
            Outgoing::One(way) => way.watch_reader(waker),
            // Every way gets the waker, also behind one that is open.
            Outgoing::Several { ways, .. } => {
                let open = ways.iter().filter(|way| way.watch_reader(waker));
                open.count() > 0
            }
        }
    }

    /// The linkages that messages leave by.
    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        match self {
            Outgoing::Unlinked => {}
            Outgoing::One(way) => way.watch(each),
            Outgoing::Several { ways, .. } => ways.iter().for_each(|way| way.watch(each)),
        }
    }

    pub(crate) fn share(&self) -> Outgoing<T> {
        match self {
            Outgoing::Unlinked => Outgoing::Unlinked,
            Outgoing::One(way) => Outgoing::One(way.share()),
            Outgoing::Several { ways, copy } => Outgoing::Several {
                ways: ways.iter().map(Way::share).collect(),
                copy: *copy,
            },
        }
    }

    /// Puts a conversion before this.
    pub(crate) fn converted<S>(self, convert: impl FnMut(S) -> T + Send + 'static) -> Way<S>
    where
        T: Send + 'static,
    {
        Way::Converted(Box::new(Converted {
            to: self,
            convert: Arc::new(Mutex::new(convert)),
        }))
    }
}

/// Room on every way whose reader is alive; a full one holds the sender.
fn poll_all<T>(ways: &mut [Way<T>], wait: Wait<'_>) -> Poll<Result<(), ()>> {
    let mut full = false;
    let mut open = false;
    for way in ways {
        match way.poll_room(wait) {
            Poll::Ready(Ok(())) => open = true,
            Poll::Ready(Err(())) => {}
            Poll::Pending => full = true,
        }
    }
    match (full, open) {
        (true, _) => Poll::Pending,
        (false, true) => Poll::Ready(Ok(())),
        (false, false) => Poll::Ready(Err(())),
    }
}

impl<T> Way<T> {
    fn poll_room(&mut self, wait: Wait<'_>) -> Poll<Result<(), ()>> {
        match self {
            Way::Link(sender) => sender.poll_room(wait),
            Way::Converted(drain) => drain.poll_room(wait),
        }
    }

    fn push(&mut self, message: T) {
        match self {
            Way::Link(sender) => sender.push(message),
            Way::Converted(drain) => drain.push(message),
        }
    }

    fn release(&mut self) {
        match self {
            Way::Link(sender) => sender.release(),
            Way::Converted(drain) => drain.release(),
        }
    }

    fn is_closed(&self) -> bool {
        match self {
            Way::Link(sender) => sender.is_closed(),
            Way::Converted(drain) => drain.is_closed(),
        }
    }

    fn watch_reader(&self, waker: &Waker) -> bool {
        match self {
            Way::Link(sender) => sender.watch_reader(waker),
            Way::Converted(drain) => drain.watch_reader(waker),
        }
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        match self {
            Way::Link(sender) => each(sender.watch()),
            Way::Converted(drain) => drain.watch(each),
        }
    }

    fn share(&self) -> Way<T> {
        match self {
            Way::Link(sender) => Way::Link(sender.share()),
            Way::Converted(drain) => Way::Converted(drain.share()),
        }
    }
}

struct Converted<T, F> {
    to: Outgoing<T>,
    /// Shared only where a pass-through shares the end of the linkage.
    convert: Arc<Mutex<F>>,
}

impl<S, T: Send + 'static, F: FnMut(S) -> T + Send + 'static> Drain<S> for Converted<T, F> {
    fn poll_room(&mut self, wait: Wait<'_>) -> Poll<Result<(), ()>> {
        self.to.poll_room(wait)
    }

    fn push(&mut self, message: S) {
        let mut convert = self.convert.lock().unwrap_or_else(PoisonError::into_inner);
        let message = convert(message);
        drop(convert);
        self.to.push(message);
    }

    fn release(&mut self) {
        self.to.release();
    }

    fn is_closed(&self) -> bool {
        self.to.is_closed()
    }

    fn watch_reader(&self, waker: &Waker) -> bool {
        self.to.watch_reader(waker)
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.to.watch(each);
    }

    fn share(&self) -> Box<dyn Drain<S>> {
        Box::new(Converted {
            to: self.to.share(),
            convert: self.convert.clone(),
        })
    }
}
