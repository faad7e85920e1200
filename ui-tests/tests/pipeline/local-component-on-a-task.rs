use fixture::{Canvas, Words};
use kamaelia::prelude::*;

fn main() {
    let _pipeline = pipeline![Words::new(), Canvas::new() on task];
}
