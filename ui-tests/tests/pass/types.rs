//! Types and modules of the user's may be called like what everybody knows.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![expect(dead_code, unused_macros, reason = "they stand in the way of the macros")]

use ::kamaelia::{Component, Inbox, Main, Message, Outbox, Outcome, Shutdown, Transform};
use ::kamaelia::{collect, feed, graphline, pipeline};

macro_rules! types {
    ($($name:ident)*) => { $(struct $name;)* };
}

types! {
    Option Some None Result Ok Err Vec String Box Clone Copy Send Sync Sized Default Iterator
    IntoIterator From Into Drop Fn FnMut FnOnce Future PhantomData Context Poll Policy Wiring
    Port Pair Out Graph Stage Linked Unlinked Plan Fits Sends Receives Copied Moves At ComesIn
    GoesOut Holds T U V K F G P Q W B C H
}

mod alloc {}
mod core {}
mod kamaelia {}
mod std {}

macro_rules! file {
    () => {};
}
macro_rules! unreachable {
    () => {};
}
macro_rules! vec {
    () => {};
}

#[derive(Component)]
struct Deal<X: Message> {
    #[inbox]
    one: Inbox<X>,
    #[inbox]
    several: [Inbox<X>; 2],
    #[inbox(len = count)]
    more: ::std::vec::Vec<Inbox<X>>,
    #[outbox(len = count)]
    outbox: ::std::vec::Vec<Outbox<X>>,
    #[param(default = 1)]
    count: usize,
    #[state]
    seen: u8,
}

impl<X: Message> Main for Deal<X> {
    async fn main(mut self) -> Outcome {
        drop(self.recv_any().await);
        ::core::result::Result::Ok(())
    }
}

#[derive(Component)]
#[component(transform)]
struct Twice {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Twice {
    fn transform(&mut self, number: u64) -> impl ::core::iter::Iterator<Item = u64> {
        [number; 2].into_iter()
    }
}

#[derive(Component)]
struct Both {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[inbox(optional)]
    control: Inbox<Shutdown>,
}

impl Main for Both {
    async fn main(self) -> Outcome {
        graphline! {
            A = Twice::new();
            B = Twice::new() on task;
            C = Twice::new() on thread;
            self.inbox -> [A.inbox, B.inbox];
            self.control -> A.control;
            A -> C with capacity(8);
            B -> self.outbox via |number: u64| number + 1;
            C -> self.outbox;
        }
        .run()
        .await
    }
}

#[::kamaelia::main]
async fn main() -> Outcome {
    let (_a, one) = feed::<u64>();
    let (_b, two) = feed::<u64>();
    let (_c, three) = feed::<u64>();
    let (_d, four) = feed::<u64>();
    let (_e, sink) = collect::<u64>();
    drop(graphline! {
        ONE = one; TWO = two; THREE = three; FOUR = four;
        DEAL = Deal::new();
        BOTH = Both::new();
        SINK = sink;
        ONE -> DEAL.one;
        TWO -> DEAL.several[0];
        THREE -> DEAL.several[1];
        FOUR -> DEAL.more[0];
        DEAL.outbox[0] -> BOTH.inbox with capacity(8);
        BOTH.outbox -> SINK.inbox;
        SINK.signal -> BOTH.control;
    });
    let (_f, source) = feed::<u64>();
    let (_g, sink) = collect::<u64>();
    drop(pipeline![source, Twice::new(), Both::new(), Twice::new() on task, sink]);
    ::core::result::Result::Ok(())
}
