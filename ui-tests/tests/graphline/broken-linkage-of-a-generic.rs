use fixture::{Echo, Print};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        ECHO = Echo::new();
        PRINT = Print::new();
        ECHO.outbox => PRINT.inbox;
    };
}
