use fixture::{Print, Split};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        SPLIT = Split::<String>::new();
        PRINT = Print::new();
        SPLIT.inbox -> PRINT.inbox;
    };
}
