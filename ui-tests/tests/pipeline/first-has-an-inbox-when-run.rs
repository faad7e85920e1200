use fixture::{Print, Upper};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Upper::new(), Print::new()].run();
}
