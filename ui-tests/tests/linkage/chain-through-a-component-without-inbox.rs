use fixture::{Numbers, Sum};
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        NUMBERS = Numbers::new();
        SUM = Sum::new();
        NUMBERS -> SUM;
    };
}
