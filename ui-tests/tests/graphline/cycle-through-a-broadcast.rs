use fixture::{Join, Print, Upper};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        JOIN = Join::new();
        UPPER = Upper::new();
        PRINT = Print::new();
        JOIN.outbox -> [UPPER.inbox, PRINT.inbox, JOIN.left];
        UPPER.outbox -> JOIN.right with latest;
    };
}
