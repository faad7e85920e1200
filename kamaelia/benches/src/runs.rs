//! All runs: one process each, and the peers of a workload in turn, so that what
//! else the machine does meets all of them.

use crate::{Result, callgrind};
use kamaelia_benches::{Peer, Workload};
use std::process::Command;

/// What came out for a peer in a workload.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) workload: &'static Workload,
    pub(crate) peer: &'static Peer,
    /// Nanoseconds a unit, the median of all runs.
    pub(crate) wall: f64,
    /// The same of the processor, all threads together.
    pub(crate) cpu: f64,
    /// Instructions a unit.
    pub(crate) instructions: Option<f64>,
    /// Bytes a component.
    pub(crate) bytes: Option<f64>,
}

impl Row {
    /// The nanoseconds that are compared. On one thread it is the processor's
    /// time, which is the clock's where nothing else runs, and otherwise the
    /// better one.
    pub(crate) fn cost(&self) -> f64 {
        if self.workload.is_on_two_threads {
            self.wall
        } else {
            self.cpu
        }
    }
}

/// Runs these peers in these workloads.
pub(crate) fn all(chosen: &[(&'static Workload, Vec<&'static Peer>)]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (workload, peers) in chosen {
        eprintln!(
            "{} ({} peers, {} runs)",
            workload.name,
            peers.len(),
            workload.runs
        );
        let mut times = vec![(Vec::new(), Vec::new()); peers.len()];
        for _ in 0..workload.runs {
            for (peer, (walls, cpus)) in peers.iter().zip(&mut times) {
                let [wall, cpu] = numbers("--time", workload, peer)?;
                walls.push(wall);
                cpus.push(cpu);
            }
        }
        for (peer, (walls, cpus)) in peers.iter().zip(times) {
            rows.push(Row {
                workload,
                peer,
                wall: median(walls),
                cpu: median(cpus),
                instructions: instructions(workload, peer),
                bytes: bytes(workload, peer)?,
            });
        }
    }
    Ok(rows)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Of the loop and of ours; without valgrind all else is measured all the same.
fn instructions(workload: &Workload, peer: &Peer) -> Option<f64> {
    let is_asked = ["hand", "kamaelia"].contains(&peer.name);
    if !workload.counts_instructions || !is_asked {
        return None;
    }
    callgrind::instructions(workload, peer)
        .inspect_err(|error| eprintln!("no instructions: {error}"))
        .ok()
}

fn bytes(workload: &Workload, peer: &Peer) -> Result<Option<f64>> {
    if workload.components.is_none() {
        return Ok(None);
    }
    let [bytes] = numbers("--bytes", workload, peer)?;
    Ok(Some(bytes))
}

/// What a run in a process of its own prints.
fn numbers<const N: usize>(what: &str, workload: &Workload, peer: &Peer) -> Result<[f64; N]> {
    let output = Command::new(std::env::current_exe()?)
        .args([what, workload.name, peer.name])
        // The chunks of a full queue would go back to the system, and be faulted
        // in again, with every round.
        .envs([
            ("MALLOC_TRIM_THRESHOLD_", "1073741824"),
            ("MALLOC_MMAP_THRESHOLD_", "33554432"),
        ])
        .output()?;
    let failed = || {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("{} of {} failed: {said}", peer.name, workload.name)
    };
    if !output.status.success() {
        return Err(failed().into());
    }
    let numbers: std::result::Result<Vec<f64>, _> = str::from_utf8(&output.stdout)?
        .split_whitespace()
        .map(str::parse)
        .collect();
    numbers?.try_into().map_err(|_| failed().into())
}
