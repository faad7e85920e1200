//! Tests under many schedules find what depends on the order of turns.

use kamaelia::prelude::*;
use kamaelia::testing::{Explored, Schedules, expect, outputs, run};

/// Repeats every message.
#[derive(Component)]
struct Echo<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

#[test]
fn a_correct_stage_passes_under_every_schedule() {
    run(|| expect(Echo::new(), [1, 2, 3], [1, 2, 3]));
    let explored = Schedules::exhaustive().limit(1_000_000).run(|| async {
        let (mut numbers, source) = feed::<u8>();
        numbers.send_all([1, 2]).await?;
        drop(numbers);
        let (mut results, sink) = collect();
        pipeline![source, Echo::new(), sink].run().await?;
        assert_eq!(results.recv().await, Some(1));
        Ok(())
    });
    println!("{explored:?}");
}
