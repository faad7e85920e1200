use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![];
}
