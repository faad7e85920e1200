use kamaelia::prelude::*;

/// Sends the messages of an iterator, and ends.
///
/// It takes whatever a `for` loop takes: an array, a `Vec`, a range, a lazy
/// iterator without end. The next message is made when there is room for it.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS = DataSource::new(["hi", "you"]);
///     CHECK = Expect::new(["hi", "you"]);
///
///     WORDS -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct DataSource<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message,
{
    /// The messages, in the order of the iterator.
    #[outbox]
    outbox: Outbox<I::Item>,

    messages: I,
}

impl<I> DataSource<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message,
{
    /// A source of these messages.
    #[must_use]
    pub fn new(messages: impl IntoIterator<IntoIter = I>) -> DataSource<I> {
        DataSource {
            outbox: Outbox::unlinked(),
            messages: messages.into_iter(),
        }
    }
}

impl<I> Main for DataSource<I>
where
    I: Iterator + Send + 'static,
    I::Item: Message,
{
    async fn main(mut self) -> Outcome {
        loop {
            // An iterator may do work, or take from somebody: only what has
            // room is asked of it.
            let slot = self.outbox.reserve().await?;
            match self.messages.next() {
                Some(message) => slot.send(message),
                None => return Ok(()),
            }
        }
    }
}
