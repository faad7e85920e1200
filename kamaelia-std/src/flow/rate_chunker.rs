use super::pieces::Pieces;
use super::whole;
use crate::BadParameter;
use crate::bad_parameter::interval;
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;

/// Cuts a stream of a constant rate into chunks, so many for each second of it.
///
/// Sound of 44,100 samples a second, of 4 bytes each, and 25 pictures a second
/// to go with it: `RateChunker::new(176_400.0, 25.0).quantum(4)` sends what
/// sounds while a picture is seen. Chunks differ by no more than one quantum, and
/// rounding does not add up: after any number of them, what has left is what the
/// rates say, to the last whole quantum.
///
/// It looks at no clock. What is left at the end of the stream leaves as the last
/// chunk. It never holds more than one chunk and one message.
///
/// # Errors
///
/// [`BadParameter`] if a rate is no number above zero, or the quantum is 0.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::RateChunker;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     SOUND  = DataSource::new(["aabbccddee", "ffgg"].map(Bytes::from));
///     CHUNKS = RateChunker::new(10.0, 2.0).quantum(2);
///     CHECK  = Expect::new(["aabb", "ccddee", "ffgg"].map(Bytes::from));
///
///     SOUND -> CHUNKS -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct RateChunker {
    /// Bytes of the stream, cut anywhere.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same bytes, one chunk a message.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// How many bytes of the stream make a second.
    data_rate: f64,

    /// How many chunks make a second.
    chunk_rate: f64,

    /// How many bytes belong together: a chunk has a whole number of these.
    #[param(default = 1)]
    quantum: usize,

    #[state]
    rest: Pieces,
}

impl Main for RateChunker {
    async fn main(mut self) -> Outcome {
        interval("data_rate", self.data_rate)?;
        interval("chunk_rate", self.chunk_rate)?;
        if self.quantum == 0 {
            let why = "is 0; a chunk has a whole number of these, so it has to be 1 at least";
            return Err(BadParameter {
                name: "quantum",
                why,
            }
            .into());
        }
        let quanta = self.data_rate / self.chunk_rate / self.quantum as f64;
        let mut sizes = sizes(quanta, self.quantum).peekable();
        while let Some(Some(bytes)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            self.rest.push(bytes);
            while let Some(size) = sizes.next_if(|&size| size <= self.rest.len()) {
                self.outbox.send(self.rest.take(size)).await?;
            }
        }
        if self.rest.len() > 0 {
            self.outbox.send(self.rest.take(usize::MAX)).await?;
        }
        Ok(())
    }
}

/// The sizes of chunks of so many quanta on average. A chunk that would have
/// none is left out, so there is one in each at least.
fn sizes(quanta: f64, quantum: usize) -> impl Iterator<Item = usize> {
    let quanta = quanta.max(1.0);
    // From the number of chunks, so that rounding does not add up.
    let until = move |chunks: u64| whole(chunks as f64 * quanta);
    (0..).map(move |chunk| (until(chunk + 1) - until(chunk)).saturating_mul(quantum))
}

#[cfg(test)]
mod tests {
    use super::sizes;

    #[test]
    fn rounding_does_not_add_up() {
        let of = |quanta: f64, quantum| sizes(quanta, quantum).take(6).collect::<Vec<_>>();
        assert_eq!(of(100.0 / 3.0, 1), [33, 33, 34, 33, 33, 34]);
        assert_eq!(of(2.5, 4), [8, 12, 8, 12, 8, 12]);
        assert_eq!(of(0.5, 4), [4; 6]);
        assert_eq!(sizes(0.1, 1).take(1000).sum::<usize>(), 1000);
        assert_eq!(sizes(1.0 / 3.0, 7).take(3_000).sum::<usize>(), 21_000);
    }
}
