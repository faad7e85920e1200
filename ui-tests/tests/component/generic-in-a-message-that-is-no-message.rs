use fixture::{Print, Words};
use kamaelia::prelude::*;

#[derive(Component)]
struct Batch<T> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    batches: Outbox<Vec<T>>,
}

impl<T> Main for Batch<T> {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            let BatchEvent::Inbox(message) = event;
            self.batches.send(vec![message]).await?;
        }
        Ok(())
    }
}

fn main() {
    let _graph = graphline! {
        WORDS = Words::new();
        BATCH = Batch::new();
        PRINT = Print::new();
        WORDS -> BATCH;
        BATCH.batches -> PRINT.inbox via |words: Vec<String>| words.concat();
    };
}
