//! Messages through a proxy, beside haproxy.

use crate::daemon::{Daemon, free_address};
use crate::grey::Grey;
use crate::mail::{Sessions, Sink, send};
use crate::numbers::median;
use crate::place::Place;
use crate::table::{Mark, Row};
use crate::{Folder, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

/// How often each is measured, in turns.
const ROUNDS: usize = 5;

/// What a way of messages gives: how many in a second, and seconds of the processor
/// that a thousand take.
#[derive(Default)]
struct Way {
    rates: Vec<f64>,
    processor: Vec<f64>,
}

impl Way {
    fn measure(&mut self, daemon: Option<&Daemon>, send: impl Fn() -> Result<f64>) -> Result<()> {
        let used = || daemon.map_or(Ok(0.0), Daemon::processor);
        let before = used()?;
        self.rates.push(send()?);
        self.processor.push(used()? - before);
        Ok(())
    }

    fn rate(&self) -> f64 {
        median(self.rates.iter().copied())
    }

    fn processor(&self, count: u64) -> f64 {
        median(self.processor.iter().copied()) / count as f64 * 1e3
    }
}

pub(crate) fn measure(grey: Option<&Path>, add: &mut impl FnMut(Row)) -> Result<()> {
    let sink = Sink::start()?;
    let haproxy = Haproxy::start(sink.address)?;
    let grey = match grey {
        Some(program) => Some(Grey::proxy(program, sink.address)?),
        None => None,
    };
    for (name, sessions, count) in [
        ("a session for each", Sessions::OneEach, 10_000),
        ("in 20 sessions", Sessions::Reused, 40_000),
    ] {
        let (mut direct, mut theirs, mut ours) = (Way::default(), Way::default(), Way::default());
        for _ in 0..ROUNDS {
            direct.measure(None, || send(sink.address, count, sessions))?;
            theirs.measure(Some(&haproxy.daemon), || {
                send(haproxy.address, count, sessions)
            })?;
            if let Some(grey) = &grey {
                ours.measure(Some(&grey.daemon), || {
                    send(grey.place.address()?, count, sessions)
                })?;
            }
        }
        let ratios = ours
            .rates
            .iter()
            .zip(&theirs.rates)
            .map(|(ours, theirs)| ours / theirs);
        let marks = match grey {
            Some(_) => vec![Mark::at_least("throughput", 0.9, median(ratios))],
            None => Vec::new(),
        };
        add(Row {
            name: format!(
                "{count} messages of 4 KiB, {name}; directly {:.0}/s",
                direct.rate()
            ),
            peer: format!(
                "haproxy {:.0}/s, {:.3} s of the processor a thousand",
                theirs.rate(),
                theirs.processor(count)
            ),
            ours: format!(
                "{:.0}/s, {:.3} s of the processor a thousand",
                ours.rate(),
                ours.processor(count)
            ),
            marks,
        });
    }
    Ok(())
}

/// The peer, which does not look at what it carries.
struct Haproxy {
    daemon: Daemon,
    address: SocketAddr,
    _folder: Folder,
}

impl Haproxy {
    fn start(backend: SocketAddr) -> Result<Haproxy> {
        let folder = Folder::new("haproxy")?;
        let address = free_address()?;
        let file = folder.0.join("haproxy.cfg");
        let settings = format!(
            "global\n maxconn 1000\n\
             defaults\n mode tcp\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n\
             listen mail\n bind {address}\n server sink {backend}\n"
        );
        std::fs::write(&file, settings)?;
        let mut command = Command::new("haproxy");
        command
            .arg("-db")
            .arg("-f")
            .arg(&file)
            .stderr(Stdio::null());
        Ok(Haproxy {
            daemon: Daemon::start(&mut command, &Place::Address(address))?,
            address,
            _folder: folder,
        })
    }
}
