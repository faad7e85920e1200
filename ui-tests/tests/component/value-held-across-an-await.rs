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
        let cache = std::rc::Rc::new(1);
        self.outbox.send(1).await?;
        drop(cache);
        Ok(())
    }
}

fn main() {}
