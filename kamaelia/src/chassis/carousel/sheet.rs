//! Which boxes of a carousel are linked: [`CarouselSheet`].

use crate::stage::{InboxIsLinked, OutboxIsLinked};
use crate::wire::{Linked, Mark};
use std::marker::PhantomData;

/// The boxes of a carousel, as far as they are linked.
#[doc(hidden)]
#[derive(Debug)]
pub struct CarouselSheet<I, O, N>(PhantomData<(I, O, N)>);

impl<I, O, N, const TIMES: usize> Mark<0, TIMES> for CarouselSheet<I, O, N> {
    type Output = CarouselSheet<Linked<TIMES>, O, N>;
    fn mark(self) -> Self::Output {
        CarouselSheet::new()
    }
}

impl<I, O, N, const TIMES: usize> Mark<1, TIMES> for CarouselSheet<I, O, N> {
    type Output = CarouselSheet<I, Linked<TIMES>, N>;
    fn mark(self) -> Self::Output {
        CarouselSheet::new()
    }
}

impl<I, O, N, const TIMES: usize> Mark<2, TIMES> for CarouselSheet<I, O, N> {
    type Output = CarouselSheet<I, O, Linked<TIMES>>;
    fn mark(self) -> Self::Output {
        CarouselSheet::new()
    }
}

/// It need not be linked.
impl<I, O, N, const TIMES: usize> Mark<3, TIMES> for CarouselSheet<I, O, N> {
    type Output = Self;
    fn mark(self) -> Self {
        self
    }
}

impl<I, O, N> CarouselSheet<I, O, N> {
    pub(super) fn new() -> Self {
        CarouselSheet(PhantomData)
    }

    #[doc(hidden)]
    pub fn finish<Name>(self)
    where
        I: InboxIsLinked<Name>,
        O: OutboxIsLinked<Name>,
        N: NextIsLinked<Name>,
    {
    }

    #[doc(hidden)]
    pub fn assume_inbox(self) -> CarouselSheet<Linked<1>, O, N> {
        CarouselSheet::new()
    }

    #[doc(hidden)]
    pub fn assume_outbox(self) -> CarouselSheet<I, Linked<1>, N> {
        CarouselSheet::new()
    }
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the inbox `{Name}.next` is not linked",
    label = "nothing leads to its `next`"
)]
pub trait NextIsLinked<Name> {}
impl<Name, const TIMES: usize> NextIsLinked<Name> for Linked<TIMES> {}
