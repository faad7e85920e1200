//! Several components at one end, and a ring.

use super::sum;
use crate::first_byte;
use kamaelia::prelude::*;
use kamaelia_benches_parts::{ByteSum, Client, Numbers, Payloads, Server, Sum};
use std::sync::Arc;

/// Eight sources and one sink.
pub fn fan_in(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            A   = Numbers::new(count);
            B   = Numbers::new(count);
            C   = Numbers::new(count);
            D   = Numbers::new(count);
            E   = Numbers::new(count);
            F   = Numbers::new(count);
            G   = Numbers::new(count);
            H   = Numbers::new(count);
            SUM = Sum::new(result);

            A -> SUM;
            B -> SUM;
            C -> SUM;
            D -> SUM;
            E -> SUM;
            F -> SUM;
            G -> SUM;
            H -> SUM;
        }
        .run()
    })
}

/// One source and eight sinks.
pub fn fan_out(count: u64) -> u64 {
    let first = |payload: &Arc<[u8]>| first_byte(payload);
    sum(|result| {
        graphline! {
            PAYLOADS = Payloads::new(count);
            A        = ByteSum::new(first, result.clone());
            B        = ByteSum::new(first, result.clone());
            C        = ByteSum::new(first, result.clone());
            D        = ByteSum::new(first, result.clone());
            E        = ByteSum::new(first, result.clone());
            F        = ByteSum::new(first, result.clone());
            G        = ByteSum::new(first, result.clone());
            H        = ByteSum::new(first, result);

            PAYLOADS.outbox -> [
                A.inbox, B.inbox, C.inbox, D.inbox, E.inbox, F.inbox, G.inbox, H.inbox
            ];
        }
        .run()
    })
}

/// A client that waits for each answer, and a server.
pub fn ping_pong(count: u64) -> u64 {
    sum(|result| {
        graphline! {
            CLIENT = Client::new(count, result);
            SERVER = Server::new();

            CLIENT.questions -> SERVER.questions;
            SERVER.answers   -> CLIENT.answers with unbounded;
        }
        .run()
    })
}
