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
        while let Some(line) = self.inbox.recv().await {
            let number: u64 = line;
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

fn main() {}
