//! What is said about a linkage.

use super::check;

#[test]
fn an_arrow_to_the_left_is_no_linkage() {
    check(
        "B.inbox <- A.outbox; C = c;",
        &[
            "C = c",
            "loose B.inbox",
            "1:9: messages go from left to right: write the sender first, `A.outbox -> B.inbox;`",
        ],
    );
}

#[test]
fn only_an_arrow_is_an_arrow() {
    for wrong in ["=>", "-", ">", "-->", "=", "==", "~>"] {
        let text = format!(
            "1:10: a linkage is written with `->`, not with `{wrong}`: write `A.outbox -> B.inbox;`"
        );
        check(
            &format!("A.outbox {wrong} B.inbox; C = c;"),
            &["C = c", "A.outbox -> B.inbox", &text],
        );
    }
    check(
        "A, B.inbox;",
        &[
            "A -> B.inbox",
            "1:2: a linkage is written with `->`, not with `,`: write `A -> B;`",
        ],
    );
    check(
        "A -> B => C;",
        &[
            "A -> B",
            "B -> C",
            "1:8: a linkage is written with `->`, not with `=>`: write `B -> B;`",
        ],
    );
}

#[test]
fn an_arrow_stands_between_two_boxes() {
    check(
        "A.outbox B.inbox;",
        &[
            "A.outbox -> B.inbox",
            "1:10: `->` is missing after `A.outbox`: write `A.outbox -> B.inbox;`",
        ],
    );
    check(
        "A.x B with latest;",
        &[
            "A.x -> B with Latest",
            "1:5: `->` is missing after `A.x`: write `A.x -> B.inbox;`",
        ],
    );
    check(
        "A B;",
        &[
            "loose A",
            "1:3: `=` or `->` is missing after `A`: write `A = expression;` or `A -> B;`",
        ],
    );
    check(
        "A.outbox to B.inbox;",
        &[
            "loose A.outbox",
            "1:10: `->` is missing after `A.outbox`: write `A.outbox -> B.inbox;`",
        ],
    );
    check(
        "A.outbox; B = b;",
        &[
            "B = b",
            "loose A.outbox",
            "1:1: `A.outbox` is linked to nothing: write `A.outbox -> B.inbox;`",
        ],
    );
    check(
        "A; B = b;",
        &[
            "B = b",
            "loose A",
            "1:1: `=` or `->` is missing after `A`: write `A = expression;` or `A -> B;`",
        ],
    );
    check(
        "A.outbox B -> C;",
        &[
            "B -> C",
            "loose A.outbox",
            "1:1: `A.outbox` is linked to nothing: write `A.outbox -> B.inbox;`",
        ],
    );
}

#[test]
fn an_arrow_leads_somewhere() {
    let text = "the inbox is missing here: write `-> B.inbox`";
    check(
        "A.outbox -> ; B = b;",
        &["B = b", "loose A.outbox", &format!("1:13: {text}")],
    );
    check("A.outbox ->", &["loose A.outbox", &format!("1:11: {text}")]);
    check(
        "A -> B -> ;",
        &["A -> B", "loose B", &format!("1:11: {text}")],
    );
    check("A => ;", &["loose A", &format!("1:6: {text}")]);
    check(
        "A.outbox -> .inbox;",
        &[
            "loose A.outbox",
            "1:13: the component is missing before the dot: write `A.outbox`",
        ],
    );
}

#[test]
fn a_statement_ends_with_a_semicolon() {
    check(
        "A.outbox -> B.inbox, C -> D;",
        &[
            "A.outbox -> B.inbox",
            "C -> D",
            "1:20: a statement ends with `;`: write `;` for `,`",
        ],
    );
    check(
        "A -> B C.outbox -> D;",
        &[
            "A -> B",
            "C.outbox -> D",
            "1:8: missing `;`: write it in front of this statement",
        ],
    );
    check(
        "A -> B unbounded;",
        &[
            "A -> B",
            "1:8: this belongs to no statement; there may be `;`, `with` and a policy, or `via` and a function here",
        ],
    );
}

