//! What the macros write about a single linkage: addresses of boxes, what may
//! lead where, and the types that must agree.

use crate::inbox::Inbox;
use crate::outbox::{Outbox, Outgoing, Way};
use crate::shutdown::Shutdown;
use std::marker::PhantomData;

/// The address of a box of a component that is not running yet.
///
/// `#[derive(Component)]` writes a method for each box that gives it:
/// `component.inbox()`. `BOX` is the place of the box among the component's
/// boxes, `W` the batch that its reader needs.
#[derive(Debug)]
pub struct Port<'a, B, const BOX: usize, W = AnyBatch> {
    /// `None` if the component has fewer boxes of this kind than was asked.
    end: Option<&'a mut B>,
    batch: PhantomData<W>,
}

impl<'a, B, const BOX: usize, W> Port<'a, B, BOX, W> {
    /// The address of `end`.
    pub fn new(end: &'a mut B) -> Self {
        Port {
            end: Some(end),
            batch: PhantomData,
        }
    }
}

/// A box that the component does not declare: the framework holds its end.
#[derive(Debug)]
pub struct Spare<B>(PhantomData<B>);

impl<B> Spare<B> {
    pub(crate) fn new() -> Spare<B> {
        Spare(PhantomData)
    }
}

/// The reader takes any number of messages at a time.
#[derive(Debug)]
pub struct AnyBatch;

/// The reader takes `N` messages at a time; `Bits` is the same number, for the
/// compiler to compare.
#[derive(Debug)]
pub struct Batch<const N: usize, Bits>(PhantomData<Bits>);

/// How many messages a reader takes at a time.
pub trait BatchSize {
    /// The number, 1 if any will do.
    const SIZE: usize;
}

impl BatchSize for AnyBatch {
    const SIZE: usize = 1;
}

impl<const N: usize, Bits> BatchSize for Batch<N, Bits> {
    const SIZE: usize = N;
}

/// A box that messages of type `T` can leave by.
pub trait Outlet<'a, T> {
    /// The box, whoever holds it.
    fn into_end(self) -> OutEnd<'a, T>;
}

impl<'a, T, const BOX: usize, W> Outlet<'a, T> for Port<'a, Outbox<T>, BOX, W> {
    fn into_end(self) -> OutEnd<'a, T> {
        OutEnd(Holder::of(self.end))
    }
}

impl<'a> Outlet<'a, Shutdown> for Spare<Outbox<Shutdown>> {
    fn into_end(self) -> OutEnd<'a, Shutdown> {
        OutEnd(Holder::Framework)
    }
}

/// A box that messages of type `T` can arrive at.
pub trait Inlet<'a, T> {
    /// The box, whoever holds it.
    fn into_end(self) -> InEnd<'a, T>;
}

impl<'a, T, const BOX: usize, W: BatchSize> Inlet<'a, T> for Port<'a, Inbox<T>, BOX, W> {
    fn into_end(self) -> InEnd<'a, T> {
        InEnd {
            holder: Holder::of(self.end),
            batch: W::SIZE,
        }
    }
}

impl<'a> Inlet<'a, Shutdown> for Spare<Inbox<Shutdown>> {
    fn into_end(self) -> InEnd<'a, Shutdown> {
        InEnd {
            holder: Holder::Framework,
            batch: 1,
        }
    }
}

/// Who holds the end of a linkage.
#[derive(Debug)]
enum Holder<'a, B> {
    Component(&'a mut B),
    /// The component does not declare the box.
    Framework,
    /// There is no such box.
    Nobody,
}

impl<'a, B> Holder<'a, B> {
    fn of(end: Option<&'a mut B>) -> Holder<'a, B> {
        end.map_or(Holder::Nobody, Holder::Component)
    }
}

/// An outbox that is being linked.
#[derive(Debug)]
pub struct OutEnd<'a, T>(Holder<'a, Outbox<T>>);

impl<T> OutEnd<'_, T> {
    /// Where its messages will go.
    pub fn out(&self) -> Out<T> {
        Out::new()
    }

    /// `false` if a component has fewer boxes of a kind than was asked.
    pub fn exists(&self) -> bool {
        !matches!(self.0, Holder::Nobody)
    }

    /// Leads it to `out`; gives it back where the framework has to hold it.
    pub fn attach(self, out: Outgoing<T>) -> Option<Outbox<T>> {
        match self.0 {
            Holder::Component(end) => end.attach(out),
            Holder::Framework => return Some(Outbox::from_outgoing(out)),
            Holder::Nobody => {}
        }
        None
    }
}

