//! A process that is waited for, but not for ever.

use crate::Result;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longer than any peer takes that is not stuck.
const LIMIT: Duration = Duration::from_secs(60);

/// How often it is looked at: seldom enough not to be in its way.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs a command, and gives what it wrote. One that takes too long is ended, and
/// one that fails is an error with its last words.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let end = Instant::now() + LIMIT;
    while process.try_wait()?.is_none() {
        if Instant::now() > end {
            process.kill()?;
            process.wait()?;
            return Err(format!("not done after {} s", LIMIT.as_secs()).into());
        }
        std::thread::sleep(PAUSE);
    }
    let output = process.wait_with_output()?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}", output.status, said.trim()).into())
}