#[test]
fn a_dot_is_followed_by_a_box() {
    check(
        "A. -> B;",
        &["1:2: the box is missing after `A.`: write `A.inbox`"],
    );
    check(
        "A -> B.;",
        &[
            "loose A",
            "1:7: the box is missing after `B.`: write `B.inbox`",
        ],
    );
    check(
        "A.0 -> B;",
        &["1:2: the box is missing after `A.`: write `A.inbox`"],
    );
    check(
        "A.type -> B;",
        &[
            "1:3: there is no box `A.type`: `type` is a keyword of Rust; a box of that name is written `A.r#type`",
        ],
    );
    check(
        "A::outbox -> B;",
        &[
            "A.outbox -> B",
            "1:2: a box follows a dot: write `A.outbox`",
        ],
    );
    check(
        "A.outbox.inner -> B;",
        &[
            "loose A.outbox",
            "1:9: a box has no parts: write `A.outbox`",
        ],
    );
    check(
        "A.outbox() -> B;",
        &[
            "loose A.outbox",
            "1:9: a box is not called: write `A.outbox`",
        ],
    );
}

#[test]
fn names_are_written_without_quotes() {
    check(
        "A.\"outbox\" -> B.\"inbox\";",
        &[
            "A.outbox -> B.inbox",
            "1:3: a box is written without quotes: write `A.outbox`",
            "1:17: a box is written without quotes: write `B.inbox`",
        ],
    );
    check(
        "A.\"\" -> B;",
        &["1:3: a box is written without quotes: write `A.`"],
    );
    let text = "names are written without quotes: write `A.outbox -> B.inbox;`";
    check(
        "(\"A\", \"outbox\") -> (\"B\", \"inbox\");",
        &[&format!("1:1: {text}")],
    );
    check("A -> \"B\".x -> C;", &["loose A", &format!("1:6: {text}")]);
}

#[test]
fn a_linkage_names_components_and_makes_none() {
    let text =
        "a linkage names components: declare it with `NAME = Echo..;` and write `NAME.inbox` here";
    check("A -> Echo::new();", &["loose A", &format!("1:10: {text}")]);
    check(
        "A -> Echo::<u8>::new();",
        &["loose A", &format!("1:10: {text}")],
    );
    check(
        "A -> Echo();",
        &["loose Echo", "loose A", &format!("1:10: {text}")],
    );
    check("A => Echo::new();", &["loose A", &format!("1:10: {text}")]);
}

#[test]
fn an_index_is_a_number_after_a_box() {
    check(
        "S.outbox[i] -> B;",
        &["1:10: an index is a number written out: write `S.outbox[0]`"],
    );
    check(
        "S.outbox[] -> B;",
        &["1:10: an index is a number written out: write `S.outbox[0]`"],
    );
    check(
        "S.outbox[0 + 1] -> B;",
        &["1:12: an index is a number written out: write `S.outbox[0]`"],
    );
    check(
        "S[0] -> B;",
        &["1:2: an index follows a box: write `S.outbox[0]`"],
    );
}

#[test]
fn the_middle_of_a_chain_has_no_box() {
    let text = |name| {
        format!(
            "1:6: `{name}` cannot stand in the middle of a chain, where a component takes at `inbox` and sends from `outbox`: end the chain here and start another"
        )
    };
    check(
        "A -> B.inbox -> C; D = d;",
        &["D = d", "loose B.inbox", "loose A", &text("B.inbox")],
    );
    check("A -> self -> C;", &["loose self", "loose A", &text("self")]);
    check(
        "A -> [B, C] -> D;",
        &[
            "loose B",
            "loose C",
            "loose A",
            "1:13: a broadcast ends its statement: link what comes after each target on its own",
        ],
    );
}

#[test]
fn a_half_written_box_takes_nothing_from_the_next_line() {
    let text = "1:2: the box is missing after `A.`: write `A.inbox`";
    check("A.\nB.outbox -> C;", &["B.outbox -> C", text]);
    check("A.\nB = b();", &["B = b()", text]);
    check("A.\noutbox -> C;", &["A.outbox -> C"]);
}

#[test]
fn a_colon_is_no_dot() {
    check(
        "A:outbox -> B:inbox with latest; C:outbox[0] -> D.inbox;",
        &[
            "A.outbox -> B.inbox with Latest",
            "C.outbox[0] -> D.inbox",
            "1:2: a box follows a dot: write `A.outbox`",
            "1:14: a box follows a dot: write `B.inbox`",
            "1:35: a box follows a dot: write `C.outbox`",
        ],
    );
}
