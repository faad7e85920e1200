//! Where the messages of an outbox go: [`Outgoing`].

use crate::link::{AnyLink, Here, Holder, Sender, Watch, Writer};
use crate::live::Exit;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

/// Where messages go: nowhere, along one linkage, or along several at once.
///
/// The end of a ring stands at the front of each: so what goes the short way need
/// not be told apart. Which one it is lies where the end of a linkage has a flag: so none
/// may be as large as that end.
pub enum Outgoing<T> {
    /// Nowhere: messages are dropped.
    Unlinked(Writer<T>),
    /// Straight into a queue.
    Link(Sender<T>),
    /// Through a conversion.
    Converted(By<T, Box<dyn Drain<T>>>),
    /// Where those lead it who have the address of the outbox.
    Live(By<T, Box<Exit<T>>>),
    /// Along several; each but the last gets a copy.
    Several(Several<T>),
}

/// One way that is no queue.
#[repr(C)]
pub struct By<T, W> {
    /// Of none.
    ring: Writer<T>,
    pub(crate) way: W,
}

impl<T, W> By<T, W> {
    pub(crate) fn new(way: W) -> By<T, W> {
        By {
            ring: Writer::none(),
            way,
        }
    }
}

/// Several ways.
#[repr(C)]
pub struct Several<T> {
    /// Of none.
    ring: Writer<T>,
    /// One for each target.
    pub(crate) ways: Box<[Outgoing<T>]>,
    /// Makes the copies.
    pub(crate) copy: fn(&T) -> T,
}

/// Anything that messages can be sent into.
pub trait Drain<T>: Send {
    fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>>;
    fn push(&mut self, message: T, here: &Here<'_>);
    fn release(&mut self, here: &Here<'_>);
    fn is_closed(&self) -> bool;
    fn watch_reader(&mut self, watch: &Watch<'_>) -> bool;
    fn belong_to(&mut self, holder: Holder) -> bool;
    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>));
    fn share(&mut self) -> Box<dyn Drain<T>>;
    /// As the way of an outbox, for who knows no more of it than this.
    fn into_way(self: Box<Self>) -> Outgoing<T>;
}

impl<T> Outgoing<T> {
    /// Room for a message and the message in one, where that is possible.
    pub(crate) fn poll_push(
        &mut self,
        message: &mut Option<T>,
        here: &Here<'_>,
    ) -> Poll<Result<(), ()>> {
        match self {
            Outgoing::Link(sender) => return sender.poll_push(message, here),
            Outgoing::Live(By { way: exit, .. }) => return exit.poll_push(message, here),
            _ => {}
        }
        let poll = self.poll_room(here);
        if poll == Poll::Ready(Ok(()))
            && let Some(message) = message.take()
        {
            self.push(message, here);
        }
        poll
    }

    pub(crate) fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        match self {
            Outgoing::Unlinked(_) => Poll::Ready(Ok(())),
            Outgoing::Link(sender) => sender.poll_room(here),
            Outgoing::Converted(By { way: drain, .. }) => drain.poll_room(here),
            Outgoing::Live(By { way: exit, .. }) => exit.poll_room(here),
            Outgoing::Several(Several { ways, .. }) => poll_all(ways, here),
        }
    }

    pub(crate) fn push(&mut self, message: T, here: &Here<'_>) {
        match self {
            Outgoing::Unlinked(_) => drop(message),
            Outgoing::Link(sender) => sender.push(message, here),
            Outgoing::Converted(By { way: drain, .. }) => drain.push(message, here),
            Outgoing::Live(By { way: exit, .. }) => exit.push(message, here),
            Outgoing::Several(Several { ways, copy, .. }) => {
                push_copies(ways, *copy, message, |way, message| way.push(message, here));
            }
        }
    }

    pub(crate) fn release(&mut self, here: &Here<'_>) {
        match self {
            Outgoing::Unlinked(_) => {}
            Outgoing::Link(sender) => sender.release(here),
            Outgoing::Converted(By { way: drain, .. }) => drain.release(here),
            Outgoing::Live(By { way: exit, .. }) => exit.release(here),
            Outgoing::Several(Several { ways, .. }) => {
                ways.iter_mut().for_each(|way| way.release(here))
            }
        }
    }

