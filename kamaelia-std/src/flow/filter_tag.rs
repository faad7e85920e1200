use crate::types::Tagged;
use kamaelia::prelude::*;

/// Drops the messages with a tag, and takes the tag from the others.
///
/// Where everybody hears everybody, on a backplane or a multicast group, that
/// keeps one's own messages from coming back: [`Tag`](super::Tag) them with a
/// [`Uid`](crate::types::Uid) before they leave.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::FilterTag;
/// use kamaelia_std::types::{Tagged, Uid};
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// let (me, you) = (Uid::unique(), Uid::unique());
/// graphline! {
///     ALL    = DataSource::new([(me, "hi"), (you, "hello")].map(|(tag, item)| Tagged { tag, item }));
///     OTHERS = FilterTag::new(me);
///     CHECK  = Expect::new(["hello"]);
///
///     ALL -> OTHERS -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct FilterTag<K: Message + PartialEq, T: Message> {
    /// Tagged messages.
    #[inbox]
    inbox: Inbox<Tagged<K, T>>,

    /// Those of the others, without their tags, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    tag: K,
}

impl<K: Message + PartialEq, T: Message> Transform for FilterTag<K, T> {
    fn transform(&mut self, message: Tagged<K, T>) -> impl Iterator<Item = T> {
        (message.tag != self.tag)
            .then_some(message.item)
            .into_iter()
    }
}
