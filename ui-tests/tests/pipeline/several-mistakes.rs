use fixture::{Print, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new() on tsk, Words::new() +, Print::new()];
}
