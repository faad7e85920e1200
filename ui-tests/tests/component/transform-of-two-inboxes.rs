use kamaelia::prelude::*;

#[derive(Component)]
#[component(transform)]
struct Lines {
    #[inbox]
    left: Inbox<String>,
    #[inbox]
    right: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

fn main() {}
