//! The command line, and what `grey` does besides taking mail: one file for each command.

mod command_line;
mod completions;
mod convert;
mod exemptions;
mod import;
mod man;
mod simulate;

pub use command_line::CommandLine;
pub use completions::Completions;
pub use convert::Convert;
pub use exemptions::Exemptions;
pub use import::Import;
pub use man::Man;
pub use simulate::Simulate;

use clap::Subcommand;
use kamaelia::Outcome;

/// A command, instead of taking mail.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Prints what a shell completes the command line by.
    Completions(Completions),
    /// Prints the settings that mean what a `greylist.conf` of the original means.
    Convert(Convert),
    /// Shows, checks or replaces the list of providers that are not greylisted.
    Exemptions(Exemptions),
    /// Takes over what another greylister has remembered.
    Import(Import),
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
            Command::Convert(convert) => convert.run(),
            Command::Exemptions(exemptions) => exemptions.run(line),
            Command::Import(import) => import.run(line).await,
            Command::Man(man) => man.run(),
            Command::Simulate(simulate) => simulate.run(line).await,
        }
    }
}
