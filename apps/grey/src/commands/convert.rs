use crate::movein::greylist_conf;
use clap::Args;
use kamaelia::Outcome;
use std::io::Write;
use std::path::PathBuf;

/// Prints the settings that mean what a `greylist.conf` of the original means.
#[derive(Clone, Debug, Args)]
pub struct Convert {
    /// The `greylist.conf`.
    path: PathBuf,
}

impl Convert {
    pub(super) fn run(self) -> Outcome {
        let settings = greylist_conf::convert(&self.path)?;
        std::io::stdout().write_all(settings.as_bytes())?;
        Ok(())
    }
}
