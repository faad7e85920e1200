use kamaelia::prelude::*;
use std::rc::Rc;

fn main() {
    let (_words, source) = feed::<Rc<str>>();
    let (_read, sink) = collect();
    let _graph = pipeline![source, sink];
}
