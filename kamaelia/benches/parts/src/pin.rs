//! A thread on a core of its own.

use nix::errno::Errno;
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

/// Pins the calling thread to a core, if the machine has that one.
///
/// # Errors
///
/// What the system says.
pub fn pin_to(core: usize) -> Result<(), Errno> {
    let this_thread = Pid::from_raw(0);
    let mut only = CpuSet::new();
    only.set(core)?;
    match sched_setaffinity(this_thread, &only) {
        // The core is not there, or not ours.
        Err(Errno::EINVAL) => Ok(()),
        answer => answer,
    }
}
