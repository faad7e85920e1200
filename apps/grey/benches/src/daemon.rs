//! A program that runs while others speak with it.

use crate::Result;
use crate::place::Place;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take until it listens, or until it has ended.
const PATIENCE: Duration = Duration::from_secs(20);

/// After how long it is told to end once more: postgrey does not hear of it while it works,
/// and then waits for the next question.
const AGAIN: Duration = Duration::from_secs(2);

/// Runs until this is dropped.
pub(crate) struct Daemon {
    name: String,
    child: Child,
}

impl Daemon {
    /// Starts a program, and waits until it listens.
    pub(crate) fn start(command: &mut Command, listens: &Place) -> Result<Daemon> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot run `{name}`: {error}; install it"))?;
        let mut daemon = Daemon { name, child };
        let start = Instant::now();
        while listens.connect().is_err() {
            let name = &daemon.name;
            if let Some(status) = daemon.child.try_wait()? {
                return Err(format!("`{name}` has ended: {status}").into());
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("`{name}` does not listen at {listens:?}").into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(daemon)
    }

    /// Seconds of the processor that it has used.
    pub(crate) fn processor(&self) -> Result<f64> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(path)?;
        // The name, in brackets, may have anything in it.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks: Vec<f64> = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map_while(|ticks| ticks.parse().ok())
            .collect();
        match ticks[..] {
            // A tick is a hundredth of a second on every Linux of today.
            [user, system] => Ok((user + system) / 100.0),
            _ => Err("the system does not say how much of the processor was used".into()),
        }
    }

    /// KiB of its memory that are resident.
    pub(crate) fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number
            .ok_or("the system does not say how much memory is used")?
            .parse()?)
    }

    /// Tells it to end, and waits for that.
    pub(crate) fn end(mut self) -> Result<()> {
        self.tell()?;
        let start = Instant::now();
        let mut told = start;
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                return Err(format!("`{}` does not end", self.name).into());
            }
            if told.elapsed() > AGAIN {
                self.tell()?;
                told = Instant::now();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn tell(&self) -> Result<()> {
        let number = self.child.id().to_string();
        Command::new("kill").arg(number).status()?;
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine at which nobody listens.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
