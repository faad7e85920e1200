//! Ends with a conversion, as they are lent.

use super::Shared;
use crate::link::{AnyLink, End, Head, Here, Holder, Mark, Watch};
use crate::outgoing::{By, Drain, Outgoing};
use crate::source::{Feed, Source};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;

/// Who had the ends behind a conversion when it was lent.
struct Marks {
    end: End,
    marks: Vec<(Arc<dyn AnyLink>, Mark)>,
}

impl Marks {
    fn of(end: End) -> Marks {
        Marks {
            end,
            marks: Vec::new(),
        }
    }

    fn add(&mut self, link: Arc<dyn AnyLink>) {
        let mark = link.header().lend(self.end);
        self.marks.push((link, mark));
    }

    fn come_home(&mut self) {
        for (link, mark) in self.marks.drain(..) {
            link.header().come_home(self.end, mark);
        }
    }
}

/// A source with a conversion, which goes home when it is dropped.
pub(super) struct LentFeed<T> {
    feed: Option<Box<dyn Feed<T>>>,
    marks: Marks,
    lender: Arc<Shared<Source<T>>>,
}

impl<T> LentFeed<T> {
    pub(super) fn new(feed: Box<dyn Feed<T>>, lender: Arc<Shared<Source<T>>>) -> LentFeed<T> {
        let mut marks = Marks::of(End::Reading);
        feed.watch(&mut |link| marks.add(link));
        LentFeed {
            feed: Some(feed),
            marks,
            lender,
        }
    }

    /// The source, unless it was recalled.
    fn feed(&mut self) -> Option<&mut Box<dyn Feed<T>>> {
        let is_recalled = self.lender.recalled.load(Ordering::Acquire);
        self.feed.as_mut().filter(|_| !is_recalled)
    }
}

impl<T: Send + 'static> Feed<T> for LentFeed<T> {
    fn head(&mut self, here: &Here<'_>) -> Head {
        let head = self.feed().map_or(Head::Finished, |feed| feed.head(here));
        // It may have been recalled when nobody waited yet.
        match self.feed() {
            Some(_) => head,
            None => Head::Finished,
        }
    }

    fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        self.feed()?.pop(here)
    }

    fn is_finished(&self) -> bool {
        let is_recalled = self.lender.recalled.load(Ordering::Acquire);
        is_recalled || self.feed.as_ref().is_none_or(|feed| feed.is_finished())
    }

    fn stamp(&self) {
        self.feed.iter().for_each(|feed| feed.stamp());
    }

    fn refuse(&self) {
        self.feed.iter().for_each(|feed| feed.refuse());
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        let feed = self.feed.as_mut();
        feed.is_none_or(|feed| feed.belong_to(holder))
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.feed.iter().for_each(|feed| feed.watch(each));
    }

    fn may_be_led_here(&self) -> bool {
        let feed = self.feed.as_ref();
        feed.is_some_and(|feed| feed.may_be_led_here())
    }

    fn into_source(self: Box<Self>) -> Source<T> {
        Source::Converted(self)
    }
}

impl<T> Drop for LentFeed<T> {
    fn drop(&mut self) {
        if let Some(feed) = self.feed.take() {
            self.marks.come_home();
            self.lender.take_back(feed.into_source());
        }
    }
}

/// A way with a conversion, which goes home when it is dropped.
pub(super) struct LentDrain<T> {
    drain: Option<Box<dyn Drain<T>>>,
    marks: Marks,
    lender: Arc<Shared<Outgoing<T>>>,
}

impl<T> LentDrain<T> {
    pub(super) fn new(drain: Box<dyn Drain<T>>, lender: Arc<Shared<Outgoing<T>>>) -> LentDrain<T> {
        let mut marks = Marks::of(End::Writing);
        drain.watch(&mut |link| marks.add(link));
        LentDrain {
            drain: Some(drain),
            marks,
            lender,
        }
    }
}

impl<T: Send + 'static> Drain<T> for LentDrain<T> {
    fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        match &mut self.drain {
            Some(drain) => drain.poll_room(here),
            None => Poll::Ready(Err(())),
        }
    }

    fn push(&mut self, message: T, here: &Here<'_>) {
        if let Some(drain) = &mut self.drain {
            drain.push(message, here);
        }
    }

    fn release(&mut self, here: &Here<'_>) {
        if let Some(drain) = &mut self.drain {
            drain.release(here);
        }
    }

    fn is_closed(&self) -> bool {
        self.drain.as_ref().is_none_or(|drain| drain.is_closed())
    }

    fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        let drain = self.drain.as_mut();
        drain.is_some_and(|drain| drain.watch_reader(watch))
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        let drain = self.drain.as_mut();
        drain.is_none_or(|drain| drain.belong_to(holder))
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.drain.iter().for_each(|drain| drain.watch(each));
    }

    fn share(&mut self) -> Box<dyn Drain<T>> {
        match &mut self.drain {
            Some(drain) => drain.share(),
            None => Box::new(LentDrain {
                drain: None,
                marks: Marks::of(End::Writing),
                lender: self.lender.clone(),
            }),
        }
    }

    fn into_way(self: Box<Self>) -> Outgoing<T> {
        Outgoing::Converted(By::new(self))
    }
}

impl<T> Drop for LentDrain<T> {
    fn drop(&mut self) {
        if let Some(drain) = self.drain.take() {
            self.marks.come_home();
            self.lender.take_back(drain.into_way());
        }
    }
}
