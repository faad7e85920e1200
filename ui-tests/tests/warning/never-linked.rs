#![deny(deprecated)]

use fixture::{Clock, Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        CLOCK = Clock::new();
        WORDS -> PRINT;
    };
}
