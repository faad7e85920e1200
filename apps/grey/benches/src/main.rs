//! Measures grey beside postgrey and haproxy, in one run, as the programs that they
//! are.
//!
//! `cargo run --release -- PATH`, where PATH is the program `grey`, measures everything
//! and writes the table of the README. With words after it, it measures that, and
//! prints: `decisions`, `proxy`, `memory`, `shared`. With `-` for PATH it measures the
//! others alone. `shared` needs a PostgreSQL, of which `KAMAELIA_BENCH_POSTGRES` is the address.

mod asker;
mod daemon;
mod decisions;
mod grey;
#[path = "../../../../kamaelia-std/benches/src/machine.rs"]
mod machine;
mod mail;
mod memory;
#[path = "../../../../kamaelia-std/benches/src/numbers.rs"]
mod numbers;
mod place;
mod postgrey;
mod proxy;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use table::Row;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match start(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("grey-benches: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(words: &[String]) -> Result<()> {
    let Some((program, words)) = words.split_first() else {
        return Err("which grey? Name its path: cargo run --release -- target/release/grey".into());
    };
    let grey = match program.as_str() {
        "-" => None,
        path => Some(
            Path::new(path)
                .canonicalize()
                .map_err(|error| format!("`{path}`: {error}"))?,
        ),
    };
    let wanted = |word: &str| words.is_empty() || words.iter().any(|it| it == word);
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        print!("{}", table::line(&row));
        rows.push(row);
    };
    if wanted("decisions") {
        decisions::measure(grey.as_deref(), &mut add)?;
    }
    if let (Ok(url), Some(grey)) = (std::env::var("KAMAELIA_BENCH_POSTGRES"), &grey)
        && wanted("shared")
    {
        decisions::shared(grey, &url, &mut add)?;
    }
    if wanted("proxy") {
        proxy::measure(grey.as_deref(), &mut add)?;
    }
    if wanted("memory")
        && let Some(grey) = &grey
    {
        add(memory::over_many(grey)?);
    }
    if words.is_empty() && grey.is_some() {
        table::write(&machine::sentence(), &rows)?;
    }
    Ok(())
}

/// A folder for the files of one program, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Result<Folder> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("grey-benches-{}-{name}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
