use kamaelia::prelude::*;

#[derive(Component)]
#[component(transform)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

fn main() {}
