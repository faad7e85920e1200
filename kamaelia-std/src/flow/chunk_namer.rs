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
#[component(transform, no_new)]
pub struct ChunkNamer {
    /// Chunks, each for a file of its own.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same chunks, each with its file's name.
    #[outbox]
    outbox: Outbox<FileJob>,

    base_path: String,
    suffix: String,
    count: u64,
}

impl ChunkNamer {
    /// Names chunks without a base path or suffix.
    #[must_use]
    pub fn new() -> ChunkNamer {
        ChunkNamer {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            base_path: String::new(),
            suffix: String::new(),
            count: 0,
        }
    }

    /// What the names begin with, such as `radio/` or `radio/monday-`.
    #[must_use]
    pub fn base_path(self, base_path: impl Into<String>) -> ChunkNamer {
        ChunkNamer {
            base_path: base_path.into(),
            ..self
        }
    }

    /// What the names end with, such as `.ogg`.
    #[must_use]
    pub fn suffix(self, suffix: impl Into<String>) -> ChunkNamer {
        ChunkNamer {
            suffix: suffix.into(),
            ..self
        }
    }
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
