use fixture::{Echo, Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        ECHO = Echo::<u64>::new();
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS -> PRINT;
    };
}
