//! The names that the components of a pipeline get, and how they are linked.

use crate::graphline::pipeline;

/// Every component, every linkage, then every mistake.
fn check(text: &str, expected: &[&str]) {
    let (graph, errors) = pipeline(text.parse().expect("the test is written in Rust's tokens"));
    let placed = graph
        .instances
        .iter()
        .map(|instance| match &instance.placement {
            Some(placement) => format!("{} on {:?}", instance.name, placement.place),
            None => instance.name.to_string(),
        });
    let links = graph
        .links
        .iter()
        .map(|link| format!("{} -> {}", link.from, link.targets[0].end));
    let loose = graph.loose.iter().map(|end| format!("loose {end}"));
    let found: Vec<String> = placed
        .chain(links)
        .chain(loose)
        .chain(errors.lines())
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// The name of the second of two components.
fn check_name(expression: &str, expected: &str) {
    let text = format!("[], {expression}");
    let (graph, _) = pipeline(text.parse().expect("the test is written in Rust's tokens"));
    assert_eq!(graph.instances[1].name, expected, "{expression}");
}

#[test]
fn neighbours_are_linked() {
    check(
        "Reader::new(), Echo::new() on task, Writer {},",
        &[
            "Reader",
            "Echo on Task",
            "Writer",
            "Reader.outbox -> Echo.inbox",
            "Echo.outbox -> Writer.inbox",
        ],
    );
    check("Echo::new() on thread", &["Echo on Thread"]);
}

#[test]
fn a_linkage_stands_where_its_second_component_starts() {
    let (graph, _) = pipeline(
        "a, b::c()"
            .parse()
            .expect("the test is written in Rust's tokens"),
    );
    assert_eq!(graph.links[0].arrow.spans[0].start().column, 3);
    assert_eq!(graph.instances[1].name.span().start().column, 3);
}

#[test]
fn a_component_is_called_what_its_expression_calls_it() {
    check_name("ConsoleReader::new(\">>> \")", "ConsoleReader");
    check_name("kamaelia_std::text::Echo::<u8>::new()", "Echo");
    check_name("Echo::new().times(3).boxed()", "Echo");
    check_name("<Echo as Default>::default()", "Echo");
    check_name("text::Echo { times: 3 }", "Echo");
    check_name("Echo", "Echo");
    check_name("&mut (echo)", "echo");
    check_name("prefabs::loud(echo)", "loud");
    check_name("make().await?", "make");
    check_name("self.decoder", "decoder");
    check_name("r#try", "stage_2");
    check_name("Self::new()", "stage_2");
    check_name("{ echo }", "stage_2");
}

#[test]
fn no_two_components_have_one_name() {
    check(
        "Echo::new(), Echo::new(), Echo_2::new(), Echo::new()",
        &[
            "Echo",
            "Echo_2",
            "Echo_2_2",
            "Echo_3",
            "Echo.outbox -> Echo_2.inbox",
            "Echo_2.outbox -> Echo_2_2.inbox",
            "Echo_2_2.outbox -> Echo_3.inbox",
        ],
    );
}

#[test]
fn a_pipeline_has_a_component() {
    check("", &["1:1: `pipeline!` needs at least one component"]);
}

#[test]
fn a_component_that_does_not_parse_is_left_out() {
    let text = "the expression of component 2 of the pipeline does not parse";
    check(
        "a, b(c d), e",
        &[
            "a",
            "e",
            "loose a.outbox",
            "loose e.inbox",
            &format!("1:8: {text}: expected `,`"),
        ],
    );
    check(
        "a, , e",
        &[
            "a",
            "e",
            "loose a.outbox",
            "loose e.inbox",
            &format!("1:4: {text}: expected an expression"),
        ],
    );
}

#[test]
fn components_are_parted_by_commas() {
    let text = "the components of a pipeline are parted by `,`, with `on task` or `on thread` in front of it";
    check(
        "a b, c",
        &["a", "c", "a.outbox -> c.inbox", &format!("1:3: {text}")],
    );
    check(
        "a; b, c",
        &[
            "a",
            "b",
            "c",
            "a.outbox -> b.inbox",
            "b.outbox -> c.inbox",
            &format!("1:2: {text}"),
        ],
    );
    check(
        "a on tsk, c",
        &[
            "a",
            "c",
            "a.outbox -> c.inbox",
            "1:6: there is no placement `tsk`: write `on task` or `on thread`",
        ],
    );
}

#[test]
fn a_component_has_no_name() {
    check(
        "A = Echo::new(), c",
        &[
            "Echo",
            "c",
            "Echo.outbox -> c.inbox",
            "1:1: the components of a pipeline have no names: write the expression alone, or a \
             `graphline!`",
        ],
    );
}

#[test]
fn a_variable_is_one_component() {
    check(
        "echo, echo",
        &[
            "echo",
            "loose echo.outbox",
            "1:7: `echo` is already the component `echo` (line 1); a component can be used once",
        ],
    );
}