/// An inbox that is being linked.
#[derive(Debug)]
pub struct InEnd<'a, T> {
    holder: Holder<'a, Inbox<T>>,
    /// How many messages its reader takes at a time.
    pub(crate) batch: usize,
}

impl<T> InEnd<'_, T> {
    /// `false` if a component has fewer boxes of a kind than was asked.
    pub fn exists(&self) -> bool {
        !matches!(self.holder, Holder::Nobody)
    }

    /// Leads `inbox` to it; gives it back where the framework has to hold it.
    pub fn attach(self, inbox: Inbox<T>) -> Option<Inbox<T>> {
        match self.holder {
            Holder::Component(end) => end.adopt(inbox),
            Holder::Framework => return Some(inbox),
            Holder::Nobody => {}
        }
        None
    }
}

/// A box of the composite itself that messages of type `T` come in by.
pub trait OwnInlet<T> {
    /// The inbox, to lead somewhere else.
    fn into_inbox(self) -> Inbox<T>;
}

impl<T> OwnInlet<T> for Inbox<T> {
    fn into_inbox(self) -> Inbox<T> {
        self
    }
}

/// A box of the composite itself that messages of type `T` go out by.
pub trait OwnOutlet<T> {
    /// The outbox, to lead somewhere else.
    fn into_outbox(self) -> Outbox<T>;
}

impl<T> OwnOutlet<T> for Outbox<T> {
    fn into_outbox(self) -> Outbox<T> {
        self
    }
}

/// One of several boxes of a kind.
pub trait Element<const INDEX: usize, P> {
    /// The box at `INDEX`, or an address that leads nowhere.
    fn element(self) -> P;
}

impl<'a, B, const BOX: usize, W, const N: usize, const INDEX: usize>
    Element<INDEX, Port<'a, B, BOX, W>> for Port<'a, [B; N], BOX, W>
where
    Count<N>: Holds<INDEX>,
{
    fn element(self) -> Port<'a, B, BOX, W> {
        Port {
            end: self.end.and_then(|boxes| boxes.get_mut(INDEX)),
            batch: PhantomData,
        }
    }
}

impl<'a, B, const BOX: usize, W, const INDEX: usize> Element<INDEX, Port<'a, B, BOX, W>>
    for Port<'a, Vec<B>, BOX, W>
{
    fn element(self) -> Port<'a, B, BOX, W> {
        Port {
            end: self.end.and_then(|boxes| boxes.get_mut(INDEX)),
            batch: PhantomData,
        }
    }
}

/// A number of boxes, as a type.
#[derive(Debug)]
pub struct Count<const N: usize>;

/// A number of boxes that has one at `INDEX`; written out, since the compiler
/// cannot compare constants in a bound.
pub trait Holds<const INDEX: usize> {}

macro_rules! holds {
    ($($n:literal: $($index:literal)*;)*) => {
        $($(impl Holds<$index> for Count<$n> {})*)*
    };
}

holds! {
    1: 0;
    2: 0 1;
    3: 0 1 2;
    4: 0 1 2 3;
    5: 0 1 2 3 4;
    6: 0 1 2 3 4 5;
    7: 0 1 2 3 4 5 6;
    8: 0 1 2 3 4 5 6 7;
    9: 0 1 2 3 4 5 6 7 8;
    10: 0 1 2 3 4 5 6 7 8 9;
    11: 0 1 2 3 4 5 6 7 8 9 10;
    12: 0 1 2 3 4 5 6 7 8 9 10 11;
    13: 0 1 2 3 4 5 6 7 8 9 10 11 12;
    14: 0 1 2 3 4 5 6 7 8 9 10 11 12 13;
    15: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14;
    16: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15;
}

/// Where the messages of one outbox go, as it is being gathered.
pub struct Out<T> {
    ways: Vec<Way<T>>,
}

impl<T> Out<T> {
    /// For an outbox of this type, whatever `T` turns out to be.
    pub fn new() -> Out<T> {
        Out { ways: Vec::new() }
    }

