//! Cycles: a ring in which every linkage waits can fill up and block for ever.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use super::graph::{Edge, Graph};
use crate::errors::Errors;

/// The strongly connected parts of the graph, whatever the policies: every one of more than one
/// component, or of one that is linked to itself. The run time needs them to see a ring end.
pub(crate) fn parts(graph: &Graph) -> Vec<Vec<usize>> {
    strong_parts(graph.instances.len(), &graph.edges())
}

/// Reports one ring of every part in which all linkages wait, and says which components those
/// parts hold.
pub(crate) fn refuse(graph: &Graph, errors: &mut Errors) -> Vec<bool> {
    let waiting: Vec<Edge> = graph
        .edges()
        .into_iter()
        .filter(|edge| edge.waits)
        .collect();
    let mut refused = vec![false; graph.instances.len()];
    for part in strong_parts(graph.instances.len(), &waiting) {
        if let Some(ring) = shortest_ring(&part, &waiting, graph.instances.len()) {
            report(graph, &ring, errors);
        }
        part.into_iter().for_each(|member| refused[member] = true);
    }
    refused
}

/// Kosaraju's way: whoever is reached backwards, in the order in which a forward search leaves
/// them, belongs together. Members and parts are in order of their numbers.
fn strong_parts(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let forward = neighbours(nodes, edges.iter().map(|edge| (edge.from, edge.to)));
    let backward = neighbours(nodes, edges.iter().map(|edge| (edge.to, edge.from)));
    let mut seen = vec![false; nodes];
    let left: Vec<usize> = (0..nodes)
        .flat_map(|node| leave(node, &forward, &mut seen))
        .collect();
    let mut seen = vec![false; nodes];
    let parts = left
        .into_iter()
        .rev()
        .map(|node| leave(node, &backward, &mut seen));
    let mut parts: Vec<Vec<usize>> = parts.filter(|part| is_ring(part, &forward)).collect();
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.sort_unstable();
    parts
}

fn neighbours(nodes: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); nodes];
    edges.for_each(|(from, to)| neighbours[from].push(to));
    neighbours
}

/// What a depth-first search from `start` reaches and nobody has seen, in the order left.
fn leave(start: usize, neighbours: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut left = Vec::new();
    let mut stack = Vec::new();
    if !std::mem::replace(&mut seen[start], true) {
        stack.push((start, neighbours[start].iter()));
    }
    while let Some((node, rest)) = stack.last_mut() {
        match rest.next() {
            Some(&next) if std::mem::replace(&mut seen[next], true) => {}
            Some(&next) => stack.push((next, neighbours[next].iter())),
            None => {
                left.push(*node);
                stack.pop();
            }
        }
    }
    left
}

fn is_ring(part: &[usize], forward: &[Vec<usize>]) -> bool {
    match part {
        [single] => forward[*single].contains(single),
        several => !several.is_empty(),
    }
}

/// The shortest ring of a part, the linkage that was written last at its end.
fn shortest_ring(part: &[usize], edges: &[Edge], nodes: usize) -> Option<Vec<Edge>> {
    let mut inside = vec![Vec::new(); nodes];
    for edge in edges
        .iter()
        .filter(|edge| part.contains(&edge.from) && part.contains(&edge.to))
    {
        inside[edge.from].push(*edge);
    }
    let rings = part.iter().filter_map(|start| ring_from(*start, &inside));
    let mut ring = rings.min_by_key(Vec::len)?;
    let last = (0..ring.len()).max_by_key(|at| (ring[*at].link, ring[*at].target))?;
    ring.rotate_left(last + 1);
    Some(ring)
}

/// The shortest way from `start` back to it.
fn ring_from(start: usize, ways: &[Vec<Edge>]) -> Option<Vec<Edge>> {
    let mut reached_by: Vec<Option<Edge>> = vec![None; ways.len()];
    let mut queue = VecDeque::from([start]);
    while reached_by[start].is_none() {
        for edge in &ways[queue.pop_front()?] {
            if reached_by[edge.to].is_none() {
                reached_by[edge.to] = Some(*edge);
                queue.push_back(edge.to);
            }
        }
    }
    let mut ring = vec![reached_by[start]?];
    while let Some(first) = ring.last().filter(|edge| edge.from != start) {
        ring.push(reached_by[first.from]?);
    }
    ring.reverse();
    Some(ring)
}

fn report(graph: &Graph, ring: &[Edge], errors: &mut Errors) {
    let Some(last) = ring.last() else { return };
    let linkages: Vec<String> = ring.iter().map(|edge| graph.linkage(*edge)).collect();
    let text = format!(
        "every linkage of the ring {} waits, so it can block for ever; give one of them a policy \
         that never waits: `with unbounded`, `with latest`, `with drop_newest(n)` or \
         `with drop_oldest(n)`",
        linkages.join(", ")
    );
    errors.at(graph.links[last.link].arrow, text);
}
