use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        #[cfg(unix)]
        PRINT = Print::new();
        WORDS -> PRINT;
    };
}
