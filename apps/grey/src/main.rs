//! A greylisting proxy for mail that loses none.

use clap::Parser;
use grey::config::{CommandLine, Config};
use kamaelia::prelude::*;

#[kamaelia::main]
async fn main() -> Outcome {
    let command_line = CommandLine::parse();
    if command_line.print_config {
        print!("{}", Config::EXAMPLE);
        return Ok(());
    }
    command_line.load()?;
    Ok(())
}
