//! Which component a graph gets next.

use super::grow::{Growing, Numbers, grow_inside};
use super::kinds::{KINDS, Kind, Nature, Runs, Shape};
use super::model::{Node, Placement, What};

impl Growing<'_> {
    /// The next node, if so many are left with it.
    pub(super) fn choose(
        &mut self,
        left: usize,
        depth: usize,
        numbers: &mut Numbers,
    ) -> Option<Node> {
        let what = if depth > 0 && (self.is_lonely(left) || self.random.percent(14)) {
            self.composite(left, depth, numbers)?
        } else {
            numbers.parts += 1;
            What::Part(self.kind(left), numbers.parts - 1)
        };
        let placement = self.placement(&what);
        let boxed = matches!(&what, What::Part(kind, _)
            if kind.inboxes == ["inbox"] && kind.outboxes == ["outbox"])
            && self.random.percent(10);
        Some(Node {
            what,
            placement,
            boxed,
        })
    }

    /// A single component that nothing leads to is a composite: every part has
    /// boxes.
    fn is_lonely(&self, left: usize) -> bool {
        let own = self.graph.inboxes + self.graph.outboxes;
        left == 1 && self.graph.nodes.is_empty() && own == 0
    }

    fn composite(&mut self, left: usize, depth: usize, numbers: &mut Numbers) -> Option<What> {
        let (inboxes, outboxes) = if self.is_lonely(left) {
            (0, 0)
        } else {
            let inboxes = if self.open.is_empty() {
                0
            } else {
                1 + usize::from(self.open.len() > 1 && self.random.percent(30))
            };
            // The last one leaves nothing open, unless it is to lead out.
            let most = if left == 1 {
                self.graph.outboxes.min(2)
            } else {
                2
            };
            let least = usize::from(inboxes == 0);
            (inboxes, least.max(self.random.below(most + 1)))
        };
        let components = 1 + self.random.below(4);
        let (random, traits) = (&mut *self.random, self.traits);
        let boxes = (inboxes, outboxes);
        let graph = grow_inside(random, components, boxes, depth - 1, traits, numbers)?;
        numbers.composites += 1;
        Some(What::Composite(graph, numbers.composites - 1))
    }

    fn kind(&mut self, left: usize) -> &'static Kind {
        let shape = self.shape(left);
        let favourite = self.traits.favourite;
        if favourite.shape() == shape && self.random.percent(25) {
            return favourite;
        }
        let fits = |kind: &&Kind| {
            kind.shape() == shape
                && (self.traits.early || kind.nature != Nature::Early)
                && (self.traits.stubborn || kind.nature != Nature::Stubborn)
        };
        let kinds: Vec<&'static Kind> = KINDS.iter().filter(fits).collect();
        self.random.one_of(&kinds)
    }

    fn shape(&mut self, left: usize) -> Shape {
        let must_lead_out = self.graph.outboxes > 0;
        if self.graph.nodes.is_empty() && self.open.is_empty() {
            return Shape::Source;
        }
        if left == 1 {
            return if must_lead_out {
                Shape::Relay
            } else {
                Shape::Sink
            };
        }
        match self.random.below(100) {
            0..12 => Shape::Source,
            12..52 => Shape::Relay,
            52..70 if self.open.len() > 1 => Shape::Merge,
            70..85 => Shape::Router,
            85..100 if self.open.len() > 1 => Shape::Sink,
            _ => Shape::Relay,
        }
    }

    fn placement(&mut self, what: &What) -> Placement {
        let runs = match what {
            What::Part(kind, _) => kind.runs,
            What::Composite(..) => Runs::Anywhere,
        };
        let by_chance = match self.random.below(100) {
            0..15 => Placement::Task,
            15..24 => Placement::Thread,
            _ => Placement::Fused,
        };
        match (runs, by_chance) {
            (Runs::OnThread, _) => Placement::Thread,
            (Runs::NotOnThread, Placement::Thread) => Placement::Task,
            _ => by_chance,
        }
    }
}
