//! A component whose `main` is a graph: its own boxes, of any name, are `self`.
#![deny(warnings)]
#![forbid(unsafe_code)]

use fixture::{Echo, Join, Print, Sum, Upper};
use kamaelia::prelude::*;

/// Passes everything through, in every way there is.
#[derive(Component)]
struct Player {
    /// Lines.
    #[inbox]
    inbox: Inbox<String>,
    /// Lines for several.
    #[inbox]
    orders: Inbox<String>,
    /// Numbers.
    #[inbox(optional)]
    numbers: Inbox<u32>,
    #[inbox]
    control: Inbox<Shutdown>,
    /// Lines, of several components.
    #[outbox]
    outbox: Outbox<String>,
    /// Lengths.
    #[outbox(optional)]
    lengths: Outbox<usize>,
}

impl Main for Player {
    async fn main(self) -> Outcome {
        graphline! {
            UPPER = Upper::new();
            JOIN  = Join::new();
            PRINT = Print::new();
            SUM   = Sum::new();
            ECHO  = Echo::new();

            self.inbox -> UPPER -> self.outbox;
            self.orders -> [JOIN.left, JOIN.right with unbounded, PRINT.inbox with latest];
            JOIN -> self.outbox;
            self.numbers -> SUM.numbers via u64::from;
            SUM.sums -> ECHO.inbox;
            ECHO.outbox -> self.lengths via |sum| usize::try_from(sum).unwrap_or(usize::MAX);
            self.control -> PRINT.control;
        }
        .run()
        .await
    }
}

fn main() {
    drop(Player::new());
}
