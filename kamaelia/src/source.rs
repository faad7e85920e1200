//! What an inbox reads from: [`Sources`].

mod heard;
mod merge;

use crate::component::Message;
use crate::few;
use crate::inbox::Inbox;
use crate::link::{AnyLink, Head, Here, Holder, Reader, Receiver};
use crate::live::Entrance;
pub(crate) use heard::Heard;
use merge::Merge;
use std::sync::Arc;

/// Everything that an inbox reads from.
///
/// The end of a ring stands at the front of each: so what goes the short way need
/// not be told apart.
pub(crate) enum Sources<T> {
    Nothing(Reader<T>),
    /// One linkage, and nothing else.
    Link(Receiver<T>),
    /// What the component is told to do, and nothing else.
    Told(Reader<T>, Heard<T>),
    Several(Reader<T>, Box<Merge<T>>),
}

pub(crate) enum Source<T> {
    Link(Receiver<T>),
    Converted(Box<dyn Feed<T>>),
    /// Those that are led here while the inbox is in use.
    Live(Box<Entrance<T>>),
    /// What the component is told to do, at its `control`.
    Told(Heard<T>),
}

/// Anything that an inbox can read from.
pub(crate) trait Feed<T>: Send {
    fn head(&mut self, here: &Here<'_>) -> Head;
    fn pop(&mut self, here: &Here<'_>) -> Option<T>;
    fn is_finished(&self) -> bool;
    fn stamp(&self);
    fn refuse(&self);
    fn belong_to(&mut self, holder: Holder) -> bool;
    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>));
    /// Whether messages may come by linkages that no graph knows of.
    fn may_be_led_here(&self) -> bool;
    /// As a source of an inbox, for who knows no more of it than this.
    fn into_source(self: Box<Self>) -> Source<T>;
}

impl<T> Sources<T> {
    pub(crate) const fn nothing() -> Sources<T> {
        Sources::Nothing(Reader::none())
    }

    /// The end of a ring that is read the short way.
    #[inline(always)]
    pub(crate) fn ring(&mut self) -> &mut Reader<T> {
        match self {
            Sources::Nothing(ring) | Sources::Told(ring, _) | Sources::Several(ring, _) => ring,
            Sources::Link(receiver) => &mut receiver.ring,
        }
    }

    /// Reads another source as well.
    pub(crate) fn add(&mut self, source: Source<T>) {
        let mut sources = self.take_all();
        few::push(&mut sources, source);
        *self = Sources::of(sources);
    }

    /// Reads everything that `other` reads, as well.
    pub(crate) fn add_all(&mut self, mut other: Sources<T>) {
        if matches!(self, Sources::Nothing(_)) {
            *self = other;
            return;
        }
        let mut sources = self.take_all();
        sources.extend(other.take_all());
        *self = Sources::of(sources);
    }

    fn of(mut sources: Vec<Source<T>>) -> Sources<T> {
        if sources.len() > 1 {
            sources.iter().for_each(Source::stamp);
        } else {
            match sources.pop() {
                None => return Sources::nothing(),
                Some(Source::Link(receiver)) => return Sources::Link(receiver),
                Some(Source::Told(heard)) => return Sources::Told(Reader::none(), heard),
                Some(source) => sources.push(source),
            }
        }
        let merge = Merge {
            sources,
            oldest: None,
        };
        Sources::Several(Reader::none(), Box::new(merge))
    }

    pub(crate) fn take_all(&mut self) -> Vec<Source<T>> {
        match std::mem::replace(self, Sources::nothing()) {
            Sources::Nothing(_) => Vec::new(),
            Sources::Link(receiver) => vec![Source::Link(receiver)],
            Sources::Told(_, heard) => vec![Source::Told(heard)],
            Sources::Several(_, merge) => merge.sources,
        }
    }

    pub(crate) fn stamp(&self) {
        match self {
            Sources::Nothing(_) | Sources::Told(..) => {}
            Sources::Link(receiver) => receiver.stamp(),
            Sources::Several(_, merge) => merge.sources.iter().for_each(Source::stamp),
        }
    }
}

