//! Components in a row.

use super::sum;
use crate::byte_sum;
use kamaelia::prelude::*;
use kamaelia_benches_parts::{
    ByteSum, Chunks, CountTrue, Numbers, NumbersInBatches, Pass, Relay, RelayBatches, Step, Sum,
    SumBatches, Toggle,
};

/// The chain of six.
pub fn chain(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            NUMBERS = Numbers::new(count);
            A       = Relay::new();
            B       = Relay::new();
            C       = Relay::new();
            D       = Relay::new();
            SUM     = Sum::new(result);

            NUMBERS -> A -> B -> C -> D -> SUM;
        }
        .run()
    })
}

/// The chain of six in which one message waits on each linkage.
pub fn chain_of_capacity_1(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            NUMBERS = Numbers::new(count);
            A       = Relay::new();
            B       = Relay::new();
            C       = Relay::new();
            D       = Relay::new();
            SUM     = Sum::new(result);

            NUMBERS.outbox -> A.inbox with capacity(1);
            A.outbox -> B.inbox with capacity(1);
            B.outbox -> C.inbox with capacity(1);
            C.outbox -> D.inbox with capacity(1);
            D.outbox -> SUM.inbox with capacity(1);
        }
        .run()
    })
}

/// The chain of six, whose components take and send batches.
pub fn batches(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            NUMBERS = NumbersInBatches::new(count);
            A       = RelayBatches::new();
            B       = RelayBatches::new();
            C       = RelayBatches::new();
            D       = RelayBatches::new();
            SUM     = SumBatches::new(result);

            NUMBERS -> A -> B -> C -> D -> SUM;
        }
        .run()
    })
}

/// The chain of six with chunks.
pub fn chunks(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            CHUNKS = Chunks::new(count);
            A      = Pass::new();
            B      = Pass::new();
            C      = Pass::new();
            D      = Pass::new();
            SUM    = ByteSum::new(|chunk: &Vec<u8>| byte_sum(chunk), result);

            CHUNKS -> A -> B -> C -> D -> SUM;
        }
        .run()
    })
}

/// Four transforms in a row.
pub fn steps_4(count: u64) -> u64 {
    sum(|result| {
        pipeline![
            Numbers::new(count),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Sum::new(result),
        ]
        .run()
    })
}

/// Sixteen of them.
pub fn steps_16(count: u64) -> u64 {
    sum(|result| {
        pipeline![
            Numbers::new(count),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Step::new(),
            Sum::new(result),
        ]
        .run()
    })
}

/// Seventeen components, one message on each linkage.
pub fn caterpillar(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            HEAD = Toggle::new(count);
            A    = Pass::new();
            B    = Pass::new();
            C    = Pass::new();
            D    = Pass::new();
            E    = Pass::new();
            F    = Pass::new();
            G    = Pass::new();
            H    = Pass::new();
            I    = Pass::new();
            J    = Pass::new();
            K    = Pass::new();
            L    = Pass::new();
            M    = Pass::new();
            N    = Pass::new();
            O    = Pass::new();
            TAIL = CountTrue::new(result);

            HEAD.outbox -> A.inbox with capacity(1);
            A.outbox -> B.inbox with capacity(1);
            B.outbox -> C.inbox with capacity(1);
            C.outbox -> D.inbox with capacity(1);
            D.outbox -> E.inbox with capacity(1);
            E.outbox -> F.inbox with capacity(1);
            F.outbox -> G.inbox with capacity(1);
            G.outbox -> H.inbox with capacity(1);
            H.outbox -> I.inbox with capacity(1);
            I.outbox -> J.inbox with capacity(1);
            J.outbox -> K.inbox with capacity(1);
            K.outbox -> L.inbox with capacity(1);
            L.outbox -> M.inbox with capacity(1);
            M.outbox -> N.inbox with capacity(1);
            N.outbox -> O.inbox with capacity(1);
            O.outbox -> TAIL.inbox with capacity(1);
        }
        .run()
    })
}