    /// For messages of the type that `inbox` takes.
    pub fn of(_inbox: &Inbox<T>) -> Out<T> {
        Out::new()
    }

    pub(crate) fn add(&mut self, way: Way<T>) {
        self.ways.push(way);
    }

    /// Goes wherever `outgoing` leads.
    pub fn adopt(&mut self, outgoing: Outgoing<T>) {
        match outgoing {
            Outgoing::Unlinked => {}
            Outgoing::One(way) => self.ways.push(way),
            Outgoing::Several { ways, .. } => self.ways.extend(ways),
        }
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

    /// One way.
    pub fn single(mut self) -> Outgoing<T> {
        match self.ways.pop() {
            Some(way) => Outgoing::One(way),
            None => Outgoing::Unlinked,
        }
    }

    /// Several ways: each message is copied for all but the last.
    pub fn several(self) -> Outgoing<T>
    where
        T: Clone,
    {
        Outgoing::Several {
            ways: self.ways,
            copy: T::clone,
        }
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
impl<T> Typed<T> for Outbox<T> {}
impl<T> Typed<T> for InEnd<'_, T> {}

/// The message types of two ends; see [`Carries`].
pub fn pair<T, U>(_: &impl Typed<T>, _: &impl Typed<U>) -> Pair<T, U> {
    Pair(PhantomData)
}

/// A linkage whose two ends carry the same type.
///
/// The bound stands on the pair, and there is a second impl for two private
/// types, so that the compiler looks at both types before it makes them equal:
/// a wrong linkage then gets the words of the graph, and the type still flows
/// through generic components both ways.
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
enum Never {}
#[derive(Debug)]
enum Nowhere {}

#[diagnostic::do_not_recommend]
impl Carries<Never, Nowhere> for Pair<Never, Nowhere> {
    fn same(&self) -> Same<Never, Nowhere> {
        Same {
            inbox: |_| Inbox::unlinked(),
            outgoing: |_| Outgoing::Unlinked,
        }
    }
}

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

/// A box that nothing is linked to.
#[derive(Debug)]
pub struct Unlinked;

/// A box, or boxes of one kind, with so many linkages that count.
#[derive(Debug)]
pub struct Linked<const TIMES: usize>;

/// A component's list of boxes, in which a box can be marked as linked.
pub trait Mark<const BOX: usize, const TIMES: usize> {
    /// The list afterwards.
    type Output;

    /// Marks the box.
    fn mark(self) -> Self::Output;
}

/// Which box of its component a linkage used.
#[derive(Debug)]
pub struct Ticket<const BOX: usize>;

/// The box that `port` is the address of.
pub fn ticket<B, const BOX: usize, W>(_port: &Port<'_, B, BOX, W>) -> Ticket<BOX> {
    Ticket
}

/// Marks a box as linked.
pub fn mark<S, const BOX: usize, const TIMES: usize>(
    sheet: S,
    _: Ticket<BOX>,
    _: Linked<TIMES>,
) -> S::Output
where
    S: Mark<BOX, TIMES>,
{
    sheet.mark()
}

/// The reader has a name for what it takes: a linkage of literal capacity must
/// hold that many. Both numbers are lists of 32 bits, the highest first.
pub trait AtLeast<Bits> {}

/// A bit of such a list.
#[derive(Debug)]
pub struct B0;
/// A bit of such a list.
#[derive(Debug)]
pub struct B1;

impl AtLeast<()> for () {}
impl<X, Y> AtLeast<(B0, Y)> for (B1, X) {}
impl<X: AtLeast<Y>, Y> AtLeast<(B0, Y)> for (B0, X) {}
impl<X: AtLeast<Y>, Y> AtLeast<(B1, Y)> for (B1, X) {}

/// An address whose reader can be served from a linkage of `Bits` messages.
pub trait Served<Bits, const BATCH: usize> {}

impl<B, const BOX: usize, Bits> Served<Bits, 1> for Port<'_, B, BOX, AnyBatch> {}
impl<B, Bits> Served<Bits, 1> for Spare<B> {}
impl<B, const BOX: usize, const N: usize, Need, Bits> Served<Bits, N>
    for Port<'_, B, BOX, Batch<N, Need>>
where
    Bits: AtLeast<Need>,
{
}
