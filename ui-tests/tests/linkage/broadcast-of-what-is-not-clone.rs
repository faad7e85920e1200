use fixture::{Booth, Tickets};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        TICKETS = Tickets::new();
        A = Booth::new();
        B = Booth::new();
        TICKETS.outbox -> [A.inbox, B.inbox];
    };
}
