use kamaelia::prelude::*;

#[derive(Component)]
#[component(blocking, transform)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

impl Blocking for Lines {
    fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {}