    /// Waits for the end of each reader; `false` if all have ended.
    pub(crate) fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        match self {
            Outgoing::Unlinked(_) => true,
            Outgoing::Link(sender) => sender.watch_reader(watch),
            Outgoing::Converted(By { way: drain, .. }) => drain.watch_reader(watch),
            Outgoing::Live(By { way: exit, .. }) => exit.watch_reader(watch),
            // Every way is watched, also behind one that is open.
            Outgoing::Several(Several { ways, .. }) => {
                let open = ways
                    .iter_mut()
                    .filter_map(|way| way.watch_reader(watch).then_some(()));
                open.count() > 0
            }
        }
    }

    /// The linkages that messages leave by.
    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        match self {
            Outgoing::Unlinked(_) => {}
            Outgoing::Link(sender) => each(sender.watch()),
            Outgoing::Converted(By { way: drain, .. }) => drain.watch(each),
            Outgoing::Live(By { way: exit, .. }) => exit.watch(each),
            Outgoing::Several(Several { ways, .. }) => ways.iter().for_each(|way| way.watch(each)),
        }
    }

    pub(crate) fn share(&mut self) -> Outgoing<T> {
        match self {
            Outgoing::Unlinked(_) => Outgoing::unlinked(),
            Outgoing::Link(sender) => Outgoing::Link(sender.share()),
            Outgoing::Converted(By { way: drain, .. }) => {
                Outgoing::Converted(By::new(drain.share()))
            }
            Outgoing::Live(By { way: exit, .. }) => Outgoing::Live(By::new(Box::new(exit.share()))),
            Outgoing::Several(Several { ways, copy, .. }) => {
                let ways: Vec<_> = ways.iter_mut().map(Outgoing::share).collect();
                Outgoing::several(ways, *copy)
            }
        }
    }

    /// Puts a conversion before this.
    pub(crate) fn converted<S>(self, convert: impl FnMut(S) -> T + Send + 'static) -> Outgoing<S>
    where
        T: Send + 'static,
    {
        let converted = Converted {
            to: self,
            convert: Conversion::Own(convert),
        };
        Outgoing::Converted(By::new(Box::new(converted)))
    }
}

impl<T> Outgoing<T> {
    pub(crate) const fn unlinked() -> Outgoing<T> {
        Outgoing::Unlinked(Writer::none())
    }

    pub(crate) fn several(ways: impl Into<Box<[Outgoing<T>]>>, copy: fn(&T) -> T) -> Outgoing<T> {
        Outgoing::Several(Several {
            ring: Writer::none(),
            ways: ways.into(),
            copy,
        })
    }

    /// The end of a ring that is written the short way.
    #[inline(always)]
    pub(crate) fn ring(&mut self) -> &mut Writer<T> {
        match self {
            Outgoing::Unlinked(ring)
            | Outgoing::Converted(By { ring, .. })
            | Outgoing::Live(By { ring, .. })
            | Outgoing::Several(Several { ring, .. }) => ring,
            Outgoing::Link(sender) => &mut sender.ring,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Outgoing::Unlinked(_) => false,
            Outgoing::Link(sender) => sender.is_closed(),
            Outgoing::Converted(By { way: drain, .. }) => drain.is_closed(),
            Outgoing::Live(By { way: exit, .. }) => exit.is_closed(),
            Outgoing::Several(Several { ways, .. }) => ways.iter().all(Outgoing::is_closed),
        }
    }

    /// It has another owner from now on; whether graphs have made all linkages.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        match self {
            Outgoing::Unlinked(_) => true,
            Outgoing::Link(sender) => sender.belong_to(holder),
            Outgoing::Converted(By { way: drain, .. }) => drain.belong_to(holder),
            Outgoing::Live(By { way: exit, .. }) => exit.belong_to(holder),
            Outgoing::Several(Several { ways, .. }) => {
                // Every way is told, also behind one that no graph has made.
                let by_hand = ways
                    .iter_mut()
                    .filter_map(|way| (!way.belong_to(holder)).then_some(()));
                by_hand.count() == 0
            }
        }
    }
}

/// Whether it is known that there is room on each of several ways.
pub(crate) fn know_room<T>(ways: &[Outgoing<T>]) -> bool {
    ways.iter().all(knows_room)
}

/// Whether it is known that there is room on one way.
pub(crate) fn knows_room<T>(way: &Outgoing<T>) -> bool {
    matches!(way, Outgoing::Link(way) if way.knows_room())
}

