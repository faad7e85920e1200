use crate::types::Seq;
use kamaelia::prelude::*;
use std::iter;

/// Numbers the messages: 0, 1, 2 and so on.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::types::Seq;
/// use kamaelia_std::util::{DataSource, Expect, TagWithSequenceNumber};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS  = DataSource::new(["one", "two"]);
///     NUMBER = TagWithSequenceNumber::new().initial(1);
///     CHECK  = Expect::new([Seq { n: 1, item: "one" }, Seq { n: 2, item: "two" }]);
///
///     WORDS -> NUMBER -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct TagWithSequenceNumber<T: Message> {
    /// Messages to number.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, in the same order, each with its number.
    #[outbox]
    outbox: Outbox<Seq<T>>,

    /// The number of the first. After the greatest that there is comes 0.
    #[param(default = 0)]
    initial: u64,

    #[state]
    count: u64,
}

impl<T: Message> Transform for TagWithSequenceNumber<T> {
    fn transform(&mut self, item: T) -> impl Iterator<Item = Seq<T>> {
        let n = self.initial.wrapping_add(self.count);
        self.count = self.count.wrapping_add(1);
        iter::once(Seq { n, item })
    }
}
