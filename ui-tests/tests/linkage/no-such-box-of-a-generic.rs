use fixture::{Echo, Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        ECHO = Echo::new();
        PRINT = Print::new();
        WORDS -> ECHO;
        ECHO.outbx -> PRINT.inbox;
    };
}
