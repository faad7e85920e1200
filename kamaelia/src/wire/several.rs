//! Several boxes of one kind.

use super::{Covers, Linked, Port};
use std::marker::PhantomData;

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

/// Several boxes of the composite itself.
pub trait OwnElement<const INDEX: usize, B> {
    /// The box at `INDEX`, to lead somewhere else, and whether there is one.
    fn element(&mut self) -> (B, bool);
}

impl<B: Default, const N: usize, const INDEX: usize> OwnElement<INDEX, B> for [B; N]
where
    Count<N>: Holds<INDEX>,
{
    fn element(&mut self) -> (B, bool) {
        (std::mem::take(&mut self[INDEX]), true)
    }
}

impl<B: Default, const INDEX: usize> OwnElement<INDEX, B> for Vec<B> {
    fn element(&mut self) -> (B, bool) {
        let found = self.get_mut(INDEX).map(std::mem::take);
        let exists = found.is_some();
        (found.unwrap_or_default(), exists)
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
        $($(
            impl Holds<$index> for Count<$n> {}
            impl Covers<$index> for Linked<$n> {}
        )*)*
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
