//! Which boxes of a component are linked, and whether a linkage holds what its
//! reader takes.

use super::{AnyBatch, Batch, Port, Spare};

/// A box that nothing is linked to.
#[derive(Debug)]
pub struct Unlinked;

/// A box, or boxes of one kind, with so many linkages that count.
#[derive(Debug)]
pub struct Linked<const TIMES: usize>;

/// So many linkages are enough for `WANTED` boxes. More of them than boxes there
/// cannot be: of each that is too many the compiler has said so, and is not to
/// say as well that some are missing. Those are listed beside
/// [`Holds`](super::Holds).
pub trait Covers<const WANTED: usize> {}
impl<const WANTED: usize> Covers<WANTED> for Linked<WANTED> {}

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
