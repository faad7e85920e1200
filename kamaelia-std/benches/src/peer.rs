//! A server as its clients see it: a process with an address.

use crate::Result;
use crate::server::Kind;
use std::fs::{read_dir, read_to_string};
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A server that runs; it ends with this.
pub(crate) struct Peer {
    process: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Peer {
    /// Starts this program as a server; one that counts tells of its heap.
    pub(crate) fn start(kind: Kind, counts: bool) -> Result<Peer> {
        Peer::run(kind, if counts { &["--count"] } else { &[] })
    }

    /// The same, of one that counts and has so many places.
    pub(crate) fn start_with(kind: Kind, places: usize) -> Result<Peer> {
        Peer::run(kind, &["--count", &places.to_string()])
    }

    fn run(kind: Kind, words: &[&str]) -> Result<Peer> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", kind.word()]).args(words);
        // A server whose connections panic says a lot.
        if kind == Kind::Frail {
            command.stderr(Stdio::null());
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = process.stdin.take().ok_or("no standard input")?;
        let answer = process.stdout.take().ok_or("no standard output")?;
        let mut answer = BufReader::new(answer);
        let address = line(&mut answer)?.parse()?;
        Ok(Peer {
            process,
            ask,
            answer,
            address,
        })
    }

    /// Where it listens: everywhere, so that its clients need not share the ports of
    /// one pair of addresses.
    pub(crate) fn address(&self, client: usize) -> SocketAddr {
        let last = 1 + u8::try_from(client % 200).unwrap_or_default();
        (Ipv4Addr::new(127, 0, 0, last), self.address.port()).into()
    }

    /// The bytes that live on its heap.
    pub(crate) fn heap(&mut self) -> Result<f64> {
        self.ask.write_all(b"\n")?;
        Ok(line(&mut self.answer)?.parse()?)
    }

    /// The bytes that it has in memory.
    pub(crate) fn resident(&self) -> Result<f64> {
        let status = read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.ok_or("no VmRSS")?.trim().trim_end_matches(" kB");
        Ok(kilobytes.parse::<f64>()? * 1024.0)
    }

    /// The time that its threads have run.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let mut sum = 0;
        for thread in read_dir(format!("/proc/{}/task", self.process.id()))? {
            let times = read_to_string(thread?.path().join("schedstat"))?;
            let first = times.split_whitespace().next().ok_or("no times")?;
            sum += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(sum))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself, which whoever asked it has noticed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn line(answer: &mut BufReader<ChildStdout>) -> Result<String> {
    let mut line = String::new();
    answer.read_line(&mut line)?;
    if line.is_empty() {
        return Err("the server has ended".into());
    }
    Ok(line.trim().to_owned())
}
