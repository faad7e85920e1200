use fixture::Print;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        self = Print::new();
        PRINT = Print::new();
        self.outbox -> PRINT.inbox;
    };
}
