//! What the compiler says of mistakes: a file a mistake, a folder a kind.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests --test ui` writes the `.stderr`
//! files. Read the difference as somebody who made the mistake would.

/// What a component may not be.
#[test]
fn component() {
    compile_fail("component");
}

/// What a graph may not say: its grammar, names and rules.
#[test]
fn graphline() {
    compile_fail("graphline");
}

/// What may not be linked.
#[test]
fn linkage() {
    compile_fail("linkage");
}

/// What a row of components may not be.
#[test]
fn pipeline() {
    compile_fail("pipeline");
}

/// What may be, but seldom is meant.
#[test]
fn warning() {
    compile_fail("warning");
}

fn compile_fail(folder: &str) {
    trybuild::TestCases::new().compile_fail(format!("tests/{folder}/*.rs"));
}
