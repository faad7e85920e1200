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

    config: Config,
}

impl Main for Input {
    async fn main(self) -> Outcome {
        let Config {
            file,
            limit,
            bad_lines,
            ..
        } = self.config;
        match file {
            Some(path) => {
                graphline! {
                    FILE = FileReader::lines(path).limit(limit).on_bad_line(bad_lines.into());

                    FILE.outbox -> self.outbox;
                    FILE.errors -> self.errors;
                }
                .run()
                .await
            }
            None => {
                graphline! {
                    CONSOLE = ConsoleReader::new(">>> ").limit(limit).on_bad_line(bad_lines.into());

                    CONSOLE.outbox -> self.outbox;
                    CONSOLE.errors -> self.errors;
                }
                .run()
                .await
            }
        }
    }
}
