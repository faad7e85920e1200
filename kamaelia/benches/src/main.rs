//! Measures kamaelia beside its peers.
//!
//! `cargo run --release` measures everything and writes the table of the README.
//! With words, it measures those workloads, or those peers, or those peers in
//! those workloads, and prints: `cargo run --release -- chain`, or
//! `-- chain hand kamaelia`.

mod allocations;
mod callgrind;
mod judge;
mod machine;
mod one;
mod process;
mod runs;
mod table;

use kamaelia_benches::{Peer, WORKLOADS, Workload};
use std::error::Error;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match start(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kamaelia-benches: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(words: &[&str]) -> Result<()> {
    match words {
        [] => {
            let rows = measure(&everything())?;
            table::write(&rows)
        }
        // What this program calls itself with, and profilers may: one peer in a
        // process of its own.
        ["--time", workload, peer] => one::time(workload, peer),
        ["--bytes", workload, peer] => one::bytes(workload, peer),
        ["--once", workload, peer, messages] => one::once(workload, peer, messages.parse()?),
        words => measure(&chosen(words)?).map(drop),
    }
}

type Chosen = Vec<(&'static Workload, Vec<&'static Peer>)>;

/// Measures, and prints the table.
fn measure(chosen: &Chosen) -> Result<Vec<runs::Row>> {
    let (rows, failures) = runs::all(chosen);
    print!("{}", table::of(&rows));
    if failures.is_empty() {
        return Ok(rows);
    }
    Err(format!("failed:\n{}", failures.join("\n")).into())
}

fn everything() -> Chosen {
    let with_peers = |workload: &'static Workload| (workload, workload.peers.iter().collect());
    WORKLOADS.iter().map(with_peers).collect()
}

/// The workloads and peers that the words mean.
fn chosen(words: &[&str]) -> Result<Chosen> {
    let (workloads, peers): (Vec<&str>, Vec<&str>) = words
        .iter()
        .partition(|word| WORKLOADS.iter().any(|workload| workload.is_meant_by(word)));
    let mut chosen = everything();
    if !workloads.is_empty() {
        chosen.retain(|(workload, _)| workloads.iter().any(|word| workload.is_meant_by(word)));
    }
    for word in &peers {
        if !chosen
            .iter()
            .any(|(_, all)| all.iter().any(|peer| peer.name == *word))
        {
            return Err(format!("there is no workload and no peer `{word}`").into());
        }
    }
    if !peers.is_empty() {
        for (_, all) in &mut chosen {
            all.retain(|peer| peers.contains(&peer.name));
        }
    }
    chosen.retain(|(_, peers)| !peers.is_empty());
    Ok(chosen)
}
