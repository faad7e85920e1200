use kamaelia::Outcome;

#[kamaelia::main]
fn main() -> Outcome {
    Ok(())
}
