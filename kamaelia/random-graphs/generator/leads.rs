//! Who can be reached from whom.

use super::model::Graph;

/// The nodes that a node's messages come to.
pub(crate) struct Leads {
    next: Vec<Vec<usize>>,
}

impl Leads {
    /// Along the linkages of a graph.
    pub(crate) fn of(graph: &Graph) -> Leads {
        Leads::along(graph, |_| true)
    }

    /// Along those that wait when they are full.
    pub(crate) fn waiting(graph: &Graph) -> Leads {
        Leads::along(graph, |waits| waits)
    }

    fn along(graph: &Graph, take: impl Fn(bool) -> bool) -> Leads {
        let mut next = vec![Vec::new(); graph.nodes.len()];
        for (from, to, target) in graph.edges() {
            if take(target.policy.waits()) {
                next[from].push(to);
            }
        }
        Leads { next }
    }

    /// Everyone who is reached from `from` without going through `around`,
    /// `from` itself only by a ring.
    pub(crate) fn from(&self, from: usize, around: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.next.len()];
        let mut left = self.next[from].clone();
        while let Some(node) = left.pop() {
            if !around.contains(&node) && !std::mem::replace(&mut reached[node], true) {
                left.extend(&self.next[node]);
            }
        }
        reached
    }

    /// The nodes that are part of a ring.
    pub(crate) fn rings(&self) -> Vec<usize> {
        let nodes = 0..self.next.len();
        nodes.filter(|&node| self.from(node, &[])[node]).collect()
    }

    /// Whether two ways part at one node and meet again at another.
    pub(crate) fn has_diamond(&self) -> bool {
        (0..self.next.len()).any(|top| {
            let sides = &self.next[top];
            sides.iter().enumerate().any(|(at, &left)| {
                sides[at + 1..].iter().any(|&right| {
                    left != right && left != top && right != top && self.meet(top, left, right)
                })
            })
        })
    }

    fn meet(&self, top: usize, left: usize, right: usize) -> bool {
        let mut from_left = self.from(left, &[top, right]);
        let mut from_right = self.from(right, &[top, left]);
        (from_left[left], from_right[right]) = (true, true);
        from_left
            .iter()
            .zip(&from_right)
            .any(|(one, other)| *one && *other)
    }
}
