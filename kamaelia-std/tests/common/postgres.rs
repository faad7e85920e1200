//! A whole PostgreSQL, in a folder of its own.

use crate::port::Port;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

/// How long it may take to start, or to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs until it is dropped, and whose user `grey` may do anything in its
/// database `grey`.
pub(crate) struct Postgres {
    pub(crate) folder: PathBuf,
    pub(crate) port: Port,
    pub(crate) server: Option<Child>,
}

impl Postgres {
    /// Makes a new one.
    pub(crate) fn start() -> Postgres {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kamaelia-postgres-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).expect("there is room for a folder");
        let mut postgres = Postgres {
            port: Port::new(),
            server: None,
            folder,
        };
        if is_root() {
            let chown = Command::new("chown")
                .arg("postgres")
                .arg(&postgres.folder)
                .output();
            done(chown, "chown");
        }
        let data = postgres.data();
        let made = tool("initdb")
            .args(["--no-sync", "--encoding=UTF8", "--locale=C"])
            .args(["--auth=trust", "--username=postgres", "--pgdata"])
            .arg(&data)
            .output();
        done(made, "initdb");
        postgres.run();
        postgres.sql("postgres", "create role grey login password 'open sesame'");
        postgres.sql("postgres", "create database grey owner grey");
        postgres
    }

    /// Where its database is, for programs.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://grey@127.0.0.1:{}/grey?sslmode=disable",
            self.port.address().port()
        )
    }

    /// Where its data are.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts it again, and waits until it answers.
    pub(crate) fn run(&mut self) {
        assert!(self.server.is_none(), "it runs");
        let start = Instant::now();
        let mut server = self.spawn();
        loop {
            if server.try_wait().expect("it is ours").is_some() {
                // What a killed one has left behind keeps it out for a moment.
                assert!(start.elapsed() < PATIENCE, "{}", self.log());
                std::thread::sleep(Duration::from_millis(50));
                server = self.spawn();
            }
            let ready = tool("pg_isready")
                .args(["--quiet", "--host=127.0.0.1", "--port"])
                .arg(self.port.address().port().to_string())
                .status();
            if ready.expect("postgresql is installed").success() {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.server = Some(server);
    }

    fn spawn(&self) -> Child {
        let log = self.folder.join("log");
        let log = fs::File::options().create(true).append(true).open(log);
        let mut command = tool("postgres");
        command.arg("-D").arg(self.data());
        command.arg("-k").arg(&self.folder);
        command
            .args(["-h", "127.0.0.1", "-p"])
            .arg(self.port.address().port().to_string());
        // The machine goes on when the server is killed, so nothing has to be on its disk.
        for setting in ["fsync=off", "shared_buffers=32MB", "logging_collector=off"] {
            command.args(["-c", setting]);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("the folder is writable"))
            .spawn()
            .expect("postgresql is installed")
    }

    /// Kills it, as nothing else ends.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        signal("KILL", &processes(&server));
        server.wait().expect("it is ours");
    }

    /// Ends it at once, in order.
    pub(crate) fn stop(&mut self) {
        let mut server = self.server.take().expect("it runs");
        signal("INT", &[server.id()]);
        server.wait().expect("it is ours");
    }

    /// What its administrator gets as an answer, a line for each row.
    pub(crate) fn sql(&self, database: &str, command: &str) -> String {
        let output = Command::new(bin("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args([
                "--set=ON_ERROR_STOP=1",
                "--host=127.0.0.1",
                "--username=postgres",
            ])
            .arg(format!("--port={}", self.port.address().port()))
            .arg(format!("--dbname={database}"))
            .arg(format!("--command={command}"))
            .output();
        String::from_utf8(done(output, command).stdout).expect("a text")
    }

    /// What it has written in its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            // One that stands still hears nothing else.
            signal("KILL", &processes(server));
            let _ = server.wait();
        }
        // Those that write the last of it are gone when it can be removed.
        let start = Instant::now();
        while fs::remove_dir_all(&self.folder).is_err() && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A program of the server, which root may not run itself.
fn tool(name: &str) -> Command {
    if !is_root() {
        return Command::new(bin(name));
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
        "--",
    ]);
    command.arg(bin(name)).current_dir("/");
    command
}

/// Where a program of the newest server is that is installed.
fn bin(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<PathBuf> = versions.flatten().map(|version| version.path()).collect();
    versions.sort_by_key(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse().ok()).unwrap_or(0_u32)
    });
    let newest = versions.last().map(|path| path.join("bin").join(name));
    newest.unwrap_or_else(|| name.into())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    done(id, "id").stdout == b"0\n"
}

fn done(output: std::io::Result<Output>, what: &str) -> Output {
    let output = output.unwrap_or_else(|error| panic!("{what}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
    output
}

/// The processes of a server, by `/proc`: those that serve connections are its children.
pub(crate) fn processes(server: &Child) -> Vec<u32> {
    let parent = server.id();
    let is_child = |process: &u32| {
        let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // After the name, which may have anything in it: the state and the parent.
        let after = status.rsplit_once(')').map_or("", |(_, after)| after);
        after.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let all = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    all.filter(is_child).chain([parent]).collect()
}

/// Sends a signal to each of them that is still there.
pub(crate) fn signal(name: &str, processes: &[u32]) {
    let mut numbers = String::new();
    for process in processes {
        let _ = write!(numbers, " {process}");
    }
    let kill = format!("kill -{name}{numbers} 2>/dev/null; true");
    done(Command::new("sh").arg("-c").arg(kill).output(), "kill");
}
