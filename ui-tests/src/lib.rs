//! The components that the ui tests link, rightly and wrongly.
//!
//! None of them ever runs where it matters what it does: a case is about what
//! the compiler says.

use kamaelia::prelude::*;
use std::rc::Rc;

/// Implements `Main` for components that have nothing to do.
macro_rules! idle {
    ($($component:ident $(<$T:ident>)?),* $(,)?) => {$(
        impl $(<$T: Message>)? Main for $component $(<$T>)? {
            async fn main(self) -> Outcome {
                Ok(())
            }
        }
    )*};
}

idle!(
    Words,
    Numbers,
    Print,
    Sum,
    Echo<T>,
    Upper,
    Tee,
    Join,
    Split<T>,
    Spread<T>,
    Blocks,
    Tickets,
    Booth,
    Clock,
    Idle,
);

/// Sends words.
#[derive(Component)]
pub struct Words {
    /// One word a message.
    #[outbox]
    outbox: Outbox<String>,
}

/// Sends numbers.
#[derive(Component)]
pub struct Numbers {
    /// One number a message.
    #[outbox]
    outbox: Outbox<u64>,
}

/// Prints lines.
#[derive(Component)]
pub struct Print {
    /// Lines to print.
    #[inbox]
    inbox: Inbox<String>,
}

/// Adds numbers up.
#[derive(Component)]
pub struct Sum {
    /// What is added.
    #[inbox]
    numbers: Inbox<u64>,
    /// The sum so far, after each number.
    #[outbox(optional)]
    sums: Outbox<u64>,
}

/// Repeats every message it receives.
#[derive(Component)]
pub struct Echo<T: Message> {
    /// Messages to repeat.
    #[inbox]
    inbox: Inbox<T>,
    /// The same messages.
    #[outbox]
    outbox: Outbox<T>,
    /// How often each message is repeated.
    #[param(default = 1)]
    times: usize,
}

/// Makes lines upper case.
#[derive(Component)]
pub struct Upper {
    /// Lines.
    #[inbox]
    inbox: Inbox<String>,
    /// The same lines, louder.
    #[outbox]
    outbox: Outbox<String>,
}

/// Passes lines on, and a copy of each to the side.
#[derive(Component)]
pub struct Tee {
    /// Lines.
    #[inbox]
    inbox: Inbox<String>,
    /// The same lines.
    #[outbox]
    outbox: Outbox<String>,
    /// And again.
    #[outbox]
    copies: Outbox<String>,
}

/// Makes one line of two.
#[derive(Component)]
pub struct Join {
    /// How the line starts.
    #[inbox]
    left: Inbox<String>,
    /// How it ends.
    #[inbox]
    right: Inbox<String>,
    /// Whole lines.
    #[outbox]
    outbox: Outbox<String>,
}

/// Sends messages out by two boxes in turn.
#[derive(Component)]
pub struct Split<T: Message> {
    /// All messages.
    #[inbox]
    inbox: Inbox<T>,
    /// Every second one.
    #[outbox]
    outbox: [Outbox<T>; 2],
}

/// Sends messages out by as many boxes as asked for.
#[derive(Component)]
pub struct Spread<T: Message> {
    /// All messages.
    #[inbox]
    inbox: Inbox<T>,
    /// Every `ways`th one.
    #[outbox(len = ways)]
    outbox: Vec<Outbox<T>>,
    /// How many boxes there are.
    ways: usize,
}

/// Takes lines in blocks.
#[derive(Component)]
pub struct Blocks {
    /// Lines, of which it needs 4096 at a time.
    #[inbox(batch = 4096)]
    inbox: Inbox<String>,
}

/// A message that cannot be copied.
#[derive(Debug)]
pub struct Ticket;

/// Sells tickets.
#[derive(Component)]
pub struct Tickets {
    /// Tickets sold.
    #[outbox]
    outbox: Outbox<Ticket>,
}

/// Takes tickets.
#[derive(Component)]
pub struct Booth {
    /// Tickets to tear.
    #[inbox]
    inbox: Inbox<Ticket>,
}

/// Draws, and cannot leave its thread.
#[derive(Component)]
#[component(local)]
pub struct Canvas {
    /// What to draw.
    #[inbox]
    inbox: Inbox<String>,
    /// The picture.
    #[state]
    picture: Rc<str>,
}

impl Main for Canvas {
    async fn main(mut self) -> Outcome {
        while let Some(shape) = self.inbox.recv().await {
            self.picture = shape.into();
        }
        drop(self.picture);
        Ok(())
    }
}

/// Ticks for whoever wants to know.
#[derive(Component)]
pub struct Clock {
    /// The time.
    #[outbox(optional)]
    ticks: Outbox<u64>,
    /// A new time.
    #[inbox(optional)]
    set: Inbox<u64>,
}

/// Has no box of its own.
#[derive(Component)]
pub struct Idle {}
