use kamaelia::{Activity, ComponentState};
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

/// The states of a graph whose first component has this name. What the graph is inside of is
/// not said each time.
pub(super) fn together(states: &[ComponentState], first: &str) -> Vec<Inside> {
    let around = states
        .first()
        .and_then(|state| state.path.strip_suffix(first));
    let around = around.unwrap_or_default();
    let mut order = Vec::new();
    let mut all: BTreeMap<String, Inside> = BTreeMap::new();
    for state in states {
        let path = state.path.strip_prefix(around).unwrap_or(&state.path);
        let path = without_numbers(path);
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
        let inside = together(&states, "MAIL");
        let paths: Vec<_> = inside.iter().map(|it| (&*it.path, it.count)).collect();
        let reads = "MAIL/connection[\u{2026}]/READ";
        assert_eq!(paths, [("MAIL", 1), (reads, 2), ("DNS", 1)]);
        let reads = &inside[1];
        assert_eq!((reads.running, reads.waiting, reads.polls), (1, 1, 4));
    }
}