impl<T> Sources<T> {
    /// The oldest message, or what else stands at the front.
    pub(crate) fn poll_pop(&mut self, here: &Here<'_>) -> Result<T, Head> {
        match self {
            Sources::Nothing(_) => Err(Head::Finished),
            Sources::Link(receiver) => receiver.poll_pop(here),
            Sources::Told(_, heard) => heard.pop().ok_or(Head::Quiet),
            Sources::Several(_, merge) => merge.poll_pop(here),
        }
    }

    /// What stands at the front.
    pub(crate) fn head(&mut self, here: &Here<'_>) -> Head {
        match self {
            Sources::Nothing(_) => Head::Finished,
            Sources::Link(receiver) => receiver.head(here),
            Sources::Told(_, heard) => heard.head(),
            Sources::Several(_, merge) => merge.find(here).map_or_else(|head| head, Head::Message),
        }
    }

    /// The linkages that are read from.
    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        match self {
            Sources::Nothing(_) | Sources::Told(..) => {}
            Sources::Link(receiver) => each(receiver.watch()),
            Sources::Several(_, merge) => {
                for source in &merge.sources {
                    match source {
                        Source::Link(receiver) => each(receiver.watch()),
                        Source::Converted(feed) => feed.watch(each),
                        Source::Live(entrance) => entrance.watch(each),
                        Source::Told(_) => {}
                    }
                }
            }
        }
    }
}

impl<T> Sources<T> {
    /// Whether no message waits and none will come.
    pub(crate) fn is_finished(&self) -> bool {
        match self {
            Sources::Nothing(_) => true,
            Sources::Link(receiver) => receiver.is_finished(),
            Sources::Told(..) => false,
            // Whose linkages are over waits for the word of the framework no longer.
            Sources::Several(_, merge) => {
                let told = |source: &Source<T>| matches!(source, Source::Told(_));
                let mut linked = merge
                    .sources
                    .iter()
                    .filter(|source| !told(source))
                    .peekable();
                linked.peek().is_some()
                    && linked.all(|source| match source {
                        Source::Link(receiver) => receiver.is_finished(),
                        Source::Converted(feed) => feed.is_finished(),
                        Source::Live(entrance) => entrance.is_finished(),
                        Source::Told(_) => true,
                    })
            }
        }
    }

    /// Whether anything but the word of the framework comes from here.
    pub(crate) fn is_linked(&self) -> bool {
        match self {
            Sources::Nothing(_) | Sources::Told(..) => false,
            Sources::Link(_) => true,
            Sources::Several(_, merge) => {
                let told = |source: &Source<T>| matches!(source, Source::Told(_));
                !merge.sources.iter().all(told)
            }
        }
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        match self {
            Sources::Nothing(_) | Sources::Told(..) => {}
            Sources::Link(receiver) => receiver.refuse(),
            Sources::Several(_, merge) => {
                for source in &merge.sources {
                    match source {
                        Source::Link(receiver) => receiver.refuse(),
                        Source::Converted(feed) => feed.refuse(),
                        Source::Live(entrance) => entrance.refuse(),
                        Source::Told(_) => {}
                    }
                }
            }
        }
    }

