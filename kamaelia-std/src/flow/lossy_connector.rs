use crate::wait::while_read;
use kamaelia::TrySendError;
use kamaelia::prelude::*;

/// Passes messages on as long as there is room for them, and never waits.
///
/// What finds no room leaves at `dropped`, if that is linked and has room. The
/// rest keeps its order. Where it is enough to know how many were lost, a
/// linkage `with drop_newest(64)` does the same without a component, and counts
/// them.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::LossyConnector;
/// use kamaelia_std::util::{Collate, DataSource, Map, NullSink};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(0..1000);
///     LOSSY   = LossyConnector::new();
///     SINK    = NullSink::new();
///     LOST    = Collate::new();
///     COUNT   = Map::new(|lost: Vec<u64>| println!("{} were lost", lost.len()));
///     DONE    = NullSink::new();
///
///     NUMBERS -> LOSSY -> SINK;
///     LOSSY.dropped -> LOST.inbox;
///     LOST -> COUNT -> DONE;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct LossyConnector<T: Message> {
    /// Messages to pass on.
    #[inbox]
    inbox: Inbox<T>,

    /// Those that found room, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    /// Those that found none.
    #[outbox(optional)]
    dropped: Outbox<T>,
}

impl<T: Message> Main for LossyConnector<T> {
    async fn main(mut self) -> Outcome {
        while let Some(Some(message)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            match self.outbox.try_send(message) {
                Ok(()) => {}
                // To wait until somebody takes the lost is what it must not do.
                Err(TrySendError::Full(message)) => drop(self.dropped.try_send(message)),
                Err(TrySendError::Closed(_)) => return Ok(()),
            }
        }
        Ok(())
    }
}
