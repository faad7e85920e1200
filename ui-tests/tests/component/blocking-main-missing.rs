use kamaelia::prelude::*;

#[derive(Component)]
#[component(blocking)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

fn main() {}
