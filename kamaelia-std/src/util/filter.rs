use kamaelia::prelude::*;

/// Passes those messages on for which a function says `true`.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Filter};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(1..=6);
///     EVEN    = Filter::new(|n: &u64| n % 2 == 0);
///     CHECK   = Expect::new([2, 4, 6]);
///
///     NUMBERS -> EVEN -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Filter<T, F>
where
    T: Message,
    F: FnMut(&T) -> bool + Send + 'static,
{
    /// Messages to choose from.
    #[inbox]
    inbox: Inbox<T>,

    /// The chosen ones, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    keeps: F,
}

impl<T, F> Transform for Filter<T, F>
where
    T: Message,
    F: FnMut(&T) -> bool + Send + 'static,
{
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        (self.keeps)(&message).then_some(message).into_iter()
    }
}
