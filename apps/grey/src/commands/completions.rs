use super::CommandLine;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use kamaelia::Outcome;
use std::io::Write;

/// Prints what a shell completes the command line by.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// Which shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Outcome {
        let mut script = Vec::new();
        let mut command = CommandLine::command();
        clap_complete::generate(self.shell, &mut command, "grey", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(())
    }
}
