use super::FileReader;
use crate::util::{BadLine, LineError, LineSplit, Lines};
use kamaelia::prelude::*;
use std::path::PathBuf;

/// Sends the lines of a file: a [`FileReader`] and a [`LineSplit`].
///
/// [`FileReader::lines`] makes it.
///
/// # Errors
///
/// Those of [`FileReader`] and of [`LineSplit`].
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::FileReader;
/// use kamaelia_std::util::Expect;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("file-lines-{}", std::process::id()));
/// # std::fs::write(&path, "hi\r\nyou")?;
/// graphline! {
///     LINES = FileReader::lines(&path);
///     CHECK = Expect::new(["hi", "you"].map(String::from));
///
///     LINES -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct FileLines {
    /// One line a message, without its ending.
    #[outbox]
    outbox: Outbox<String>,

    /// What was wrong with each line that was skipped.
    #[outbox(optional)]
    errors: Outbox<LineError>,

    /// The file, which is opened when the graph runs.
    #[param(into)]
    path: PathBuf,

    /// How many bytes a line may have, its ending not counted:
    /// [`Lines::LIMIT`], if not said otherwise.
    #[param(default = Lines::LIMIT)]
    limit: usize,

    /// What happens to a line that is too long, or not UTF-8.
    #[param(default)]
    on_bad_line: BadLine,
}

impl Main for FileLines {
    async fn main(self) -> Outcome {
        graphline! {
            READ  = FileReader::new(self.path);
            SPLIT = LineSplit::new().limit(self.limit).on_bad_line(self.on_bad_line);

            // A few pieces keep both busy; more would only be memory.
            READ -> SPLIT with capacity(4);
            SPLIT.outbox -> self.outbox;
            SPLIT.errors -> self.errors;
        }
        .run()
        .await
    }
}
