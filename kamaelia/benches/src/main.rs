//! Times the chain of six beside its peers: nanoseconds a hop, medians of
//! interleaved runs.

use kamaelia_benches::{HOPS, hand, kamaelia, tokio_mpsc};
use std::time::Instant;

const MESSAGES: u64 = 1_000_000;
const RUNS: usize = 7;

/// A peer's name, and its run of so many messages, which gives their sum.
type Peer = (&'static str, fn(u64) -> u64);

fn main() {
    let peers: [Peer; 3] = [
        ("hand-written loop", hand),
        ("kamaelia", kamaelia),
        ("tokio mpsc tasks", tokio_mpsc),
    ];
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); peers.len()];
    for _ in 0..RUNS {
        for ((name, run), times) in peers.iter().zip(&mut times) {
            let start = Instant::now();
            let sum = run(MESSAGES);
            times.push(start.elapsed().as_nanos() as f64 / (MESSAGES * HOPS) as f64);
            assert_eq!(
                sum,
                (0..MESSAGES).map(|n| n + 4).sum::<u64>(),
                "{name} lost messages"
            );
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    println!("| chain of six, `u64`, capacity 64, one thread | ns a hop | times the loop |");
    println!("|---|---|---|");
    for ((name, _), ns) in peers.iter().zip(&medians) {
        println!("| {name} | {ns:.2} | {:.1} |", ns / medians[0]);
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
