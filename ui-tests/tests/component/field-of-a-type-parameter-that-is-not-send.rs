use kamaelia::prelude::*;

#[derive(Component)]
struct Change<T: Message, F: FnMut(T) -> T> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    change: F,
}

impl<T: Message, F: FnMut(T) -> T + Send> Main for Change<T, F> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            let changed = (self.change)(message);
            self.outbox.send(changed).await?;
        }
        Ok(())
    }
}

fn main() {}
