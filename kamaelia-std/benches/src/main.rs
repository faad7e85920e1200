//! Measures the servers, the lines and the table of kamaelia-std, the first two beside
//! what is written by hand.
//!
//! `cargo run --release` measures everything and writes the table of the README.
//! With words, it measures that, and prints: `cargo run --release -- echo lines`.

mod allocations;
mod churn;
mod echo;
mod idle;
mod lines;
mod machine;
mod numbers;
mod peer;
mod server;
mod store;
mod table;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;
use table::Row;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Connections that are there at a time, at rest or coming and going.
const MANY: usize = 10_000;

const MINUTE: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match start(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kamaelia-std-benches: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(words: &[&str]) -> Result<()> {
    if let ["--serve", kind, rest @ ..] = words {
        let places = rest.get(1).map_or(Ok(2 * MANY), |places| places.parse())?;
        return server::run(kind, rest.first() == Some(&"--count"), places);
    }
    let files = rlimit::increase_nofile_limit(u64::MAX)?;
    let many = MANY.min(usize::try_from(files)? * 2 / 3);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let ["--load", kind, connections] = words {
        return runtime.block_on(echo::load_for_profilers(kind, connections.parse()?));
    }
    let rows = runtime.block_on(measure(words, many))?;
    if words.is_empty() {
        table::write(&machine::sentence(), &rows)?;
    }
    Ok(())
}

async fn measure(words: &[&str], many: usize) -> Result<Vec<Row>> {
    let wanted = |word| words.is_empty() || words.contains(&word);
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        print!("{}", table::line(&row));
        rows.push(row);
    };
    if wanted("echo") {
        add(echo::round_trips(1).await?);
        add(echo::round_trips(1000).await?);
        add(echo::stream().await?);
    }
    if wanted("idle") {
        add(idle::bytes(many, b"", "which have never spoken").await?);
        add(idle::bytes(many, b"hello", "which have said a word").await?);
    }
    if wanted("lines") {
        for length in [40, 100, 1000] {
            add(lines::split(length));
        }
    }
    if wanted("store") {
        add(store::triplets().await?);
    }
    if wanted("churn") {
        add(churn::come_and_go(many, MINUTE).await?);
    }
    Ok(rows)
}
