//! grey, the program: it is started, listened to and ended.
#![allow(dead_code, reason = "every test binary uses some of it")]

use rustix::process::{Pid, Signal, kill_process};
use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Where it is.
pub(crate) const GREY: &str = env!("CARGO_BIN_EXE_grey");

/// One that runs, until it is told to end or dropped: then it is killed.
pub(crate) struct Program {
    child: RefCell<Child>,
    /// What it says.
    said: Receiver<String>,
    /// What of it nobody has asked for yet.
    heard: RefCell<Vec<String>>,
}

impl Program {
    /// Starts it with this file of settings.
    pub(crate) fn start(settings: &Path) -> Program {
        Program::start_by(Command::new(GREY), settings)
    }

    /// The same by a command, to which its arguments are added.
    pub(crate) fn start_by(mut command: Command, settings: &Path) -> Program {
        let mut child = command
            .arg("--config")
            .arg(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built");
        let stderr = child.stderr.take().expect("it is piped");
        let (say, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // What it says is read also when nobody listens, so that it never waits.
                let _ = say.send(line);
            }
        });
        Program {
            child: RefCell::new(child),
            said,
            heard: RefCell::default(),
        }
    }

    /// The next line in which it says so, whatever else it says meanwhile.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> String {
        let mut heard = self.heard.borrow_mut();
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(found) = heard.iter().position(|line| line.contains(text)) {
                return heard.remove(found);
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) => heard.push(line),
                Err(_) => panic!("it does not say {text:?} but {heard:?}"),
            }
        }
    }

    /// The address at which it says that it listens, for mail or for Postfix.
    #[track_caller]
    pub(crate) fn listens_for(&self, what: &str) -> SocketAddr {
        let line = self.says(&format!("listening for {what} on "));
        let (_, address) = line.rsplit_once(' ').expect("words");
        address.parse().expect("an address")
    }

    /// Its number.
    pub(crate) fn process(&self) -> u32 {
        self.child.borrow().id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child.borrow()), signal).expect("it runs");
    }

    /// Tells it to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Waits for its end.
    pub(crate) fn ends(&self) -> ExitStatus {
        self.child.borrow_mut().wait().expect("it is ours")
    }

    /// Waits for its end, which is a good one.
    #[track_caller]
    pub(crate) fn ends_well(&self) {
        let status = self.ends();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let child = self.child.get_mut();
        let _ = child.kill();
        let _ = child.wait();
    }
}
