//! What a type parameter is, which boxes carry, may be said in many ways.
#![deny(warnings)]
#![expect(dead_code, reason = "nothing of it runs")]

use kamaelia::prelude::*;
use std::fmt::Debug;

/// Implements `Main` for components that only have to compile.
macro_rules! idle {
    ($([$($generics:tt)*] $component:ty, [$($clause:tt)*];)*) => {$(
        impl<$($generics)*> Main for $component where $($clause)* {
            async fn main(self) -> Outcome {
                drop(self);
                Ok(())
            }
        }
    )*};
}

idle! {
    [T: Shown] Supertrait<T>, [];
    [T: Debug] Clause<T>, [T: Clone + Send + 'static];
    [T] Whole<T>, [Vec<T>: Message];
    [T: 'static] Function<T>, [];
    [I: Iterator<Item: Message> + Send] Items<I>, [];
    [C: Codec + Send] Decode<C>, [];
}

trait Shown: Message + Debug {}
impl<T: Message + Debug> Shown for T {}

#[derive(Component)]
struct Supertrait<T: Shown> {
    #[inbox]
    inbox: Inbox<(u8, T)>,
}

#[derive(Component)]
struct Clause<T: Debug>
where
    T: Clone + Send + 'static,
{
    #[inbox]
    inbox: Inbox<T>,
}

#[derive(Component)]
struct Whole<T>
where
    Vec<T>: Message,
{
    #[inbox]
    inbox: Inbox<Vec<T>>,
}

#[derive(Component)]
struct Function<T: 'static> {
    #[inbox]
    inbox: Inbox<fn(T) -> u8>,
}

#[derive(Component)]
struct Items<I: Iterator<Item: Message> + Send> {
    #[inbox]
    inbox: Inbox<I::Item>,
    first: I,
}

trait Codec {
    type Item: Message;
}

struct Bits;

impl Codec for Bits {
    type Item = [bool; 8];
}

#[derive(Component)]
struct Decode<C: Codec + Send> {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<C::Item>,
    codec: C,
}

fn main() {
    let (_bytes, source) = feed();
    let (_last, sink) = collect::<Vec<Box<u8>>>();
    let graph = graphline! {
        SOURCE = source;
        DECODE = Decode::new(Bits);
        LAST   = Supertrait::new();
        SOURCE -> DECODE;
        DECODE.outbox -> LAST.inbox via |bits| (8, bits);
    };
    drop((graph, sink));
    drop((Clause::<u8>::new(), Whole::<Box<u8>>::new()));
    drop((Function::<*const u8>::new(), Items::new(0..3u8)));
}
