use super::pieces::Pieces;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::iter;

/// Cuts a stream of bytes into chunks of one size.
///
/// Bytes arrive in whatever pieces; each chunk leaves when it is whole, and the
/// last one, which may be shorter, at the end of the stream. With
/// [`no_delay`](Chunkifier::no_delay) nothing waits for more: what is left of a
/// message after its whole chunks leaves as a shorter one.
///
/// It never holds more than one chunk and one message. Bytes that came in one
/// piece are passed on without a copy.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Chunkifier;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     BYTES  = DataSource::new(["abcde", "f", "g"].map(Bytes::from));
///     CHUNKS = Chunkifier::new().size(3);
///     CHECK  = Expect::new(["abc", "def", "g"].map(Bytes::from));
///
///     BYTES -> CHUNKS -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct Chunkifier {
    /// Bytes, cut anywhere.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same bytes, one chunk a message.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// How many bytes a chunk has: 1 MiB, if not said otherwise. 0 counts as 1.
    #[param(default = 1024 * 1024)]
    size: usize,

    /// Whether bytes leave in a shorter chunk rather than wait for more.
    #[param(default = false)]
    no_delay: bool,

    #[state]
    rest: Pieces,
}

impl Transform for Chunkifier {
    fn transform(&mut self, bytes: Bytes) -> impl Iterator<Item = Bytes> {
        self.rest.push(bytes);
        let size = self.size.max(1);
        let least = if self.no_delay { 1 } else { size };
        iter::from_fn(move || (self.rest.len() >= least).then(|| self.rest.take(size)))
    }

    fn finish(&mut self) -> impl Iterator<Item = Bytes> {
        (self.rest.len() > 0)
            .then(|| self.rest.take(usize::MAX))
            .into_iter()
    }
}
