use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<std::rc::Rc<str>>,
    #[outbox]
    outbox: Outbox<std::rc::Rc<str>>,
}

impl Main for Lines {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
