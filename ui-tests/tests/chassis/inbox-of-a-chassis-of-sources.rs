use fixture::{Print, Words};
use kamaelia::chassis::Isolate;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        WORDS    = Words::new();
        ISOLATED = Isolate::new(Words::new());
        PRINT    = Print::new();

        WORDS -> ISOLATED -> PRINT;
    };
}
