use kamaelia::prelude::*;

#[derive(Component)]
enum Lines {
    None,
}

fn main() {}
