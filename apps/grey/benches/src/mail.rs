//! Messages, by Postfix's own programs for tests.

use crate::Result;
use crate::daemon::{Daemon, free_address};
use crate::place::Place;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Instant;

/// How many sessions there are at a time, and how long a message is.
const SESSIONS: &str = "20";
const LENGTH: &str = "4096";

/// Takes all mail, and forgets it.
pub(crate) struct Sink {
    _daemon: Daemon,
    pub(crate) address: SocketAddr,
}

impl Sink {
    pub(crate) fn start() -> Result<Sink> {
        let address = free_address()?;
        let mut command = Command::new("smtp-sink");
        // It gives up root for a user of its own.
        command.args(["-u", "postfix", &address.to_string(), "1000"]);
        Ok(Sink {
            _daemon: Daemon::start(&mut command, &Place::Address(address))?,
            address,
        })
    }
}

/// Whether a connection carries one message, or many.
#[derive(Clone, Copy)]
pub(crate) enum Sessions {
    OneEach,
    Reused,
}

/// Sends so many messages to an address; gives how many there were in a second.
pub(crate) fn send(to: SocketAddr, count: u64, sessions: Sessions) -> Result<f64> {
    let mut source = Command::new("smtp-source");
    source.args(["-s", SESSIONS, "-l", LENGTH, "-m", &count.to_string()]);
    source.args(["-f", "ann@sender.example", "-t", "bob@example.org"]);
    if matches!(sessions, Sessions::Reused) {
        source.arg("-d");
    }
    let start = Instant::now();
    let status = source
        .arg(to.to_string())
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run `smtp-source`: {error}; install postfix"))?;
    match status.success() {
        true => Ok(count as f64 / start.elapsed().as_secs_f64()),
        false => Err(format!("smtp-source has failed: {status}").into()),
    }
}
