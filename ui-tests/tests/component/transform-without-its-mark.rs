use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<usize>,
}

impl Transform for Lines {
    fn transform(&mut self, line: String) -> impl Iterator<Item = usize> {
        std::iter::once(line.len())
    }
}

fn main() {}
