//! What the compiler says of mistakes: a file a mistake, a folder a kind.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests --test ui` writes the `.stderr`
//! files. Read the difference as somebody who made the mistake would.

/// What a component may not be, and what may not be done in it.
// Cases 12 (no-such-outbox), 13 (no-such-inbox), 14 (sends-another-type),
// 15 (reads-an-outbox, sends-on-an-inbox), 19 (no-such-option),
// 23 (message-that-is-not-send), 48 (reads-a-forwarded-inbox) and
// 212 (own-inbox-not-declared).
#[test]
fn component() {
    compile_fail("component");
}

/// What a graph may not say: its grammar, names and rules.
// Cases 21 (type-for-a-component), 24 (linkage-with-one-end, linkage-to-nothing),
// 32 (outbox-linked-twice), 44 and 45 (inbox-passed-to-itself),
// 55 (policy-on-a-pass-through), 61 (capacity-of-nothing), 84 (started-twice),
// 199 (no-such-component-and-none-like-it) and 210 (this folder and the next).
#[test]
fn graphline() {
    compile_fail("graphline");
}

/// What may not be linked.
// Cases 46 (inbox-on-the-left), 47 (outbox-on-the-right), 49 (types-differ),
// 62, since a policy belongs to a linkage (no-such-outbox), 157 (data-into-control)
// and 211, since a box belongs to a type (no-such-inbox-of-self).
#[test]
fn linkage() {
    compile_fail("linkage");
}

/// What a row of components may not be.
// Cases 160 (no-outbox-for-a-stage), 179 (neighbours-disagree), 180 (empty) and
// 181 (same-component-twice).
#[test]
fn pipeline() {
    compile_fail("pipeline");
}

/// What a chassis does not run.
// Cases 228 (factory-of-another-type), 236 (par-without-a-rule-for-its-inbox) and 237
// (children-that-send-different-types).
#[test]
fn chassis() {
    compile_fail("chassis");
}

/// What may not be done with the addresses of boxes.
// Cases 37 (linkage-cut-twice), 49 (linkage-of-two-types), 132, 133 and 136
// (key-of-a-fixed-box: a key comes from `add` alone), 138 (key-of-another-type),
// 144 (component-as-a-service), 145 (outbox-as-a-service), 148
// (service-taken-out-twice), 272 (backplane-of-what-is-not-clone) and 279
// (published-on-a-backplane-of-another-type).
#[test]
fn live() {
    compile_fail("live");
}

/// What may be, but seldom is meant.
// Case 85 (never-run).
#[test]
fn warning() {
    compile_fail("warning");
}

fn compile_fail(folder: &str) {
    trybuild::TestCases::new().compile_fail(format!("tests/{folder}/*.rs"));
}
