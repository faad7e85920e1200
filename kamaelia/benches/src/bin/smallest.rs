//! The smallest graph: for its size.

use kamaelia::prelude::*;

/// Sends one number.
#[derive(Component)]
struct One {
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for One {
    async fn main(mut self) -> Outcome {
        self.outbox.send(1).await?;
        Ok(())
    }
}

/// Prints what it receives.
#[derive(Component)]
struct Print {
    #[inbox]
    inbox: Inbox<u8>,
}

impl Main for Print {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            println!("{number}");
        }
        Ok(())
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    pipeline![One::new(), Print::new()].run().await
}
