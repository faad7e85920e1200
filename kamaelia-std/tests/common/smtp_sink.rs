//! A mail server that takes everything: `smtp-sink` of Postfix.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::yield_now;
use std::time::{Duration, Instant};

/// `smtp-sink`, which ends with this.
pub(crate) struct SmtpSink {
    child: Child,
    pub(crate) address: SocketAddr,
    folder: PathBuf,
}

impl SmtpSink {
    /// Starts it with these options, and waits until it listens. `name` is for the folder
    /// of its messages, and no other test's.
    pub(crate) fn start(name: &str, options: &[&str]) -> SmtpSink {
        let folder = format!("{name}-{}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        fs::create_dir_all(&folder).expect("there is room");
        let all = fs::Permissions::from_mode(0o777);
        fs::set_permissions(&folder, all).expect("it is ours");
        for _ in 0..10 {
            let found = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
            let address = found.expect("there is a port");
            let mut child = spawn(address, &folder, options);
            if listens(&mut child, address) {
                return SmtpSink {
                    child,
                    address,
                    folder,
                };
            }
            // Somebody else has taken the port meanwhile.
        }
        panic!("smtp-sink has not started; its package is postfix");
    }

    /// The messages that it has taken, as it has written them.
    pub(crate) fn taken(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).expect("it is there");
        files
            .map(|file| fs::read(file.expect("it is there").path()).expect("it can be read"))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }
}

fn spawn(address: SocketAddr, folder: &Path, options: &[&str]) -> Child {
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = Command::new("/usr/sbin/smtp-sink");
    if is_root {
        command.args(["-u", "nobody"]);
    }
    command
        .arg("-d")
        .arg(folder.join("%M."))
        .args(options)
        .arg(address.to_string())
        .arg("100")
        .stderr(Stdio::null())
        .spawn()
        .expect("smtp-sink is installed, from the package postfix")
}

fn listens(child: &mut Child, address: SocketAddr) -> bool {
    let limit = Instant::now() + Duration::from_secs(30);
    while Instant::now() < limit {
        if TcpStream::connect(address).is_ok() {
            return true;
        }
        if !matches!(child.try_wait(), Ok(None)) {
            return false;
        }
        yield_now();
    }
    false
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
