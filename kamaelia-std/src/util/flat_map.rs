use kamaelia::prelude::*;

/// Sends all that a function makes of each message: none, one or many.
///
/// The function gives whatever a `for` loop takes: an `Option`, to drop some of
/// the messages and convert the others, a `Vec`, an iterator.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, FlatMap};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS   = DataSource::new(["1", "two", "3"]);
///     NUMBERS = FlatMap::new(|word: &str| word.parse::<u64>().ok());
///     COUNT   = FlatMap::new(|n: u64| 0..n);
///     CHECK   = Expect::new([0, 0, 1, 2]);
///
///     WORDS -> NUMBERS -> COUNT -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct FlatMap<T, I, F>
where
    T: Message,
    I: IntoIterator<Item: Message, IntoIter: Send> + 'static,
    F: FnMut(T) -> I + Send + 'static,
{
    /// Messages to convert.
    #[inbox]
    inbox: Inbox<T>,

    /// What became of them, in the same order.
    #[outbox]
    outbox: Outbox<I::Item>,

    function: F,
}

impl<T, I, F> Transform for FlatMap<T, I, F>
where
    T: Message,
    I: IntoIterator<Item: Message, IntoIter: Send> + 'static,
    F: FnMut(T) -> I + Send + 'static,
{
    fn transform(&mut self, message: T) -> impl Iterator<Item = I::Item> {
        (self.function)(message).into_iter()
    }
}
