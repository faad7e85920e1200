//! What is right is understood as it is written.

use super::check;

#[test]
fn an_empty_graph_is_a_graph() {
    check("", &[]);
    check(";", &[]);
}

#[test]
fn any_expression_declares_a_component() {
    check("A = Echo::new();", &["A = Echo::new()"]);
    check(
        "A = Echo::<u8>::new().times(3)",
        &["A = Echo::<u8>::new().times(3)"],
    );
    check(
        "A = Echo { x: 1 }; B = made?.await;",
        &["A = Echo{x:1}", "B = made?.await"],
    );
    check("A = if x < y { a } else { b };", &["A = ifx<y{a}else{b}"]);
    check("A = { let x = 1; f(x) };", &["A = {letx=1;f(x)}"]);
    check("A = map(|x: u8| -> u8 { x });", &["A = map(|x:u8|->u8{x})"]);
}

#[test]
fn a_placement_follows_the_expression() {
    check(
        "A = echo on task; B = Echo {} on thread;",
        &["A = echo on Task", "B = Echo{} on Thread"],
    );
    check("A = x as T on task;", &["A = xasT on Task"]);
    check("A = |x| x + 1 on thread;", &["A = |x|x+1 on Thread"]);
    check("A = on on task;", &["A = on on Task"]);
}

#[test]
fn a_linkage_names_both_boxes_or_none() {
    check(
        "A.outbox -> B.inbox; A -> B",
        &["A.outbox -> B.inbox", "A -> B"],
    );
    check(
        "self.orders -> A.inbox; A -> self;",
        &["self.orders -> A.inbox", "A -> self"],
    );
    check(
        "S.outbox[0] -> J.inbox[0x1];",
        &["S.outbox[0] -> J.inbox[0x1]"],
    );
}

#[test]
fn a_chain_is_one_linkage_an_arrow() {
    check("A -> B -> C;", &["A -> B", "B -> C"]);
    check("A.x -> B -> C.y;", &["A.x -> B", "B -> C.y"]);
    check(
        "A -> B with latest -> C via f -> D;",
        &["A -> B with Latest", "B -> C via f", "C -> D"],
    );
    check("A -> B via |x| x -> C;", &["A -> B via |x|x", "B -> C"]);
    check("A -> B -> [C, D];", &["A -> B", "B -> C, D"]);
}

#[test]
fn a_broadcast_has_several_targets() {
    check(
        "A.outbox -> [B.inbox, C.inbox];",
        &["A.outbox -> B.inbox, C.inbox"],
    );
    check("A -> [B,];", &["A -> B"]);
}

#[test]
fn a_policy_and_a_conversion_follow_in_either_order() {
    check(
        "A -> B with capacity(2 * n) via f;",
        &["A -> B with Capacity 2*n via f"],
    );
    check(
        "A -> B via |x| x + 1 with unbounded;",
        &["A -> B with Unbounded via |x|x+1"],
    );
    check("A -> B with latest;", &["A -> B with Latest"]);
    check("A -> B with drop_newest(9);", &["A -> B with DropNewest 9"]);
    check("A -> B with drop_oldest(9);", &["A -> B with DropOldest 9"]);
}

#[test]
fn the_policy_of_a_broadcast_is_that_of_targets_without_one() {
    check(
        "A -> [B with latest, C via f] with capacity(1);",
        &["A -> B with Latest, C with Capacity 1 via f"],
    );
}
