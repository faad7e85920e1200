use fixture::{Echo, Numbers, Print};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        NUMBERS = Numbers::new();
        ECHO = Echo::new();
        PRINT = Print::new();
        NUMBERS -> ECHO -> PRINT;
    };
}
