//! Writes the graphs of 10, 100 and 300 components: each is one `graphline!`.

use std::fmt::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    graph(&mut code, 10)?;
    if std::env::var_os("CARGO_FEATURE_LARGE").is_some() {
        graph(&mut code, 100)?;
        graph(&mut code, 300)?;
    }
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(std::path::Path::new(&folder).join("lengths.rs"), code)?;
    Ok(())
}

fn graph(code: &mut String, components: usize) -> std::fmt::Result {
    let relays = 1..=components - 2;
    writeln!(code, "/// A chain of {components} components.")?;
    writeln!(code, "pub fn length_{components}(count: u64) -> u64 {{")?;
    writeln!(code, "    sum(|result| Box::pin(graphline! {{")?;
    writeln!(code, "        NUMBERS = Numbers::new(count);")?;
    for relay in relays.clone() {
        writeln!(code, "        RELAY_{relay} = Relay::new();")?;
    }
    writeln!(code, "        SUM = Sum::new(result);")?;
    write!(code, "        NUMBERS")?;
    for relay in relays {
        write!(code, " -> RELAY_{relay}")?;
    }
    writeln!(code, " -> SUM;\n    }}.run()))\n}}")
}
