//! What is refused in a graph, what is warned of, and what is left of it.

use crate::graphline::graph::Graph;
use crate::graphline::graphline;

/// Every mistake in the linkages, between as many of the components `A` to `E` as they name.
fn check(linkages: &str, expected: &[&str]) {
    let (_, found, _) = checked(linkages);
    assert_eq!(found, expected, "{linkages}");
}

/// Every linkage and loose end that is left.
fn check_left(linkages: &str, expected: &[&str]) {
    let (graph, ..) = checked(linkages);
    let links = graph.links.iter().flat_map(|link| {
        link.targets
            .iter()
            .map(|target| format!("{} -> {}", link.from, target.end))
    });
    let loose = graph.loose.iter().map(|end| format!("loose {end}"));
    assert_eq!(
        links.chain(loose).collect::<Vec<_>>(),
        expected,
        "{linkages}"
    );
}

fn checked(linkages: &str) -> (Graph, Vec<String>, Vec<String>) {
    let named = ["A", "B", "C", "D", "E"]
        .into_iter()
        .filter(|name| linkages.contains(name));
    let declarations: String = named.map(|name| format!("{name} = X; ")).collect();
    understood(&format!("{declarations}\n{linkages}"))
}

fn understood(text: &str) -> (Graph, Vec<String>, Vec<String>) {
    let (graph, errors) = graphline(text.parse().expect("the test is written in Rust's tokens"));
    let warnings = graph
        .warnings
        .iter()
        .map(|warning| warning.text.clone())
        .collect();
    (graph, errors.lines(), warnings)
}

mod pass_throughs {
    use super::{check, check_left};

    #[test]
    fn one_from_self_to_self_is_refused() {
        check(
            "self.a -> self.b;",
            &["2:11: `self.a -> self.b` passes straight through: put a component between"],
        );
        check(
            "self -> self;",
            &["2:9: `self.inbox -> self.outbox` passes straight through: put a component between"],
        );
        check_left("self.a -> [self.b, A.i];", &["self.a -> A.i"]);
    }

    #[test]
    fn several_components_may_feed_one_outbox_of_self() {
        check("A -> self; B -> self;", &[]);
    }

    #[test]
    fn a_policy_stands_on_the_linkage_outside() {
        let text = "has no queue of its own: put the policy on the linkage outside";
        check(
            "self -> A with latest;",
            &[&format!(
                "2:16: the pass-through `self.inbox -> A.inbox` {text}"
            )],
        );
        check(
            "A -> self with capacity(0) via f;",
            &[&format!(
                "2:16: the pass-through `A.outbox -> self.outbox` {text}"
            )],
        );
        check("self -> A via f;", &[]);
        check("self -> [A with latest, B with capacity(3)];", &[]);
    }
}

mod repetitions {
    use super::{check, check_left};

    #[test]
    fn the_same_linkage_is_written_once() {
        let text = "the same linkage `A.o -> B.i` is there already, in line 2: take one away";
        check(
            "A.o -> B.i;\nA.o -> B.i with latest;",
            &[&format!("3:8: {text}")],
        );
        check(
            "A.o -> [B.i, C.i];\nA.o -> B.i;",
            &[&format!("3:8: {text}")],
        );
        check("A.o -> [B.i, B.i];", &[&format!("2:14: {text}")]);
        check_left("A.o -> B.i; A.o -> B.i;", &["A.o -> B.i"]);
        check_left("A.o -> [B.i, B.i];", &["A.o -> B.i"]);
    }

    #[test]
    fn an_outbox_is_linked_by_one_linkage() {
        let text = "`A.o` is already linked, to `B.i` in line 2; to reach";
        check(
            "A.o -> B.i;\nA.o -> C.i;",
            &[&format!("3:1: {text} both write `A.o -> [B.i, C.i];`")],
        );
        check(
            "A.o -> B.i;\nA.o -> [B.i, C.i];",
            &[&format!("3:1: {text} both write `A.o -> [B.i, C.i];`")],
        );
        check(
            "A.o -> B.i; A.o -> C.i;\nA.o -> D.i;",
            &[
                &format!("2:13: {text} both write `A.o -> [B.i, C.i];`"),
                &format!("3:1: {text} all write `A.o -> [B.i, C.i, D.i];`"),
            ],
        );
        check_left("A.o -> B.i; A.o -> C.i;", &["A.o -> B.i", "loose C.i"]);
    }