/// Sends a copy along each way but the last, which gets the message itself.
#[inline]
pub(crate) fn push_copies<T>(
    ways: &mut [Outgoing<T>],
    copy: fn(&T) -> T,
    message: T,
    mut push: impl FnMut(&mut Outgoing<T>, T),
) {
    if let Some((last, others)) = ways.split_last_mut() {
        for way in others {
            push(way, copy(&message));
        }
        push(last, message);
    }
}

/// Room on every way whose reader is alive; a full one holds the sender.
fn poll_all<T>(ways: &mut [Outgoing<T>], here: &Here<'_>) -> Poll<Result<(), ()>> {
    let mut full = false;
    let mut open = false;
    for way in ways {
        match way.poll_room(here) {
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

struct Converted<T, F> {
    to: Outgoing<T>,
    convert: Conversion<F>,
}

/// A conversion, which several ends use one after another where a pass-through
/// shares them.
enum Conversion<F> {
    Own(F),
    Shared(Arc<Mutex<F>>),
    /// For a moment, from the one to the other.
    Moving,
}

impl<F> Conversion<F> {
    fn share(&mut self) -> Conversion<F> {
        let shared = match std::mem::replace(self, Conversion::Moving) {
            Conversion::Own(convert) => Arc::new(Mutex::new(convert)),
            Conversion::Shared(shared) => shared,
            Conversion::Moving => return Conversion::Moving,
        };
        *self = Conversion::Shared(shared.clone());
        Conversion::Shared(shared)
    }
}

impl<S, T: Send + 'static, F: FnMut(S) -> T + Send + 'static> Drain<S> for Converted<T, F> {
    fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        self.to.poll_room(here)
    }

    fn push(&mut self, message: S, here: &Here<'_>) {
        let message = match &mut self.convert {
            Conversion::Own(convert) => convert(message),
            Conversion::Shared(shared) => {
                let mut convert = shared.lock().unwrap_or_else(PoisonError::into_inner);
                convert(message)
            }
            Conversion::Moving => return,
        };
        self.to.push(message, here);
    }

    fn release(&mut self, here: &Here<'_>) {
        self.to.release(here);
    }

    fn is_closed(&self) -> bool {
        self.to.is_closed()
    }

    fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        self.to.watch_reader(watch)
    }

    fn belong_to(&mut self, holder: Holder) -> bool {
        self.to.belong_to(holder)
    }

    fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.to.watch(each);
    }

    fn share(&mut self) -> Box<dyn Drain<S>> {
        Box::new(Converted {
            to: self.to.share(),
            convert: self.convert.share(),
        })
    }

    fn into_way(self: Box<Self>) -> Outgoing<S> {
        Outgoing::Converted(By::new(self))
    }
}

#[cfg(all(test, not(kamaelia_loom)))]
mod tests {
    use super::{By, Exit, Outgoing, Sender};
    use crate::link::link;
    use crate::policy::Policy;
    use std::ptr::from_ref;

    fn place_of_ring<T>(mut outgoing: Outgoing<T>) -> usize {
        let start = from_ref(&outgoing).addr();
        from_ref(outgoing.ring()).addr() - start
    }

    // A component has it twice: once in itself, and once in its future.
    #[test]
    fn it_is_no_larger_than_its_largest() {
        assert_eq!(size_of::<Outgoing<u64>>(), size_of::<Sender<u64>>());
    }

    // Otherwise each step has to ask first which it is.
    #[test]
    fn the_end_of_a_ring_lies_at_the_same_place_in_each() {
        let (sender, _receiver) = link::<u64>(Policy::default());
        let place = place_of_ring(Outgoing::Link(sender));
        assert_eq!(place_of_ring(Outgoing::<u64>::unlinked()), place);
        assert_eq!(
            place_of_ring(Outgoing::several(Vec::new(), u64::clone)),
            place
        );
        let (sender, _receiver) = link::<u64>(Policy::default());
        let converted = Outgoing::Link(sender).converted(|number: u64| number);
        assert_eq!(place_of_ring(converted), place);
        let live = Outgoing::Live(By::new(Box::new(Exit::new(Outgoing::unlinked()))));
        assert_eq!(place_of_ring::<u64>(live), place);
    }
}
