use kamaelia::prelude::*;
use std::rc::Rc;

#[derive(Component)]
#[component(transform)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

impl Transform for Lines {
    fn transform(&mut self, text: String) -> impl Iterator<Item = String> {
        let text = Rc::new(text);
        std::iter::once_with(move || text.to_string())
    }
}

fn main() {}
