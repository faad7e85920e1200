use fixture::{Join, Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        JOIN = Join::new();
        PRINT = Print::new();
        WORDS -> JOIN.left -> PRINT;
    };
}
