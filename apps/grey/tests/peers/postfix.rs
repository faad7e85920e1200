//! A whole Postfix, in folders of its own.
#![allow(dead_code, reason = "every test binary uses some of it")]

use crate::port::Port;
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A Postfix that runs until it is dropped.
pub(crate) struct Postfix {
    folder: tempfile::TempDir,
    port: Port,
    master: Child,
}

/// What sets one Postfix apart from another.
#[derive(Default)]
pub(crate) struct Settings {
    /// Where all mail goes that is not delivered here.
    pub(crate) relay: Option<SocketAddr>,
    /// More lines of `main.cf`.
    pub(crate) more: String,
}

const MAIN: &str = "\
compatibility_level = 3.6
queue_directory = FOLDER/queue
data_directory = FOLDER/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = FOLDER/mail.log
maillog_file_prefixes = FOLDER
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
myhostname = postfix.example.net
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.com
virtual_mailbox_base = FOLDER/mail
virtual_mailbox_maps = inline:{jo@example.com=jo/, di@example.com=di/}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
smtp_tls_security_level = may
";

const MASTER: &str = "\
ADDRESS inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
";

impl Postfix {
    /// Starts one, and waits until it listens.
    pub(crate) fn start(settings: &Settings) -> Postfix {
        let folder = tempfile::tempdir().expect("a folder");
        let port = Port::new();
        let address = port.address();
        let path = folder.path();
        for part in ["etc", "queue", "data", "mail"] {
            fs::create_dir(path.join(part)).expect("a folder");
        }
        let fill = |text: &str| {
            text.replace("FOLDER", &path.display().to_string())
                .replace("ADDRESS", &address.to_string())
        };
        let relay = settings.relay.map_or_else(String::new, |to| {
            format!("relayhost = [{}]:{}\n", to.ip(), to.port())
        });
        // Where mail is relayed, none is delivered.
        let mut main = fill(MAIN);
        if settings.relay.is_some() {
            main = main.replace(
                "virtual_mailbox_domains = example.com",
                "virtual_mailbox_domains =",
            );
        }
        fs::write(path.join("etc/main.cf"), main + &relay + &settings.more).expect("main.cf");
        fs::write(path.join("etc/master.cf"), fill(MASTER)).expect("master.cf");
        as_root("chmod")
            .arg("755")
            .arg(path)
            .status()
            .expect("chmod");
        let owner = |who: &str, part: &str| {
            let status = as_root("chown").arg(who).arg(path.join(part)).status();
            assert!(status.expect("chown").success());
        };
        owner("postfix", "data");
        owner("65534", "mail");
        owner("root", "etc");
        owner("root", "queue");
        let check = as_root("postfix")
            .arg("-c")
            .arg(path.join("etc"))
            .arg("check")
            .status();
        assert!(check.expect("postfix is installed").success());
        let master = as_root("/usr/lib/postfix/sbin/master")
            .arg("-c")
            .arg(path.join("etc"))
            .arg("-d")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("postfix starts");
        let postfix = Postfix {
            folder,
            port,
            master,
        };
        postfix.wait_until("listens", || TcpStream::connect(address).is_ok());
        postfix
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// The messages that it has delivered to a mailbox of `example.com`.
    pub(crate) fn delivered(&self, mailbox: &str) -> Vec<String> {
        let new = self.path().join("mail").join(mailbox).join("new");
        let files = fs::read_dir(new).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_to_string(file.path()).ok())
            .collect()
    }

    /// Waits until there are so many.
    pub(crate) fn wait_for(&self, mailbox: &str, count: usize) -> Vec<String> {
        self.wait_until("delivers", || self.delivered(mailbox).len() >= count);
        self.delivered(mailbox)
    }

    /// What it has written in its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path().join("mail.log")).unwrap_or_default()
    }

    /// Looks until something is so; the other program gives no sign.
    pub(crate) fn wait_until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let start = Instant::now();
        while !is_so() {
            let late = start.elapsed() > Duration::from_secs(60);
            assert!(!late, "postfix never {what}:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let etc: PathBuf = self.path().join("etc");
        let _ = as_root("postfix").arg("-c").arg(etc).arg("abort").output();
        let _ = self.master.wait();
        // What is root's or Postfix's own is not ours to delete.
        let _ = as_root("rm").arg("-rf").arg(self.path()).status();
    }
}

/// A command that runs as root.
fn as_root(program: &str) -> Command {
    let is_root = rustix::process::geteuid().is_root();
    let mut command = match is_root {
        true => Command::new(program),
        false => Command::new("sudo"),
    };
    if !is_root {
        command.arg("-n").arg(program);
    }
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command
}
