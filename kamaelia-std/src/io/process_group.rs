use std::sync::atomic::{AtomicBool, Ordering};
use tokio::process::Child;

/// A program and all that it has started, which are killed with this.
pub(super) struct ProcessGroup {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
    was_asked: AtomicBool,
    has_ended: AtomicBool,
}

impl ProcessGroup {
    /// The group that `child` leads.
    pub(super) fn of(child: &Child) -> ProcessGroup {
        #[cfg(not(unix))]
        let _ = child;
        ProcessGroup {
            #[cfg(unix)]
            leader: child
                .id()
                .and_then(|id| i32::try_from(id).ok())
                .and_then(rustix::process::Pid::from_raw),
            was_asked: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        }
    }

    /// Asks everybody in the group to end.
    pub(super) fn terminate(&self) {
        self.was_asked.store(true, Ordering::Relaxed);
        #[cfg(unix)]
        self.signal(rustix::process::Signal::TERM);
    }

    /// Leaves those who are still there alone, since the program has ended by
    /// itself; whether it was asked to.
    pub(super) fn ended(&self) -> bool {
        self.has_ended.store(true, Ordering::Relaxed);
        self.was_asked.load(Ordering::Relaxed)
    }

    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) {
        if let Some(leader) = self.leader {
            // Who has ended already need not be told.
            let _ = rustix::process::kill_process_group(leader, signal);
        }
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        #[cfg(unix)]
        if !*self.has_ended.get_mut() {
            self.signal(rustix::process::Signal::KILL);
        }
    }
}
