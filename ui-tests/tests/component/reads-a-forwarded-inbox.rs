use fixture::Print;
use kamaelia::prelude::*;

#[derive(Component)]
struct Lines {
    #[inbox]
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(mut self) -> Outcome {
        let graph = graphline! {
            PRINT = Print::new();
            self.inbox -> PRINT.inbox;
        };
        self.inbox.recv().await;
        graph.run().await
    }
}

fn main() {}
