use crate::types::Tagged;
use kamaelia::prelude::*;
use std::iter;

/// Puts a tag on each message: where it comes from, or what it is.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Tag;
/// use kamaelia_std::types::Tagged;
/// use kamaelia_std::util::{Collate, DataSource, Map, NullSink};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     MICHAEL = DataSource::new(["hello"]);
///     MATT    = DataSource::new(["hi"]);
///     HIS     = Tag::new("Michael");
///     OTHERS  = Tag::new("Matt");
///     SAID    = Map::new(|said: Tagged<&str, &str>| format!("{}: {}", said.tag, said.item));
///     ALL     = Collate::new();
///     CHAT    = NullSink::new();
///
///     MICHAEL -> HIS    -> SAID -> ALL -> CHAT;
///     MATT    -> OTHERS -> SAID;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Tag<K: Message + Clone, T: Message> {
    /// Messages to tag.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, in the same order, each with the tag.
    #[outbox]
    outbox: Outbox<Tagged<K, T>>,

    tag: K,
}

impl<K: Message + Clone, T: Message> Transform for Tag<K, T> {
    fn transform(&mut self, item: T) -> impl Iterator<Item = Tagged<K, T>> {
        let tag = self.tag.clone();
        iter::once(Tagged { tag, item })
    }
}
