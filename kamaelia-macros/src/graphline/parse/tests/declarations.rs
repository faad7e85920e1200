//! What is said about a declaration, and about statements as such.

use super::check;

#[test]
fn an_expression_that_does_not_parse_keeps_its_component() {
    check(
        "A = Echo::new(a b); B = c;",
        &[
            "A = ?",
            "B = c",
            "1:17: the expression of `A` does not parse: expected `,`",
        ],
    );
    check(
        "A = ; B = c;",
        &[
            "A = ?",
            "B = c",
            "1:5: the expression of `A` is missing: write `A = Component::new(..);`",
        ],
    );
    check(
        "A = B = c;",
        &[
            "A = ?",
            "B = c",
            "1:5: the expression of `A` is missing: write `A = Component::new(..);`",
        ],
    );
    check(
        "A =",
        &[
            "A = ?",
            "1:3: the expression of `A` is missing: write `A = Component::new(..);`",
        ],
    );
    check(
        "A = Echo::",
        &[
            "A = ?",
            "1:10: the expression of `A` does not parse: expected identifier",
        ],
    );
}

#[test]
fn a_placement_is_a_task_or_a_thread() {
    check(
        "A = a on thred; B = b;",
        &[
            "A = a",
            "B = b",
            "1:10: there is no placement `thred`: write `on thread` or `on task`",
        ],
    );
    check(
        "A = a on;",
        &[
            "A = a",
            "1:9: the placement is missing: write `on task` or `on thread`",
        ],
    );
    check(
        "A = a task;",
        &[
            "A = a",
            "1:7: this belongs to no statement; there may be `;`, `on task` or `on thread` here",
        ],
    );
    check(
        "A = a on task on thread;",
        &[
            "A = a on Task",
            "1:15: this belongs to no statement; there may be `;` here",
        ],
    );
}

#[test]
fn a_component_is_declared_by_its_name_and_an_equals_sign() {
    check(
        "let A = a;",
        &[
            "A = a",
            "1:1: a component is declared without `let`: write `NAME = expression;`",
        ],
    );
    check(
        "A: a; B := b;",
        &[
            "A = a",
            "B = b",
            "1:2: a component is declared with `=`: write `A = expression;`",
            "1:9: a component is declared with `=`: write `B = expression;`",
        ],
    );
    check(
        "A a(); B = b;",
        &[
            "B = b",
            "loose A",
            "1:3: `=` or `->` is missing after `A`: write `A = expression;` or `A -> B;`",
        ],
    );
}

#[test]
fn a_statement_ends_with_a_semicolon() {
    check(
        "A = a, B = b;",
        &[
            "A = a",
            "B = b",
            "1:6: a statement ends with `;`: write `;` for `,`",
        ],
    );
    check(
        "A = a B = b;",
        &[
            "A = a",
            "B = b",
            "1:7: missing `;`: write it in front of this statement",
        ],
    );
    check(
        "A = a() B.outbox -> C;",
        &[
            "A = a()",
            "B.outbox -> C",
            "1:9: missing `;`: write it in front of this statement",
        ],
    );
}

#[test]
fn a_graph_has_no_sections() {
    let text = "a graph has no section `linkages`: write its statements themselves, `NAME = expression;` and `A.outbox -> B.inbox;`";
    check(
        "linkages = { A.outbox -> B.inbox, }; A = a;",
        &["A = a", &format!("1:1: {text}")],
    );
    check(
        "linkages: { A => B } A = a;",
        &["A = a", &format!("1:1: {text}")],
    );
    check("linkages {}", &[&format!("1:1: {text}")]);
}

#[test]
fn a_statement_starts_with_a_component() {
    let text = "this starts no statement: write `NAME = expression;` or `A.outbox -> B.inbox;`";
    check("-> B; A = a;", &["A = a", &format!("1:1: {text}")]);
    check("7; A = a;", &["A = a", &format!("1:1: {text}")]);
    check(
        ".outbox -> B; A = a;",
        &[
            "A = a",
            "1:1: the component is missing before the dot: write `A.outbox`",
        ],
    );
    check(
        "[A, B] -> C; A = a;",
        &[
            "A = a",
            "1:1: several linkages into one inbox are written one by one: `A.outbox -> C.inbox; B.outbox -> C.inbox;`",
        ],
    );
}

#[test]
fn a_statement_has_no_attributes() {
    check(
        "#[cfg(unix)] A = a; #[doc = \"B\"] #[allow(unused)] B = b; #[inline] A -> B;",
        &[
            "A = a",
            "B = b",
            "A -> B",
            "1:1: a statement has no attributes: what depends on `cfg` is written in the expression, or as a graph of its own",
            "1:21: a statement has no doc comment: write `//`",
            "1:58: a statement has no attributes: write it around the graph",
        ],
    );
}
