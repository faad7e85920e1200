use crate::types::FileJob;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::iter;

/// Names successive chunks, each for a file of its own: `chunk1`, `chunk2` and
/// so on, after a base path and before a suffix.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::ChunkNamer;
/// use kamaelia_std::util::{DataSource, Expect, Map};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     CHUNKS = DataSource::new(["one", "two"].map(Bytes::from));
///     NAMES  = ChunkNamer::new().base_path("radio/").suffix(".ogg");
///     PATH   = Map::new(|job: kamaelia_std::types::FileJob| job.path);
///     CHECK  = Expect::new(["radio/chunk1.ogg", "radio/chunk2.ogg"].map(Into::into));
///
///     CHUNKS -> NAMES -> PATH -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
#[component(transform)]
pub struct ChunkNamer {
    /// Chunks, each for a file of its own.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same chunks, each with its file's name.
    #[outbox]
    outbox: Outbox<FileJob>,

    /// What the names begin with, such as `radio/` or `radio/monday-`: nothing, if not
    /// said otherwise.
    #[param(into, default)]
    base_path: String,

    /// What the names end with, such as `.ogg`: nothing, if not said otherwise.
    #[param(into, default)]
    suffix: String,

    #[state]
    count: u64,
}

impl Default for ChunkNamer {
    fn default() -> ChunkNamer {
        ChunkNamer::new()
    }
}

impl Transform for ChunkNamer {
    fn transform(&mut self, data: Bytes) -> impl Iterator<Item = FileJob> {
        self.count += 1;
        let path = format!("{}chunk{}{}", self.base_path, self.count, self.suffix);
        iter::once(FileJob {
            path: path.into(),
            data,
        })
    }
}
