//! A greylisting proxy for mail that loses none.

use clap::Parser;
use grey::config::CommandLine;
use kamaelia::prelude::*;

#[kamaelia::main]
async fn main() -> Outcome {
    CommandLine::parse();
    Ok(())
}
