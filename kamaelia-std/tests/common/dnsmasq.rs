//! A server of the domain name system that knows what it is told, and nobody else.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};

/// `dnsmasq`, which ends with this.
pub(crate) struct Dnsmasq {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Dnsmasq {
    /// Starts it, and waits until it answers. `records` are options of its configuration,
    /// such as `host-record=a.example.org,192.0.2.1`.
    pub(crate) fn start(records: &[&str]) -> Dnsmasq {
        for _ in 0..10 {
            let found = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
            let address = found.expect("there is a port");
            if let Some(child) = start(address, records) {
                return Dnsmasq { child, address };
            }
            // Somebody else has taken the port meanwhile.
        }
        panic!("dnsmasq has not started; its package is dnsmasq-base");
    }
}

fn start(address: SocketAddr, records: &[&str]) -> Option<Child> {
    let mut child = Command::new("dnsmasq")
        .args([
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--log-facility=-",
        ])
        .args([
            "--no-resolv",
            "--no-hosts",
            "--bind-interfaces",
            "--pid-file",
        ])
        .args([
            "--user=",
            "--group=",
            "--local-ttl=60",
            "--listen-address=127.0.0.1",
        ])
        .arg(format!("--port={}", address.port()))
        .args(records.iter().map(|record| format!("--{record}")))
        .stderr(Stdio::piped())
        .spawn()
        .expect("dnsmasq is installed, from the package dnsmasq-base");
    let stderr = child.stderr.take().expect("it is piped");
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("started")) {
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        return Some(child);
    }
    let _ = child.wait();
    None
}

impl Drop for Dnsmasq {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
