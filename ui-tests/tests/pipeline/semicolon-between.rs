use fixture::{Print, Upper, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Upper::new(); Print::new()];
}
