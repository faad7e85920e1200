//! The command line, and what `grey` does besides taking mail: one file for each command.

mod allow;
mod command_line;
mod completions;
mod convert;
mod exemptions;
mod expire;
mod forget;
mod import;
mod list;
mod man;
mod print;
mod simulate;
mod socket;
mod why;

pub use allow::Allow;
pub use command_line::CommandLine;
pub use completions::Completions;
pub use convert::Convert;
pub use exemptions::Exemptions;
pub use expire::Expire;
pub use forget::Forget;
pub use import::Import;
pub use list::List;
pub use man::Man;
pub use simulate::Simulate;
pub use socket::SocketArgs;
pub use why::Why;

use clap::Subcommand;
use kamaelia::Outcome;

/// A command, instead of taking mail.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Lets a client's network or a sender through, from now on.
    Allow(Allow),
    /// Prints what a shell completes the command line by.
    Completions(Completions),
    /// Prints the settings that mean what a `greylist.conf` of the original means.
    Convert(Convert),
    /// Shows, checks or replaces the list of providers that are not greylisted.
    Exemptions(Exemptions),
    /// Takes over what another greylister has remembered.
    Import(Import),
    /// Removes now what is over.
    Expire(Expire),
    /// Forgets a triplet, the clients of a network, or that somebody was let through.
    Forget(Forget),
    /// Lists what is remembered.
    List(List),
    /// Prints the manual page.
    Man(Man),
    /// Says whether mail would pass now, by which rule, and until when.
    Why(Why),
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
            Command::Allow(allow) => allow.run(line),
            Command::Completions(completions) => completions.run(),
            Command::Convert(convert) => convert.run(),
            Command::Exemptions(exemptions) => exemptions.run(line),
            Command::Import(import) => import.run(line).await,
            Command::Expire(expire) => expire.run(line),
            Command::Forget(forget) => forget.run(line),
            Command::List(list) => list.run(line),
            Command::Man(man) => man.run(),
            Command::Why(why) => why.run(line),
            Command::Simulate(simulate) => simulate.run(line).await,
        }
    }
}
