//! What is wrong with a graph whose every name is right. Linkages that are refused are taken out,
//! so that the compiler says nothing more about them; their ends still count as linked.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::mem;

use super::ast::Policy;
use super::graph::{End, Graph, Key, Link, LinkTarget, Owner, Warning};
use super::{cycle, diamond};
use crate::errors::Errors;

/// Reports every mistake and notes every warning.
pub(crate) fn check(graph: &mut Graph, errors: &mut Errors) {
    refuse_short_cuts(graph, errors);
    refuse_second_linkages(graph, errors);
    graph
        .links
        .iter_mut()
        .for_each(|link| refuse_policies(link, errors));
    let refused = cycle::refuse(graph, errors);
    let warnings = idle(graph)
        .into_iter()
        .chain(diamond::warnings(graph, &refused));
    graph.warnings = warnings.collect();
}

/// `self.inbox -> self.outbox`
fn refuse_short_cuts(graph: &mut Graph, errors: &mut Errors) {
    for Link { from, targets, .. } in graph.links.iter_mut().filter(|link| link.from.is_own()) {
        targets.retain(|target| {
            if target.end.is_own() {
                errors.at(&target.end, short_cut(from, &target.end));
            }
            !target.end.is_own()
        });
    }
    graph.links.retain(|link| !link.targets.is_empty());
}

fn short_cut(from: &End, to: &End) -> String {
    format!("`{from} -> {to}` passes straight through: put a component between")
}

/// `A.outbox -> B.inbox; A.outbox -> C.inbox;`
fn refuse_second_linkages(graph: &mut Graph, errors: &mut Errors) {
    let mut known: HashMap<Key, Vec<End>> = HashMap::new();
    for link in mem::take(&mut graph.links) {
        let known = known.entry(link.from.key()).or_default();
        match only_linkage(link, known, errors) {
            Ok(link) => graph.links.push(link),
            Err(ends) => graph.loose.extend(ends),
        }
    }
}

/// The linkage without repetitions, if it is the first one from its box. Else it is reported, and
/// only its ends are left. `known` are the ends that the box is linked to.
fn only_linkage(
    mut link: Link,
    known: &mut Vec<End>,
    errors: &mut Errors,
) -> Result<Link, Vec<End>> {
    let is_first = known.is_empty();
    let (new, repeated) = sift(mem::take(&mut link.targets), known);
    let ends: Vec<End> = new.iter().map(|target| target.end.clone()).collect();
    if is_first || new.is_empty() {
        for (again, line) in repeated {
            errors.at(&again, twice(&link.from, &again, line));
        }
    } else {
        errors.at(&link.from, already_linked(&link.from, known, &ends));
    }
    known.extend(ends.iter().cloned());
    link.targets = new;
    if is_first { Ok(link) } else { Err(ends) }
}

/// The targets that are new, and those that are not with the line where each stood first.
fn sift(targets: Vec<LinkTarget>, known: &[End]) -> (Vec<LinkTarget>, Vec<(End, usize)>) {
    let mut lines: HashMap<Key, usize> = known.iter().map(|end| (end.key(), end.line())).collect();
    let (mut new, mut repeated) = (Vec::new(), Vec::new());
    for target in targets {
        match lines.get(&target.end.key()) {
            Some(line) => repeated.push((target.end, *line)),
            None => {
                lines.insert(target.end.key(), target.end.line());
                new.push(target);
            }
        }
    }
    (new, repeated)
}

fn twice(from: &End, to: &End, line: usize) -> String {
    format!("the same linkage `{from} -> {to}` is there already, in line {line}: take one away")
}

fn already_linked(from: &End, known: &[End], new: &[End]) -> String {
    let first = known
        .first()
        .map(|end| format!(", to `{end}` in line {}", end.line()));
    let all: Vec<String> = known.iter().chain(new).map(End::to_string).collect();
    let how_many = if all.len() > 2 { "all" } else { "both" };
    format!(
        "`{from}` is already linked{}; to reach {how_many} write `{from} -> [{}];`",
        first.unwrap_or_default(),
        all.join(", ")
    )
}

fn refuse_policies(link: &mut Link, errors: &mut Errors) {
    let Link { from, targets, .. } = link;
    // A broadcast of an inbox of `self` copies, into queues of its own.
    let passes = from.is_own() && targets.len() == 1;
    for target in targets {
        if passes || target.end.is_own() {
            refuse_policy_of_pass_through(from, target, errors);
        } else if let Some(policy) = &target.policy {
            refuse_nothing(from, &target.end, policy, errors);
        }
    }
}

fn refuse_policy_of_pass_through(from: &End, target: &mut LinkTarget, errors: &mut Errors) {
    if let Some(policy) = target.policy.take() {
        let text = format!(
            "the pass-through `{from} -> {}` has no queue of its own: put the policy on the \
             linkage outside",
            target.end
        );
        errors.at_span(policy.span, text);
    }
}

/// `with capacity(0)`
fn refuse_nothing(from: &End, to: &End, policy: &Policy, errors: &mut Errors) {
    if let Some(word) = policy.kind.word().filter(|_| policy.literal() == Some(0)) {
        let text = format!("`{from} -> {to}` holds no message with `{word}(0)`; the smallest is 1");
        errors.at(&policy.amount, text);
    }
}

/// Components that nothing is linked to, unless the whole graph is one component.
fn idle(graph: &Graph) -> Vec<Warning> {
    let linked: HashSet<Owner> = graph.ends().map(|end| end.owner).collect();
    let is_alone = graph.instances.len() < 2 && linked.is_empty();
    let instances = graph.instances.iter().enumerate().filter(|_| !is_alone);
    let idle = instances
        .filter(|(at, instance)| !instance.disputed && !linked.contains(&Owner::Child(*at)));
    idle.map(|(_, instance)| Warning {
        span: instance.name.span(),
        text: format!("`{}` is declared and never linked", instance.name),
    })
    .collect()
}
