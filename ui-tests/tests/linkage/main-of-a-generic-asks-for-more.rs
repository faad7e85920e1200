use fixture::Tickets;
use kamaelia::prelude::*;

#[derive(Component)]
struct Twice<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message + Clone> Main for Twice<T> {
    async fn main(self) -> Outcome {
        Ok(())
    }
}

fn main() {
    let _graph = graphline! {
        TICKETS = Tickets::new();
        TWICE = Twice::new();
        TICKETS.outbox -> TWICE.inbox;
    };
}
