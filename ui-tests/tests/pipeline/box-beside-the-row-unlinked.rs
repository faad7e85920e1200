use fixture::{Join, Print};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Join::new(), Print::new()];
}
