//! Where a command finds the server that it asks.

use super::CommandLine;
use crate::admin::{AdminClient, AdminError};
use crate::config::Config;
use clap::Args;
use kamaelia::Stop;
use std::path::PathBuf;

/// Which running server is asked.
#[derive(Clone, Debug, Args)]
pub struct SocketArgs {
    /// The socket of the running server; without it, the one that the settings name.
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
}

impl SocketArgs {
    /// Connects to the server.
    pub(super) fn connect(self, line: &CommandLine) -> Result<AdminClient, Stop> {
        let named = match self.socket {
            Some(path) => Some(path),
            None => Config::read(line.config.as_deref())?.admin_socket(),
        };
        let path = named.ok_or(AdminError::NoSocket)?;
        Ok(AdminClient::connect(&path)?)
    }
}
