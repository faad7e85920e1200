use super::PromptedFileReader;
use crate::flow::{ByteRateRequest, Chunk};
use bytes::Bytes;
use kamaelia::prelude::*;
use std::path::PathBuf;

/// Sends what is in a file at a rate: a [`ByteRateRequest`] and a
/// [`PromptedFileReader`].
///
/// # Errors
///
/// Those of the two: [`FileError`](super::FileError), which names the file, and
/// [`BadParameter`](crate::BadParameter).
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::Chunk;
/// use kamaelia_std::io::RateControlledFileReader;
/// use kamaelia_std::util::Expect;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("rate-controlled-{}", std::process::id()));
/// # std::fs::write(&path, "hello world")?;
/// graphline! {
///     READ  = RateControlledFileReader::new(&path).rate(4_000.0).chunk(Chunk::Size(4));
///     CHECK = Expect::new(["hell", "o wo", "rld"].map(Bytes::from));
///
///     READ -> CHECK;
/// }
/// .run()
/// .await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct RateControlledFileReader {
    /// The file's bytes, from the first to the last.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The file, which is opened when the graph runs.
    #[param(into)]
    path: PathBuf,

    /// How many bytes in a second: 100,000, if not said otherwise.
    #[param(default = 100_000.0)]
    rate: f64,

    /// How large the pieces are, or how many there are in a second: ten, if not
    /// said otherwise.
    #[param(default)]
    chunk: Chunk,

    /// Whether pieces that are late leave as one: no, if not said otherwise.
    #[param(default = false)]
    aggregate: bool,
}

impl Main for RateControlledFileReader {
    async fn main(self) -> Outcome {
        graphline! {
            ASK  = ByteRateRequest::new()
                .rate(self.rate)
                .chunk(self.chunk)
                .aggregate(self.aggregate);
            READ = PromptedFileReader::new(self.path);

            // Requests that wait would be answered in a burst.
            ASK -> READ with capacity(1);
            READ.outbox -> self.outbox;
        }
        .run()
        .await
    }
}
