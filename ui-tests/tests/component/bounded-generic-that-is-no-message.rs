use kamaelia::prelude::*;

#[derive(Component)]
struct Echo<T: Clone> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    #[state]
    last: Option<T>,
}

impl<T: Clone> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.last = Some(message.clone());
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

fn main() {}
