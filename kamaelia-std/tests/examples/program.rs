//! Running an example, and talking to it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::thread;

/// An example with these arguments.
pub(crate) fn example(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(built(name));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Where cargo has put the example: beside the folder that this test lies in.
fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples").join(name);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.rs"));
    let written = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    assert!(
        written(&program) >= written(&source),
        "`{}` is older than its source, or not there: `cargo test -p kamaelia-std` builds it",
        program.display()
    );
    program
}

/// Runs an example to its end, with this input.
pub(crate) fn pipe(name: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = example(name, arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // It may end before it has read everything.
    let writer = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// What an example prints that ends well.
#[track_caller]
pub(crate) fn printed(output: &Output) -> &str {
    assert_eq!(str::from_utf8(&output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
    str::from_utf8(&output.stdout).unwrap()
}

/// An example that runs until it is told to end.
pub(crate) struct Running {
    child: Child,
    /// Open, so that its input does not end.
    _stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn new(name: &str, arguments: &[&str]) -> Running {
        let mut command = example(name, arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        Running {
            _stdin: child.stdin.take(),
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            child,
        }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        self.lines.next().expect("it prints more").unwrap()
    }

    /// The address in the next line.
    pub(crate) fn address(&mut self) -> String {
        let line = self.line();
        let (_, address) = line.rsplit_once(" on ").expect("it says where it listens");
        address.to_owned()
    }

    /// Ends it as Ctrl-C does; gives what it has still printed.
    pub(crate) fn interrupt(mut self) -> Vec<String> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.unwrap().success());
        let rest = self.lines.by_ref().map(Result::unwrap).collect();
        let mut complaints = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut complaints).unwrap();
        assert_eq!(complaints, "");
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        rest
    }
}

impl Drop for Running {
    /// Nothing goes on when a test has failed.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that is spoken to in lines.
pub(crate) struct Talk {
    stream: TcpStream,
    lines: Lines<BufReader<TcpStream>>,
}

impl Talk {
    pub(crate) fn to(address: &str) -> Talk {
        let stream = TcpStream::connect(address).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        Talk { stream, lines }
    }

    /// Its address, as the other end knows it.
    pub(crate) fn name(&self) -> String {
        self.stream.local_addr().unwrap().to_string()
    }

    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.stream, "{line}").unwrap();
    }

    pub(crate) fn hear(&mut self) -> String {
        self.lines.next().expect("it says more").unwrap()
    }

    /// Says no more; gives all that it still hears.
    pub(crate) fn end(self) -> Vec<String> {
        self.stream.shutdown(Shutdown::Write).unwrap();
        self.lines.map(Result::unwrap).collect()
    }
}

/// A file for one test, gone at its end.
pub(crate) struct TempFile(PathBuf);

impl TempFile {
    pub(crate) fn new(name: &str, contents: &str) -> TempFile {
        let name = format!("kamaelia-example-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, contents).unwrap();
        TempFile(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub(crate) fn contents(&self) -> String {
        std::fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
