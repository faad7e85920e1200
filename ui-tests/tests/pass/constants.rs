//! Constants of the user's may be called like anything that the macros write:
//! in a pattern a constant would not be a new name.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![expect(non_upper_case_globals, dead_code, reason = "they stand in the way of the macros")]

use kamaelia::prelude::*;

macro_rules! constants {
    ($($name:ident)*) => { $(const $name: u8 = 1;)* };
}

constants! {
    seat cx event message turn each index length report this first
    port wiring ticket member component own placed all out end same made pass
    convert pair graph policy arrived name value sheet ends head tail
}

#[derive(Component)]
struct Deal {
    #[inbox]
    a: Inbox<u64>,
    #[inbox]
    several: [Inbox<u64>; 2],
    #[inbox(len = count)]
    more: Vec<Inbox<u64>>,
    #[outbox(len = count)]
    outbox: Vec<Outbox<u64>>,
    #[param(default = 1)]
    count: usize,
    #[state]
    seen: u64,
}

impl Main for Deal {
    async fn main(mut self) -> Outcome {
        while let Some(received) = self.recv_any().await {
            let (DealEvent::A(n) | DealEvent::Several(_, n) | DealEvent::More(_, n)) = received;
            self.outbox[0].send(n + self.seen).await?;
        }
        Ok(())
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
    fn transform(&mut self, n: u64) -> impl Iterator<Item = u64> {
        [n, n].into_iter()
    }
}

#[derive(Component)]
struct Both {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Both {
    async fn main(self) -> Outcome {
        graphline! {
            A = Twice::new();
            B = Twice::new() on task;
            C = Twice::new() on thread;
            self.inbox -> [A.inbox, B.inbox];
            A -> C with capacity(8);
            B -> self.outbox via |n: u64| n + 1;
            C -> self.outbox;
        }
        .run()
        .await
    }
}

fn main() {
    let (_a, one) = feed::<u64>();
    let (_b, two) = feed::<u64>();
    let (_c, three) = feed::<u64>();
    let (_d, four) = feed::<u64>();
    let (_e, sink) = collect::<u64>();
    let (_f, other) = collect::<String>();
    drop(graphline! {
        ONE = one; TWO = two; THREE = three; FOUR = four;
        DEAL = Deal::new();
        BOTH = Both::new();
        SINK = sink;
        OTHER = other;
        ONE -> DEAL.a;
        TWO -> DEAL.several[0];
        THREE -> DEAL.several[1];
        FOUR -> DEAL.more[0];
        DEAL.outbox[0] -> BOTH.inbox with capacity(8);
        BOTH.outbox -> [SINK.inbox, OTHER.inbox via |n: u64| n.to_string()];
        SINK.signal -> BOTH.control;
    });
    drop(pipeline![Twice::new(), Both::new(), Twice::new() on task]);
}
