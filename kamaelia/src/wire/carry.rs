//! What a linkage carries, and that both of its ends carry the same.

use super::{InEnd, OutEnd};
use crate::inbox::Inbox;
use crate::outbox::Shared;
use crate::outgoing::{Outgoing, Several};
use std::marker::PhantomData;

/// Where the messages of one outbox go, as it is being gathered.
pub struct Out<T> {
    ways: Vec<Outgoing<T>>,
    /// Makes the copies, where one end that was adopted leads several ways.
    copy: Option<fn(&T) -> T>,
}

impl<T> Out<T> {
    /// For an outbox of this type, whatever `T` turns out to be.
    pub fn new() -> Out<T> {
        Out {
            ways: Vec::new(),
            copy: None,
        }
    }

    /// For messages of the type that `inbox` takes.
    pub fn of(_inbox: &Inbox<T>) -> Out<T> {
        Out::new()
    }

    pub(crate) fn add(&mut self, way: Outgoing<T>) {
        self.ways.push(way);
    }

    /// Goes wherever `outgoing` leads.
    pub fn adopt(&mut self, outgoing: Outgoing<T>) {
        match outgoing {
            Outgoing::Unlinked(_) => {}
            Outgoing::Several(Several { ways, copy, .. }) => {
                self.ways.extend(ways);
                self.copy = Some(copy);
            }
            way => self.ways.push(way),
        }
    }

    /// Stands for what a conversion makes of these messages.
    pub fn after<U>(&self, _convert: &impl FnMut(T) -> U) -> Out<U> {
        Out::new()
    }

    /// Goes wherever `outgoing` leads, after a conversion.
    pub fn adopt_via<U>(
        &mut self,
        outgoing: Outgoing<U>,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) where
        U: Send + 'static,
    {
        self.ways.push(outgoing.converted(convert));
    }

    /// One way, or those of the one end that was adopted.
    pub fn single(mut self) -> Outgoing<T> {
        if let (true, Some(copy)) = (self.ways.len() > 1, self.copy) {
            let ways = self.ways;
            return Outgoing::several(ways, copy);
        }
        match self.ways.pop() {
            Some(way) => way,
            None => Outgoing::unlinked(),
        }
    }

    /// Several ways: each message is copied for all but the last.
    pub fn several(self) -> Outgoing<T>
    where
        T: Clone,
    {
        Outgoing::several(self.ways, T::clone)
    }
}

impl<T> Default for Out<T> {
    fn default() -> Out<T> {
        Out::new()
    }
}

/// What an end sends, next to what the other end receives.
#[derive(Debug)]
pub struct Pair<T, U>(PhantomData<(T, U)>);

/// Something that stands for the message type of an end.
pub trait Typed<T> {}
impl<T> Typed<T> for Inbox<T> {}
impl<T> Typed<T> for Out<T> {}
impl<T> Typed<T> for Shared<T> {}
impl<T> Typed<T> for InEnd<'_, T> {}
impl<T> Typed<T> for OutEnd<'_, T> {}

/// The message types of two ends; see [`Carries`].
pub fn pair<T, U>(_: &impl Typed<T>, _: &impl Typed<U>) -> Pair<T, U> {
    Pair(PhantomData)
}

/// A linkage whose two ends carry the same type.
///
/// The bound stands on the pair, and there are more impls, for private types, so
/// that the compiler looks at both types before it makes them equal: a wrong
/// linkage then gets the words of the graph, and the type still flows through
/// generic components both ways.
pub trait Carries<T, U> {
    /// The proof, for what is led from one end to the other.
    fn same(&self) -> Same<T, U>;
}

#[diagnostic::do_not_recommend]
impl<T> Carries<T, T> for Pair<T, T> {
    fn same(&self) -> Same<T, T> {
        Same {
            inbox: |inbox| inbox,
            outgoing: |outgoing| outgoing,
        }
    }
}

#[derive(Debug)]
enum Never<const N: usize> {}
#[derive(Debug)]
enum Nowhere {}

/// One would do. But of fewer than ten impls, all of which fit what nothing tells the
/// types of, the compiler speaks at each linkage: of more of them it says once, where
/// the component is declared, that its type is to be told.
macro_rules! decoys {
    ($($n:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Carries<Never<$n>, Nowhere> for Pair<Never<$n>, Nowhere> {
            fn same(&self) -> Same<Never<$n>, Nowhere> {
                Same {
                    inbox: |_| Inbox::unlinked(),
                    outgoing: |_| Outgoing::unlinked(),
                }
            }
        }
    )*};
}

decoys!(0 1 2 3 4 5 6 7 8 9);

/// That two types are one, in a form that code can use while the compiler is
/// still to find out.
pub struct Same<T, U> {
    inbox: fn(Inbox<T>) -> Inbox<U>,
    outgoing: fn(Outgoing<U>) -> Outgoing<T>,
}

impl<T, U> Same<T, U> {
    /// An inbox of the one type as an inbox of the other.
    pub fn inbox(&self, inbox: Inbox<T>) -> Inbox<U> {
        (self.inbox)(inbox)
    }

    /// The way to an end of the one type as a way for the other.
    pub fn outgoing(&self, outgoing: Outgoing<U>) -> Outgoing<T> {
        (self.outgoing)(outgoing)
    }
}
