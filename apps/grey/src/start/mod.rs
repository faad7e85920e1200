//! What is done first, while the program is a single thread and has heard nothing from
//! outside: ports are opened, and rights are given up that it has no more use for.
//!
//! Rights are a thread's own: threads that are started later have what this one has left.

#[cfg(target_os = "linux")]
mod calls;
mod doors;
#[cfg(target_os = "linux")]
mod files;
mod identity;
#[cfg(unix)]
mod local;
mod needs;
mod sandbox;
mod workers;

pub use doors::{Doors, LocalDoors};
pub use identity::Identity;
pub use sandbox::confine;
pub use workers::workers;

use crate::commands::CommandLine;
use crate::config::Loaded;
use kamaelia::Stop;

/// What the program begins with.
#[derive(Debug)]
pub struct Start {
    /// The settings.
    pub loaded: Loaded,
    /// Where mail and Postfix come in.
    pub doors: Doors,
    /// What was done, for an administrator.
    pub news: Vec<String>,
}

impl Start {
    /// Reads the settings, opens the doors and gives up what rights they say.
    ///
    /// # Errors
    ///
    /// What could not be done, or cannot be done with the rights that are left; each names
    /// the setting.
    pub fn new(line: &CommandLine) -> Result<Start, Stop> {
        let mut loaded = line.loaded()?;
        // The user who runs it later need not be able to.
        loaded.config.status.read_token()?;
        let security = &loaded.config.security;
        let identity = Identity::wanted(security)?;
        let (doors, mut news) = Doors::open(&loaded.config, identity.as_ref())?;
        if let Some(identity) = identity {
            identity.assume()?;
            news.push(format!("running as {identity}"));
        }
        news.extend(confine(&loaded)?);
        news.extend(needs::check(&loaded)?);
        Ok(Start {
            loaded,
            doors,
            news,
        })
    }
}
