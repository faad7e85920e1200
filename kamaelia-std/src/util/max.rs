use kamaelia::prelude::*;

/// Sends the largest of each list; of an empty list, nothing.
///
/// Of several that are equally large it is the last.
/// [`Reverse`](std::cmp::Reverse) makes it the smallest.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, Max};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     LISTS = DataSource::new([vec![3, 7, 5], vec![], vec![1]]);
///     MAX   = Max::new();
///     CHECK = Expect::new([7, 1]);
///
///     LISTS -> MAX -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Max<T: Message + Ord> {
    /// Lists.
    #[inbox]
    inbox: Inbox<Vec<T>>,

    /// The largest of each that has any.
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message + Ord> Transform for Max<T> {
    fn transform(&mut self, list: Vec<T>) -> impl Iterator<Item = T> {
        list.into_iter().max().into_iter()
    }
}
