use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Lines {
    async fn main(mut self) -> Outcome {
        self.inbx.recv().await;
        Ok(())
    }
}

fn main() {}
