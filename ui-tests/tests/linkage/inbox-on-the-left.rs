use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        UPPER = Upper::new();
        PRINT = Print::new();
        WORDS -> UPPER;
        UPPER.inbox -> PRINT.inbox;
    };
}
