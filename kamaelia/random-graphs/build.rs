//! Writes the programs of the test crate.

#[path = "generator/mod.rs"]
mod generator;

use generator::{population::population, program};
use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

/// The same graphs in every build.
const SEED: u64 = 3;

const GRAPHS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=generator");
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    let population = population(SEED, GRAPHS)?;
    let modules = population.iter().enumerate();
    let modules = modules.map(|(number, specimen)| program::module(number, specimen));
    fs::write(folder.join("programs.rs"), modules.collect::<String>())?;
    fs::write(folder.join("census.rs"), program::census(&population))?;
    Ok(())
}
