mod commands;
mod settings;
mod texts;

use super::CommandLine;
use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;
use kamaelia::Outcome;
use std::io::{self, Write};

/// Prints the manual page.
#[derive(Clone, Debug, Args)]
pub struct Man {}

impl Man {
    pub(super) fn run(self) -> Outcome {
        let mut page = Vec::new();
        write(&mut page)?;
        io::stdout().write_all(&page)?;
        Ok(())
    }
}

/// All of the page: what the command line and the example of the settings say of
/// themselves, and what only a manual says.
fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let mut line = CommandLine::command();
    // Arguments know only then how they are written.
    line.build();
    let by_clap = Page::new(line.clone())
        .section("8")
        .manual("System administration");
    by_clap.render_title(page)?;
    by_clap.render_name_section(page)?;
    by_clap.render_synopsis_section(page)?;
    texts::description().to_writer(page)?;
    by_clap.render_options_section(page)?;
    commands::section(&line).to_writer(page)?;
    settings::section().to_writer(page)?;
    for section in texts::rest() {
        section.to_writer(page)?;
    }
    Ok(())
}
