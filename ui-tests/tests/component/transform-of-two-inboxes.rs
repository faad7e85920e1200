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

impl Transform for Lines {
    fn transform(&mut self, line: String) -> impl Iterator<Item = String> {
        std::iter::once(line)
    }
}

fn main() {}
