use kamaelia::Outcome;

#[kamaelia::main]
async fn main(arguments: Vec<String>) -> Outcome {
    drop(arguments);
    Ok(())
}
