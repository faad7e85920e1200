use kamaelia::prelude::*;
use std::iter;

/// Passes every message on as it is.
///
/// That makes it a joint: a box with a name of its own, where several linkages
/// meet before they part again, or a place for a policy on each side.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, NullSink, PassThrough};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     ODD   = DataSource::new([1, 3]);
///     EVEN  = DataSource::new([2, 4]);
///     ALL   = PassThrough::new();
///     LEFT  = NullSink::new();
///     RIGHT = NullSink::new();
///
///     ODD  -> ALL;
///     EVEN -> ALL;
///     ALL.outbox -> [LEFT.inbox, RIGHT.inbox];
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct PassThrough<T: Message> {
    /// Messages from anywhere.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, in the same order.
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Transform for PassThrough<T> {
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        iter::once(message)
    }
}
