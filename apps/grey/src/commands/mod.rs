//! The command line, and what `grey` does besides taking mail: one file for each command.

mod command_line;
mod completions;
mod man;
mod simulate;

pub use command_line::CommandLine;
pub use completions::Completions;
pub use man::Man;
pub use simulate::Simulate;

use clap::Subcommand;
use kamaelia::Outcome;

/// A command, instead of taking mail.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Prints what a shell completes the command line by.
    Completions(Completions),
    /// Prints the manual page.
    Man(Man),
    /// Replays logs in JSON under the settings: what would have become of the mail.
    Simulate(Simulate),
}

impl Command {
    /// Does it. The line has what stands before the command, such as the settings.
    ///
    /// # Errors
    ///
    /// What went wrong, for whoever has asked.
    pub async fn run(self, line: &CommandLine) -> Outcome {
        match self {
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
            Command::Simulate(simulate) => simulate.run(line).await,
        }
    }
}
