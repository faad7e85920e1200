use super::CommandLine;
use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;
use kamaelia::Outcome;
use std::io::Write;

/// Prints the manual page.
#[derive(Clone, Debug, Args)]
pub struct Man {}

impl Man {
    pub(super) fn run(self) -> Outcome {
        let mut page = Vec::new();
        Page::new(CommandLine::command()).render(&mut page)?;
        std::io::stdout().write_all(&page)?;
        Ok(())
    }
}
