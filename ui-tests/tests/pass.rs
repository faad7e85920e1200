//! What must stay legal. These are compiled and run, one by one: apart from
//! the mistakes, which trybuild checks all at once, and few files of many forms.

// Cases 187 (a component without `control` in a pipeline: names.rs), 188 (no
// linkages: linkages.rs) and 209 (a `control` that leads to one component
// only: the framework tells the others; composites.rs).
#[test]
fn pass() {
    trybuild::TestCases::new().pass("tests/pass/*.rs");
}
