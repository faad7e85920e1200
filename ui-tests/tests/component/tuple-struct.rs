use kamaelia::prelude::*;

#[derive(Component)]
struct Lines(Inbox<String>);

fn main() {}
