use kamaelia::Inboxes;
use kamaelia::prelude::*;

#[derive(Component)]
struct Hub {
    #[inbox]
    inbox: Inbox<u64>,
    #[state]
    added: Inboxes<u64>,
}

impl Main for Hub {
    async fn main(mut self) -> Outcome {
        self.added.remove(self.inbox);
        Ok(())
    }
}

fn main() {}
