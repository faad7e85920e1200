use fixture::Echo;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        ECHO = Echo::<String>::new();
        ECHO.outbox -> ECHO.inbox;
    };
}
