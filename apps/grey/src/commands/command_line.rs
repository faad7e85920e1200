use super::Command;
use crate::config::{Config, ConfigError, Loaded};
use clap::Parser;
use std::path::PathBuf;

/// A greylisting proxy for mail that loses none.
#[derive(Clone, Debug, Parser)]
#[command(name = "grey", version)]
pub struct CommandLine {
    /// Reads the settings from this file; without it, all have their defaults.
    #[arg(long, value_name = "PATH", global = true)]
    pub config: Option<PathBuf>,

    /// Checks the settings, and ends.
    #[arg(long)]
    pub check_config: bool,

    /// Shows what it does, by itself: with a mail server, people who write, and a clock
    /// that does not wait for hours to pass.
    #[arg(long)]
    pub demo: bool,

    /// Prints all settings with their comments, and ends.
    #[arg(long)]
    pub print_config: bool,

    /// What to do instead of taking mail.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl CommandLine {
    /// Whether it asks for mail to be taken, and for nothing else.
    #[must_use]
    pub fn serves(&self) -> bool {
        !self.print_config && !self.check_config && !self.demo && self.command.is_none()
    }

    /// The settings that were asked for, with those of the environment.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn load(&self) -> Result<Config, ConfigError> {
        Ok(self.loaded()?.config)
    }

    /// The same, with how they are written: they can be read again.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn loaded(&self) -> Result<Loaded, ConfigError> {
        Loaded::load(self.config.as_deref())
    }
}
