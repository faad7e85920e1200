use kamaelia::Outcome;

#[kamaelia::main]
async fn main<T>() -> Outcome {
    Ok(())
}
