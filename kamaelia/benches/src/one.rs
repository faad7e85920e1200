//! One peer in one process.

use crate::Result;
use crate::allocations;
use kamaelia_benches::{Peer, WORKLOADS, Workload};
use nix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// How long a peer works until it is known how fast it is, and then to be timed.
const WARM_UP: Duration = Duration::from_millis(10);
const TIMED: Duration = Duration::from_millis(150);
/// What is near enough to that.
const ENOUGH: Duration = Duration::from_millis(120);

/// Messages that pass while bytes are counted: enough to fill what is there.
const MESSAGES_WHILE_COUNTING: u64 = 1000;

/// Prints the nanoseconds that a unit takes, on the clock and of the processor.
pub(crate) fn time(workload: &str, peer: &str) -> Result<()> {
    let (workload, peer) = find(workload, peer)?;
    let mut messages = 16;
    let mut taken = run(workload, peer, messages)?;
    while taken.wall < WARM_UP {
        messages *= 4;
        taken = run(workload, peer, messages)?;
    }
    // The start of a large graph takes longer than its first messages: until it is only
    // a part of the whole, the rate is that of the start.
    while taken.wall < ENOUGH {
        let rate = messages as f64 / taken.wall.as_secs_f64();
        messages = (rate * TIMED.as_secs_f64()) as u64;
        taken = run(workload, peer, messages)?;
    }
    let units = (messages * workload.units) as f64;
    let each = |time: Duration| time.as_nanos() as f64 / units;
    println!("{} {}", each(taken.wall), each(taken.cpu));
    Ok(())
}

/// Prints the most bytes that live on the heap at a time, for each component.
pub(crate) fn bytes(workload: &str, peer: &str) -> Result<()> {
    let (workload, peer) = find(workload, peer)?;
    let components = workload
        .components
        .ok_or("it has no number of components")?;
    let bytes = allocations::most_bytes(|| (peer.run)(MESSAGES_WHILE_COUNTING));
    println!("{}", bytes as f64 / components as f64);
    Ok(())
}

/// Passes so many messages: for callgrind and other profilers.
pub(crate) fn once(workload: &str, peer: &str, messages: u64) -> Result<()> {
    let (_, peer) = find(workload, peer)?;
    std::hint::black_box((peer.run)(messages));
    Ok(())
}

fn find(workload: &str, peer: &str) -> Result<(&'static Workload, &'static Peer)> {
    let workload = WORKLOADS.iter().find(|known| known.name == workload);
    let workload = workload.ok_or("there is no such workload")?;
    let peer = workload.peers.iter().find(|known| known.name == peer);
    Ok((workload, peer.ok_or("it has no such peer")?))
}

struct Taken {
    wall: Duration,
    cpu: Duration,
}

fn run(workload: &Workload, peer: &Peer, messages: u64) -> Result<Taken> {
    let (start, cpu) = (Instant::now(), cpu_time()?);
    let sum = (peer.run)(messages);
    let taken = Taken {
        wall: start.elapsed(),
        cpu: cpu_time()? - cpu,
    };
    workload.check(peer, messages, sum);
    Ok(taken)
}

/// What all threads of this process have used.
fn cpu_time() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?.into())
}
