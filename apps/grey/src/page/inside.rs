use super::graph::{Counted, Drawing, draw};
use kamaelia::{Activity, ComponentState, GraphState};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the components of a graph do: those that have the same place in graphs of one kind,
/// such as connections, together.
#[derive(Debug, Serialize)]
pub(super) struct Inside {
    /// `MAIL/SERVE/connection[…]/PROTOCOL`.
    pub(super) path: String,
    /// How many there are.
    pub(super) count: u64,
    pub(super) running: u64,
    pub(super) waiting: u64,
    pub(super) ended: u64,
    /// What one of them does, in words.
    pub(super) does: String,
    pub(super) polls: u64,
}

/// How many kinds are told apart: there are not that many, but if there were, the page would
/// be of no use.
const MOST: usize = 300;

/// What goes on inside of a graph. What it is inside of itself is not said each time.
pub(super) fn together(states: &[ComponentState], around: &str) -> Vec<Inside> {
    let mut order = Vec::new();
    let mut all: BTreeMap<String, Inside> = BTreeMap::new();
    for state in states {
        let path = place(&state.path, around);
        if !all.contains_key(&path) {
            if order.len() >= MOST {
                continue;
            }
            order.push(path.clone());
        }
        let inside = all.entry(path.clone()).or_insert_with(|| Inside {
            path,
            count: 0,
            running: 0,
            waiting: 0,
            ended: 0,
            does: state.activity.to_string(),
            polls: 0,
        });
        inside.count += 1;
        inside.polls += state.polls;
        match state.activity {
            Activity::Waiting(_) => inside.waiting += 1,
            Activity::Ended => inside.ended += 1,
            _ => inside.running += 1,
        }
    }
    let inside = order.iter().filter_map(|path| all.remove(path));
    inside.collect()
}

/// Graphs of one kind inside of a graph, with what all of them have carried.
#[derive(Debug, Serialize)]
pub(super) struct Nested {
    pub(super) path: String,
    /// How many there are.
    pub(super) count: u64,
    pub(super) drawing: Drawing,
}

/// How many are drawn.
const DRAWN: usize = 12;

/// The graphs inside that have something to show, with more than two components: those of
/// one kind as one. The page's own are left out.
pub(super) fn nested(graphs: Vec<GraphState>, around: &str) -> Vec<Nested> {
    let mut kinds: Vec<(String, u64, GraphState)> = Vec::new();
    for graph in graphs {
        let path = place(&graph.path, around);
        let is_shown = graph.components.len() > 2 && graph.path.starts_with(around);
        if !is_shown || path.starts_with("PAGE/") {
            continue;
        }
        let has_room = kinds.len() < DRAWN;
        let known = kinds.iter_mut().find(|(known, _, first)| {
            *known == path && first.linkages.len() == graph.linkages.len()
        });
        match known {
            Some((_, count, first)) => {
                *count += 1;
                add(&mut first.linkages, &graph.linkages);
            }
            None if has_room => kinds.push((path, 1, graph)),
            None => {}
        }
    }
    let nested = kinds.into_iter().map(|(path, count, graph)| {
        let components: Vec<_> = graph.components.iter().map(|name| (*name, "")).collect();
        Nested {
            path,
            count,
            drawing: draw(&components, &graph.linkages),
        }
    });
    nested.collect()
}

fn add(sums: &mut [Counted], more: &[Counted]) {
    for ((_, sum), (_, more)) in sums.iter_mut().zip(more) {
        if let (Some(sum), Some(more)) = (sum, more) {
            sum.sent += more.sent;
            sum.received += more.received;
            sum.waiting += more.waiting;
            sum.high_water = sum.high_water.max(more.high_water);
            sum.dropped += more.dropped;
        }
    }
}

/// Where something is, as one of many: `MAIL/connection[…]/READ`.
fn place(path: &str, around: &str) -> String {
    without_numbers(path.strip_prefix(around).unwrap_or(path))
}

/// `a/b[17]/c` as `a/b[…]/c`.
fn without_numbers(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.split_once('[') {
        Some((name, _)) => format!("{name}[\u{2026}]"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamaelia::SourceLine;
    use kamaelia::topology::{BoxName, LinkCounts, LinkageInfo};

    #[test]
    fn connections_are_counted_together() {
        let state = |path: &str, activity| ComponentState {
            path: path.to_owned(),
            activity,
            polls: 2,
        };
        let states = [
            state("GREY/MAIL", Activity::Running),
            state("GREY/MAIL/connection[0]/READ", Activity::Running),
            state(
                "GREY/MAIL/connection[17]/READ",
                Activity::Waiting(Vec::new()),
            ),
            state("GREY/DNS", Activity::Ended),
        ];
        let inside = together(&states, "GREY/");
        let paths: Vec<_> = inside.iter().map(|it| (&*it.path, it.count)).collect();
        let reads = "MAIL/connection[\u{2026}]/READ";
        assert_eq!(paths, [("MAIL", 1), (reads, 2), ("DNS", 1)]);
        let reads = &inside[1];
        assert_eq!((reads.running, reads.waiting, reads.polls), (1, 1, 4));
    }

    #[test]
    fn graphs_of_one_kind_are_drawn_as_one_and_the_pages_own_are_not() {
        let name = |component, name| BoxName {
            component,
            name,
            index: None,
        };
        let linkage = LinkageInfo {
            from: name("READ", "outbox"),
            to: name("SERVE", "inbox"),
            policy: None,
            fused: false,
            converted: false,
            line: SourceLine {
                file: "main.rs",
                line: 1,
            },
        };
        let graph = |path: &str, sent| GraphState {
            path: path.to_owned(),
            components: vec!["READ", "SERVE", "WRITE"],
            linkages: vec![(
                linkage.clone(),
                Some(LinkCounts {
                    sent,
                    ..LinkCounts::default()
                }),
            )],
        };
        let nested = nested(
            vec![
                graph("GREY", 1),
                graph("GREY/MAIL/connection[3]", 2),
                graph("GREY/MAIL/connection[4]", 3),
                graph("GREY/PAGE/connection[0]", 5),
            ],
            "GREY/",
        );
        let [connections] = &nested[..] else {
            panic!("one kind: {nested:?}");
        };
        assert_eq!(connections.path, "MAIL/connection[\u{2026}]");
        assert_eq!(connections.count, 2);
        let sent: Vec<_> = connections.drawing.edges.iter().map(|it| it.sent).collect();
        assert_eq!(sent, [Some(5)]);
    }
}
