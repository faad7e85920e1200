use fixture::{Echo, Split, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        NUMBERS = Words::new() +;
        ECHO = Echo::new();
        SPLIT = Split::new();
        NUMBERS -> ECHO -> SPLIT;
    };
}