    #[test]
    fn an_inbox_of_self_feeds_one_component() {
        let text = "2:19: `self.inbox` is already linked, to `A.inbox` in line 2; to reach both write `self.inbox -> [A.inbox, B.inbox];`";
        check("self -> A;        self -> B;", &[text]);
    }

    #[test]
    fn every_outbox_of_several_is_linked_by_itself() {
        check("A.o[0] -> B.i; A.o[1] -> C.i;", &[]);
        check(
            "A.o[1] -> B.i; A.o[0x1] -> C.i;",
            &[
                "2:16: `A.o[0x1]` is already linked, to `B.i` in line 2; to reach both write `A.o[0x1] -> [B.i, C.i];`",
            ],
        );
    }

    #[test]
    fn several_outboxes_may_lead_to_one_inbox() {
        check("A.o -> C.i; A.p -> C.i; B.o -> C.i;", &[]);
    }
}

mod capacities {
    use super::check;

    #[test]
    fn there_is_room_for_a_message() {
        for policy in ["capacity", "drop_newest", "drop_oldest"] {
            let text = format!(
                "`A.outbox -> B.inbox` holds no message with `{policy}(0)`; the smallest is 1"
            );
            let column = 12 + policy.len() + 2;
            check(
                &format!("A -> B with {policy}(0);"),
                &[&format!("2:{column}: {text}")],
            );
            check(
                &format!("A -> B with {policy}(0x0_usize);"),
                &[&format!("2:{column}: {text}")],
            );
            check(&format!("A -> B with {policy}(1);"), &[]);
            check(&format!("A -> B with {policy}(n - n);"), &[]);
        }
    }
}

mod idle {
    use super::understood;

    fn check(text: &str, expected: &[&str]) {
        let (_, _, warnings) = understood(text);
        assert_eq!(warnings, expected, "{text}");
    }

    #[test]
    fn a_component_that_is_never_linked_is_noted() {
        let text = "`IDLE` is declared and never linked";
        check("IDLE = X; A = X; B = X; A -> B;", &[text]);
        check("IDLE = X; A = X; self -> A;", &[text]);
        check(
            "A = X; B = X;",
            &[
                "`A` is declared and never linked",
                "`B` is declared and never linked",
            ],
        );
    }

    #[test]
    fn a_graph_of_one_component_has_nothing_to_link() {
        check("A = X;", &[]);
    }

    #[test]
    fn a_component_of_a_broken_statement_is_not_noted() {
        check("A = X; B = X; C = X; A -> B; C.;", &[]);
        check("A = X; B = X; A.o -> NOBODY.i; NOBODY.o -> B.i;", &[]);
        check("A = X; B = X; B = X; A -> A;", &[]);
    }
}

mod one_mistake_is_one_error {
    use super::understood;

    fn check(text: &str) {
        let (_, errors, warnings) = understood(text);
        assert_eq!(
            (errors.len(), warnings.len()),
            (1, 0),
            "{text}\n{errors:?} {warnings:?}"
        );
    }

    #[test]
    fn whatever_the_mistake() {
        check("A = X; B = X; A.outbox B.inbox;");
        check("A = X; B = X; A -> B with unbouded; B -> A;");
        check("A = X; B = X; A -> B with capacity; B -> A;");
        check("A = X; B = X; A -> B; B -> CONSOLE; CONSOLE -> A;");
        check("A = ; B = X; A -> B; B -> A;");
        check("A X; B = X; A -> B; B -> A;");
        check("A = x; B = x; A -> B; B -> A;");
        check("A = X; A = X; A -> A with unbounded;");
        check("A = X; B = X; linkages = { A -> B, B -> A };");
    }

    #[test]
    fn several_mistakes_are_reported_together() {
        let (_, errors, _) =
            understood("A = X; B = ; C = X; A -> D; A -> C with capacity(0); C.o -> ;");
        assert_eq!(errors.len(), 4, "{errors:?}");
    }
}
