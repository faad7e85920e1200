//! Which components stand in a row.

use super::Rows;
use crate::graphline::graphline;

/// The rows of components `A` to `E`, of which as many are declared as the linkages name.
fn check(linkages: &str, expected: &[&str]) {
    let named = ["A", "B", "C", "D", "E"]
        .into_iter()
        .filter(|name| linkages.contains(name));
    let declared = named.map(|name| {
        let placement = if linkages.contains("# E on task") && name == "E" {
            " on task"
        } else {
            ""
        };
        format!("{name} = X{placement}; ")
    });
    let declared: String = declared.collect();
    let linkages = linkages.replace("# E on task", "");
    let text = format!("{declared}\n{linkages}");
    let (graph, _) = graphline(text.parse().expect("the test is written in Rust's tokens"));
    let rows = Rows::of(&graph);
    let names = |members: &[usize]| -> String {
        let names = members
            .iter()
            .map(|at| graph.instances[*at].name.to_string());
        names.collect()
    };
    let found: Vec<String> = rows.iter().map(|row| names(&row.members)).collect();
    assert_eq!(found, expected, "{text}");
    for row in rows.iter() {
        assert_eq!(row.links.len() + 1, row.members.len(), "{text}");
        assert!(row.links.iter().all(|link| rows.has(*link)), "{text}");
    }
}

#[test]
fn neighbours_stand_in_a_row() {
    check("A -> B -> C;", &["ABC"]);
    check("B.words -> C.letters; A -> B;", &["ABC"]);
    check("A -> B via f; C -> D;", &["AB", "CD"]);
}

#[test]
fn a_policy_parts_them() {
    check("A -> B -> C with capacity(9) -> D;", &["AB", "CD"]);
    check("A -> B with unbounded;", &[]);
}

#[test]
fn a_broadcast_and_a_fan_in_part_them() {
    check(
        "A -> B; B.outbox -> [C.inbox, D.inbox]; D -> E;",
        &["AB", "DE"],
    );
    check("A -> C; B -> C; C -> D;", &["CD"]);
    check("A.one -> B; A.two -> C; C -> D;", &["CD"]);
    check("A -> C.one; B -> C.two; C -> D;", &["CD"]);
}

#[test]
fn a_placement_parts_them() {
    check("A -> B -> E -> C -> D; # E on task", &["AB", "CD"]);
}

#[test]
fn a_number_and_what_the_framework_answers_part_them() {
    check("A.outbox[0] -> B; C -> D.inbox[1];", &[]);
    check("A -> B -> C; B.signal -> D.control;", &[]);
    check("A.outbox -> B.control;", &[]);
}

#[test]
fn what_belongs_to_the_composite_is_no_neighbour() {
    check("self.inbox -> A; A -> B; B -> self.outbox;", &["AB"]);
}

#[test]
fn a_ring_is_no_row_but_what_hangs_on_one_may_be() {
    check("A -> B; B -> A;", &[]);
    check("A -> A;", &[]);
    check("A -> B -> C; C -> A with unbounded;", &["ABC"]);
}

#[test]
fn a_long_row_is_cut() {
    let declared: String = (0..40).map(|at| format!("X{at} = X; ")).collect();
    let names: Vec<String> = (0..40).map(|at| format!("X{at}")).collect();
    let text = format!("{declared} {};", names.join(" -> "));
    let (graph, _) = graphline(text.parse().expect("tokens"));
    let rows = Rows::of(&graph);
    let lengths: Vec<usize> = rows.iter().map(|row| row.members.len()).collect();
    assert_eq!(lengths, [32, 8]);
    assert!(rows.has(30) && !rows.has(31) && rows.has(32));
}
