//! Which component every name stands for, and what is said about names that stand for none.

use super::resolve;
use crate::errors::Errors;
use crate::graphline::graph::Graph;
use crate::graphline::parse::parse;

/// Every linkage and loose end of the text, then every mistake.
fn check(text: &str, expected: &[&str]) {
    let mut errors = Errors::default();
    let graph = resolved(text, &mut errors);
    let links = graph.links.iter().flat_map(|link| {
        link.targets
            .iter()
            .map(|target| format!("{} -> {}", link.from, target.end))
    });
    let loose = graph.loose.iter().map(|end| format!("loose {end}"));
    let found: Vec<String> = links.chain(loose).chain(errors.lines()).collect();
    assert_eq!(found, expected, "{text}");
}

fn resolved(text: &str, errors: &mut Errors) -> Graph {
    resolve(
        parse(
            text.parse().expect("the test is written in Rust's tokens"),
            errors,
        ),
        errors,
    )
}

/// What is said about the name `wrong` beside these components.
fn check_unknown(components: &[&str], wrong: &str, hint: &str) {
    let declarations: String = components
        .iter()
        .map(|name| format!("{name} = X;"))
        .collect();
    let mut errors = Errors::default();
    let own = components.first().unwrap_or(&"self");
    resolved(
        &format!("{declarations}\n{own}.a -> {wrong}.b;"),
        &mut errors,
    );
    let column = format!("{own}.a -> ").len() + 1;
    let text = format!("2:{column}: no component `{wrong}` in this graph; {hint}");
    assert_eq!(errors.lines(), [text]);
}

#[test]
fn a_box_that_is_left_out_is_the_inbox_or_the_outbox() {
    check("A -> B; A = X; B = X;", &["A.outbox -> B.inbox"]);
    check(
        "self -> A -> self; A = X;",
        &["self.inbox -> A.inbox", "A.outbox -> self.outbox"],
    );
}

#[test]
fn an_unknown_component_gets_the_nearest_one() {
    check_unknown(&["READER", "CONSOLE"], "CONOSLE", "did you mean `CONSOLE`?");
    check_unknown(&["CONSOLE"], "console", "did you mean `CONSOLE`?");
}

#[test]
fn the_graphs_own_component_is_never_guessed_but_named() {
    for word in ["SELF", "Self", "this"] {
        check_unknown(&["A"], word, "did you mean `self`?");
    }
}

#[test]
fn an_unknown_component_that_is_like_none_gets_the_list() {
    check_unknown(&["A", "B"], "CONSOLE", "there are `A`, `B`");
    check_unknown(&["A"], "B", "there is `A`");
    check_unknown(
        &["A", "B", "C", "D", "E", "F", "G"],
        "X",
        "declare it: `X = expression;`",
    );
    check_unknown(&[], "X", "declare it: `X = expression;`");
}

#[test]
fn an_unknown_component_is_reported_once() {
    let text = "no component `X` in this graph; there is `A`";
    check(
        "A = a; A.o -> X.i; X.o -> A.i;",
        &["loose A.o", "loose A.i", &format!("1:15: {text}")],
    );
}

#[test]
fn of_a_broadcast_the_known_targets_are_kept() {
    let text = "1:23: no component `X` in this graph; there are `A`, `B`";
    check("A = a; B = b; A.o -> [X.i, B.i];", &["A.o -> B.i", text]);
}

#[test]
fn two_components_of_one_name_are_one_mistake() {
    let text = "2:1: there is a component `A` already, in line 1: give one of them another name";
    check("A = a;\nA = b; A.o -> A.i;", &["A.o -> A.i", text]);
}

#[test]
fn some_names_are_taken() {
    check(
        "self = a;",
        &["1:1: `self` is the component that this graph belongs to: choose another name"],
    );
    for word in ["Self", "super", "crate", "type"] {
        let text = format!("1:1: `{word}` is a keyword of Rust: choose another name");
        check(
            &format!("{word} = a; {word} -> self;"),
            &["loose self.outbox", &text],
        );
    }
    check(
        "_ = a;",
        &["1:1: a component needs a name: write `NAME = expression;`"],
    );
}

#[test]
fn a_variable_is_one_component() {
    let text = "2:5: `echo` is already the component `A` (line 1); a component can be used once";
    check("A = echo;\nB = echo; A.o -> B.i;", &["loose A.o", text]);
}

#[test]
fn a_constant_and_an_expression_may_be_several_components() {
    check(
        "A = Echo; B = Echo; C = echo(); D = echo(); E = self.x; F = self.x;",
        &[],
    );
}

#[test]
fn the_linkages_of_a_broken_component_are_loose() {
    let text = "1:11: the expression of `A` does not parse: expected `,`";
    check("A = a(b   c); B = b; A.o -> B.i;", &["loose B.i", text]);
}

#[test]
fn a_broken_statement_may_be_the_declaration() {
    check(
        "A a(); B = b; A.o -> B.i;",
        &[
            "loose B.i",
            "1:3: `=` or `->` is missing after `A`: write `A = expression;` or `A -> B;`",
        ],
    );
}

#[test]
fn a_broken_linkage_leaves_its_ends_loose_and_its_components_disputed() {
    let mut errors = Errors::default();
    let graph = resolved("A = a; B = b; C = c; A.o B C; B.i -> ;", &mut errors);
    let loose: Vec<String> = graph.loose.iter().map(ToString::to_string).collect();
    assert_eq!(loose, ["A.o", "B.i"]);
    let disputed: Vec<bool> = graph
        .instances
        .iter()
        .map(|instance| instance.disputed)
        .collect();
    assert_eq!(disputed, [true, true, true]);
}
