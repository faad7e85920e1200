use fixture::Upper;
use kamaelia::prelude::*;

fn main() {
    let _graph = graphline! {
        A = Upper::new();
        B = Upper::new();
        C = Upper::new();
        D = Upper::new();
        A -> B -> A;
        C -> D -> C;
    };
}
