//! Instructions a unit, as valgrind counts them.

use crate::{Result, process};
use kamaelia_benches::{Peer, Workload};
use std::error::Error;
use std::io::ErrorKind;
use std::process::Command;

const MESSAGES: u64 = 20_000;

/// The instructions of a unit: those of so many messages without those of half
/// as many, so that start and end are not in it.
pub(crate) fn instructions(workload: &Workload, peer: &Peer) -> Result<f64> {
    let all = collected(workload, peer, MESSAGES)?;
    let half = collected(workload, peer, MESSAGES / 2)?;
    Ok((all - half) / (MESSAGES / 2 * workload.units) as f64)
}

fn collected(workload: &Workload, peer: &Peer, messages: u64) -> Result<f64> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["--once", workload.name, peer.name, &messages.to_string()]);
    let output = process::output(&mut command).map_err(explain)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .ok_or_else(|| format!("valgrind counted nothing: {said}"))?;
    Ok(collected.1.trim().parse()?)
}

fn explain(error: Box<dyn Error>) -> Box<dyn Error> {
    let kind = error
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind);
    match kind {
        Some(ErrorKind::NotFound) => "`valgrind`, which counts them, is not installed".into(),
        _ => error,
    }
}
