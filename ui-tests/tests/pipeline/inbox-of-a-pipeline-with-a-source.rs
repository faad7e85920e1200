use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        LOUD  = pipeline![Words::new(), Upper::new()];
        PRINT = Print::new();

        WORDS -> LOUD -> PRINT;
    };
}
