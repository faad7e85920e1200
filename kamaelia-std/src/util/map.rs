use kamaelia::prelude::*;
use std::iter;

/// Sends what a function makes of each message.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Map};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new([1, 2, 3]);
///     SQUARE  = Map::new(|n: u64| n * n);
///     CHECK   = Expect::new([1, 4, 9]);
///
///     NUMBERS -> SQUARE -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Map<T, U, F>
where
    T: Message,
    U: Message,
    F: FnMut(T) -> U + Send + 'static,
{
    /// Messages to convert.
    #[inbox]
    inbox: Inbox<T>,

    /// What became of them: one for each, in the same order.
    #[outbox]
    outbox: Outbox<U>,

    function: F,
}

impl<T, U, F> Transform for Map<T, U, F>
where
    T: Message,
    U: Message,
    F: FnMut(T) -> U + Send + 'static,
{
    fn transform(&mut self, message: T) -> impl Iterator<Item = U> {
        iter::once((self.function)(message))
    }
}
