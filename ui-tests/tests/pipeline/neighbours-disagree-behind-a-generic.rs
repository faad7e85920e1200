use fixture::{Booth, Echo, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Echo::new(), Booth::new()];
}
