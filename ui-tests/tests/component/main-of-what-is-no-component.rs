use kamaelia::prelude::*;

struct Lines {
    inbox: Inbox<String>,
}

impl Main for Lines {
    async fn main(mut self) -> Outcome {
        while let Some(line) = self.inbox.recv().await {
            println!("{line}");
        }
        Ok(())
    }
}

fn main() {}
