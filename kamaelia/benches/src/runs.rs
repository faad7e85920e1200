//! All runs: one process each, and the peers of a workload in turn, so that what
//! else the machine does meets all of them.

use crate::{Result, callgrind, process};
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

/// Runs these peers in these workloads. Of one that fails, or does not end, there
/// is no row but the failure.
pub(crate) fn all(chosen: &[(&'static Workload, Vec<&'static Peer>)]) -> (Vec<Row>, Vec<String>) {
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for (workload, peers) in chosen {
        eprintln!("{}: {} times {}", workload.name, workload.runs, peers.len());
        let mut times: Vec<_> = peers.iter().map(|_| Ok(Times::default())).collect();
        for _ in 0..workload.runs {
            for (peer, times) in peers.iter().zip(&mut times) {
                if let Ok(taken) = times
                    && let Err(error) = taken.run(workload, peer)
                {
                    *times = Err(error);
                }
            }
        }
        for (peer, times) in peers.iter().zip(times) {
            match times.and_then(|times| times.row(workload, peer)) {
                Ok(row) => rows.push(row),
                Err(error) => failures.push(format!("{} {}: {error}", workload.name, peer.name)),
            }
        }
    }
    (rows, failures)
}

/// What the runs of a peer took.
#[derive(Default)]
struct Times {
    walls: Vec<f64>,
    cpus: Vec<f64>,
}

impl Times {
    fn run(&mut self, workload: &Workload, peer: &Peer) -> Result<()> {
        let [wall, cpu] = numbers("--time", workload, peer)?;
        self.walls.push(wall);
        self.cpus.push(cpu);
        Ok(())
    }

    fn row(self, workload: &'static Workload, peer: &'static Peer) -> Result<Row> {
        Ok(Row {
            workload,
            peer,
            wall: median(self.walls),
            cpu: median(self.cpus),
            instructions: instructions(workload, peer),
            bytes: bytes(workload, peer)?,
        })
    }
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
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args([what, workload.name, peer.name])
        // The chunks of a full queue would go back to the system, and be faulted
        // in again, with every round.
        .envs([
            ("MALLOC_TRIM_THRESHOLD_", "1073741824"),
            ("MALLOC_MMAP_THRESHOLD_", "33554432"),
        ]);
    let printed = process::output(&mut command)?.stdout;
    let numbers: std::result::Result<Vec<f64>, _> = str::from_utf8(&printed)?
        .split_whitespace()
        .map(str::parse)
        .collect();
    let wrong = |numbers: Vec<f64>| format!("printed {} numbers instead of {N}", numbers.len());
    Ok(numbers?.try_into().map_err(wrong)?)
}