    /// It has another owner from now on; whether graphs have made all linkages.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        match self {
            Sources::Nothing(_) | Sources::Told(..) => true,
            Sources::Link(receiver) => receiver.belong_to(holder),
            Sources::Several(_, merge) => {
                // Every source is told, also behind one that no graph has made.
                let by_hand = merge.sources.iter_mut().filter_map(|source| {
                    let wired = match source {
                        Source::Link(receiver) => receiver.belong_to(holder),
                        Source::Converted(feed) => feed.belong_to(holder),
                        Source::Live(entrance) => entrance.belong_to(holder),
                        Source::Told(_) => true,
                    };
                    (!wired).then_some(())
                });
                by_hand.count() == 0
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Sources::Nothing(_) => 0,
            Sources::Link(_) | Sources::Told(..) => 1,
            Sources::Several(_, merge) => {
                let sources = merge.sources.iter().map(|source| match source {
                    Source::Live(entrance) => entrance.len(),
                    _ => 1,
                });
                sources.sum()
            }
        }
    }

    /// What reads the linkages that are led here while the inbox is in use.
    pub(crate) fn entrance(&mut self) -> Option<&mut Entrance<T>> {
        let Sources::Several(_, merge) = self else {
            return None;
        };
        merge.sources.iter_mut().find_map(|source| match source {
            Source::Live(entrance) => Some(&mut **entrance),
            _ => None,
        })
    }

    /// Whether messages may come by linkages that no graph knows of.
    pub(crate) fn may_be_led_here(&self) -> bool {
        let Sources::Several(_, merge) = self else {
            return false;
        };
        merge.sources.iter().any(|source| match source {
            Source::Live(entrance) => entrance.may_be_led_here(),
            Source::Converted(feed) => feed.may_be_led_here(),
            _ => false,
        })
    }
}

impl<T> Source<T> {
    fn head(&mut self, here: &Here<'_>) -> Head {
        match self {
            Source::Link(receiver) => receiver.head(here),
            Source::Converted(feed) => feed.head(here),
            Source::Live(entrance) => entrance.head(here),
            Source::Told(heard) => heard.head(),
        }
    }

    fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        match self {
            Source::Link(receiver) => receiver.pop(here),
            Source::Converted(feed) => feed.pop(here),
            Source::Live(entrance) => entrance.pop(here),
            Source::Told(heard) => heard.pop(),
        }
    }
}

impl<T> Source<T> {
    fn stamp(&self) {
        match self {
            Source::Link(receiver) => receiver.stamp(),
            Source::Converted(feed) => feed.stamp(),
            Source::Live(entrance) => entrance.stamp(),
            Source::Told(_) => {}
        }
    }
}

pub(crate) struct Converted<S, F> {
    pub(crate) inbox: Inbox<S>,
    pub(crate) convert: F,
}

impl<S: Message, T, F: FnMut(S) -> T + Send + 'static> Feed<T> for Converted<S, F> {
    fn head(&mut self, here: &Here<'_>) -> Head {
        self.inbox.sources.head(here)
    }

    fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        let popped = self.inbox.sources.poll_pop(&here.without_wait());
        popped.ok().map(&mut self.convert)
    }

    fn is_finished(&self) -> bool {
        self.inbox.sources.is_finished()
    }

    fn stamp(&self) {
        self.inbox.sources.stamp();
    }

    fn refuse(&self) {
        self.inbox.sources.refuse();
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        self.inbox.sources.belong_to(holder)
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.inbox.sources.watch(each);
    }

    fn may_be_led_here(&self) -> bool {
        self.inbox.sources.may_be_led_here()
    }

    fn into_source(self: Box<Self>) -> Source<T> {
        Source::Converted(self)
    }
}

#[cfg(all(test, not(kamaelia_loom)))]
mod tests {
    use super::{Heard, Source, Sources};
    use crate::link::{Reader, link};
    use crate::policy::Policy;
    use crate::seat::Seat;
    use std::ptr::from_ref;

    fn place_of_ring<T>(mut sources: Sources<T>) -> usize {
        let start = from_ref(&sources).addr();
        from_ref(sources.ring()).addr() - start
    }

    // Otherwise each step has to ask first which it is.
    #[test]
    fn the_end_of_a_ring_lies_at_the_same_place_in_each() {
        let receiver = || link::<u64>(Policy::default()).1;
        let place = place_of_ring(Sources::Link(receiver()));
        assert_eq!(place_of_ring(Sources::<u64>::nothing()), place);
        let heard = Heard::new(Seat::new());
        assert_eq!(place_of_ring(Sources::Told(Reader::none(), heard)), place);
        let both = [receiver(), receiver()].map(Source::Link);
        assert_eq!(place_of_ring(Sources::of(both.into())), place);
    }
}
