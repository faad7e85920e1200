use fixture::Echo;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        A = Echo::new();
        B = Echo::new();
        A.outbox -> B.inbox;
        B.outbox -> A.inbox with unbounded;
    };
}
