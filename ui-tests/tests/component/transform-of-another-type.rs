use kamaelia::prelude::*;

#[derive(Component)]
#[component(transform)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Lines {
    fn transform(&mut self, line: String) -> impl Iterator<Item = String> {
        [line].into_iter()
    }
}

fn main() {}
