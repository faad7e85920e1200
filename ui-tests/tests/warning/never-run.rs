#![deny(unused_must_use)]

use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    graphline! {
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS -> PRINT;
    };
}
