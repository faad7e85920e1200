use kamaelia::prelude::*;

/// Swallows every message.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, NullSink};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(0..1000);
///     NOTHING = NullSink::new();
///
///     NUMBERS -> NOTHING;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct NullSink<T: Message> {
    /// Messages that nobody needs.
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message> Main for NullSink<T> {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {}
        Ok(())
    }
}
