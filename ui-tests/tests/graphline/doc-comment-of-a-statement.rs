use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        /// What is printed.
        WORDS = Words::new();
        PRINT = Print::new();
        WORDS -> PRINT;
    };
}
