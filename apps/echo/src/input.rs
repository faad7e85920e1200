use crate::config::Config;
use kamaelia::prelude::*;
use kamaelia_std::io::{ConsoleReader, FileReader};
use kamaelia_std::util::LineError;

/// Sends the lines that the user asked for: of a file, or of the console.
#[derive(Component)]
pub(crate) struct Input {
    /// One line a message.
    #[outbox]
    outbox: Outbox<String>,

    /// What was wrong with each line that was skipped.
    #[outbox]
    errors: Outbox<LineError>,

    /// The end of whoever works on the lines.
    #[inbox]
    done: Inbox<Shutdown>,

    config: Config,
}

impl Main for Input {
    async fn main(self) -> Outcome {
        let mut done = self.done;
        let (limit, way) = (self.config.limit, self.config.bad_lines.into());
        let outcome = if let Some(path) = self.config.file {
            graphline! {
                FILE = FileReader::lines(path).limit(limit).on_bad_line(way);

                FILE.outbox -> self.outbox;
                FILE.errors -> self.errors;
            }
            .run()
            .await
        } else {
            graphline! {
                CONSOLE = ConsoleReader::new(">>> ").limit(limit).on_bad_line(way);

                CONSOLE.outbox -> self.outbox;
                CONSOLE.errors -> self.errors;
            }
            .run()
            .await
        };
        if outcome.is_err() {
            // A fault stops everything at once. The lines before it are still
            // on their way, and the user should see them.
            done.recv().await;
        }
        outcome
    }
}
