use clap::Parser;
use std::path::PathBuf;

/// A greylisting proxy for mail that loses none.
#[derive(Clone, Debug, Parser)]
#[command(name = "grey", version)]
pub struct CommandLine {
    /// Reads the settings from this file.
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// Checks the settings, and ends.
    #[arg(long)]
    pub check_config: bool,

    /// Prints all settings with their comments, and ends.
    #[arg(long)]
    pub print_config: bool,
}
