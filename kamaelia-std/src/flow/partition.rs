use crate::wait::{send_if_read, while_any_read};
use kamaelia::prelude::*;

/// Parts messages in two by a function: those for which it says `true`, and the
/// rest.
///
/// A full linkage on one side holds both, so that nothing is lost. What is for a
/// side whose reader has ended is dropped; it ends when both have. More than two
/// ways are a [`Router`](super::Router).
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Partition;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..=6);
///     EVEN    = Partition::new(|n: &u64| n % 2 == 0);
///     EVENS   = Expect::new([2, 4, 6]);
///     ODDS    = Expect::new([1, 3, 5]);
///
///     NUMBERS -> EVEN -> EVENS;
///     EVEN.rest -> ODDS.inbox;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct Partition<T, F>
where
    T: Message,
    F: FnMut(&T) -> bool + Send + 'static,
{
    /// Messages to part.
    #[inbox]
    inbox: Inbox<T>,

    /// Those for which the function says `true`, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    /// Those for which it says `false`, in the same order.
    #[outbox]
    rest: Outbox<T>,

    condition: F,
}

impl<T, F> Main for Partition<T, F>
where
    T: Message,
    F: FnMut(&T) -> bool + Send + 'static,
{
    async fn main(mut self) -> Outcome {
        let mut ways = [&mut self.outbox, &mut self.rest];
        while let Some(Some(message)) = while_any_read(&mut ways, self.inbox.recv()).await {
            let way = usize::from(!(self.condition)(&message));
            send_if_read(ways[way], message).await;
        }
        Ok(())
    }
}
