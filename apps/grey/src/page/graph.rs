use kamaelia::topology::{BoxName, LinkCounts, LinkageInfo};
use serde::Serialize;

/// A graph as a drawing: components in columns, each to the right of those that send to
/// it.
#[derive(Debug, Serialize)]
pub(super) struct Drawing {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) linkages: Vec<Linkage>,
}

/// A component, and the corner of its box.
#[derive(Debug, Serialize)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// All linkages from one component to another.
#[derive(Debug, Serialize)]
pub(super) struct Edge {
    /// As the `d` of a `path`.
    pub(super) path: String,
    /// Where its label stands.
    pub(super) x: u32,
    pub(super) y: u32,
    /// Messages sent; none is known of a linkage without a queue.
    pub(super) sent: Option<u64>,
    pub(super) waiting: usize,
    pub(super) dropped: u64,
}

/// One linkage, with its counts.
#[derive(Debug, Serialize)]
pub(super) struct Linkage {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) policy: String,
    pub(super) counts: Option<Counts>,
}

#[derive(Debug, Serialize)]
pub(super) struct Counts {
    sent: u64,
    received: u64,
    waiting: usize,
    high_water: usize,
    dropped: u64,
}

const WIDTH: u32 = 160;
const HEIGHT: u32 = 46;
const COLUMN: u32 = 234;
const ROW: u32 = 66;
const MARGIN: u32 = 10;

/// What stands for all that is outside of the graph.
const OUTSIDE: &str = "outside";

/// A linkage, and its counts if it has a queue.
pub(super) type Counted = (LinkageInfo, Option<LinkCounts>);

/// Draws a graph of these components, each with what it is, and these linkages.
pub(super) fn draw(components: &[(&str, &str)], counted: &[Counted]) -> Drawing {
    let mut names = components.to_vec();
    let is_outside = |end: &BoxName| end.component == "self";
    let mut ends = counted.iter().flat_map(|(it, _)| [&it.from, &it.to]);
    if ends.any(is_outside) {
        names.push((OUTSIDE, ""));
    }
    let place_of = |end: &BoxName| {
        let name = match is_outside(end) {
            true => OUTSIDE,
            false => end.component,
        };
        names.iter().position(|(known, _)| *known == name)
    };
    let mut pairs: Vec<(usize, usize, Total)> = Vec::new();
    for (linkage, counts) in counted {
        let (Some(from), Some(to)) = (place_of(&linkage.from), place_of(&linkage.to)) else {
            continue;
        };
        match pairs.iter_mut().find(|pair| (pair.0, pair.1) == (from, to)) {
            Some((.., total)) => total.add(*counts),
            None => pairs.push((from, to, Total::of(*counts))),
        }
    }
    let links: Vec<_> = pairs.iter().map(|(from, to, _)| (*from, *to)).collect();
    let places = places(names.len(), &links);
    let corner = |index: usize| {
        let (column, row) = places.get(index).copied().unwrap_or_default();
        (MARGIN + column * COLUMN, MARGIN + row * ROW)
    };
    let most = |pick: fn(&(u32, u32)) -> u32| places.iter().map(pick).max().unwrap_or(0);
    Drawing {
        width: 2 * MARGIN + most(|place| place.0) * COLUMN + WIDTH,
        height: 3 * MARGIN + most(|place| place.1) * ROW + HEIGHT,
        nodes: names
            .iter()
            .enumerate()
            .map(|(index, (name, kind))| {
                let (x, y) = corner(index);
                Node {
                    name: (*name).to_owned(),
                    kind: (*kind).to_owned(),
                    x,
                    y,
                    width: WIDTH,
                    height: HEIGHT,
                }
            })
            .collect(),
        edges: pairs
            .iter()
            .map(|(from, to, total)| total.edge(corner(*from), corner(*to)))
            .collect(),
        linkages: counted
            .iter()
            .map(|(linkage, counts)| Linkage {
                from: linkage.from.to_string(),
                to: linkage.to.to_string(),
                policy: linkage.policy.map(|it| it.to_string()).unwrap_or_default(),
                counts: counts.map(Counts::of),
            })
            .collect(),
    }
}

impl Counts {
    fn of(counts: LinkCounts) -> Counts {
        Counts {
            sent: counts.sent,
            received: counts.received,
            waiting: counts.waiting,
            high_water: counts.high_water,
            dropped: counts.dropped,
        }
    }
}

/// What several linkages have carried.
#[derive(Default)]
struct Total {
    sent: Option<u64>,
    waiting: usize,
    dropped: u64,
}

impl Total {
    fn of(counts: Option<LinkCounts>) -> Total {
        let mut total = Total::default();
        total.add(counts);
        total
    }

    fn add(&mut self, counts: Option<LinkCounts>) {
        if let Some(counts) = counts {
            self.sent = Some(self.sent.unwrap_or(0) + counts.sent);
            self.waiting += counts.waiting;
            self.dropped += counts.dropped;
        }
    }

    fn edge(&self, (from_x, from_y): (u32, u32), (to_x, to_y): (u32, u32)) -> Edge {
        if to_x <= from_x {
            return self.edge_back((from_x, from_y), (to_x, to_y));
        }
        let (x1, y1) = (from_x + WIDTH, from_y + HEIGHT / 2);
        let (x2, y2) = (to_x, to_y + HEIGHT / 2);
        let bend = (COLUMN - WIDTH) / 2;
        let (c1, c2) = (x1 + bend, x2.saturating_sub(bend));
        Edge {
            path: format!("M{x1} {y1} C{c1} {y1} {c2} {y2} {x2} {y2}"),
            x: x1 + 6,
            y: y1.saturating_sub(5),
            sent: self.sent,
            waiting: self.waiting,
            dropped: self.dropped,
        }
    }

    /// One that leads back: below the boxes.
    fn edge_back(&self, (from_x, from_y): (u32, u32), (to_x, to_y): (u32, u32)) -> Edge {
        let (x1, y1) = (from_x + WIDTH * 2 / 3, from_y + HEIGHT);
        let (x2, y2) = (to_x + WIDTH / 3, to_y + HEIGHT);
        let low = y1.max(y2) + (ROW - HEIGHT) * 3 / 2;
        Edge {
            path: format!("M{x1} {y1} C{x1} {low} {x2} {low} {x2} {y2}"),
            x: x1 + 5,
            y: y1 + 11,
            sent: self.sent,
            waiting: self.waiting,
            dropped: self.dropped,
        }
    }
}

/// The column and the row of each component.
fn places(components: usize, links: &[(usize, usize)]) -> Vec<(u32, u32)> {
    let columns = columns(components, links);
    let mut rows: Vec<u32> = vec![0; components];
    let last = columns.iter().max().copied().unwrap_or(0);
    for column in 0..=last {
        let mut members: Vec<_> = (0..components)
            .filter(|index| columns.get(*index) == Some(&column))
            .collect();
        // Each as high as those stand on average that send to it.
        let height = |index: &usize| {
            let senders = links.iter().filter(|(_, to)| to == index);
            let heights: Vec<_> = senders
                .filter_map(|(from, _)| rows.get(*from).copied())
                .collect();
            let sum: u32 = heights.iter().sum();
            sum * 100 / u32::try_from(heights.len()).unwrap_or(1).max(1)
        };
        if column > 0 {
            members.sort_by_key(|index| (height(index), *index));
        }
        for (row, index) in (0..).zip(members) {
            if let Some(place) = rows.get_mut(index) {
                *place = row;
            }
        }
    }
    columns.into_iter().zip(rows).collect()
}

/// The column of each component: as far to the right as the longest way to it. What would
/// lead back is not followed.
fn columns(components: usize, links: &[(usize, usize)]) -> Vec<u32> {
    fn visit(
        index: usize,
        links: &[(usize, usize)],
        way: &mut Vec<usize>,
        columns: &mut [u32],
        column: u32,
    ) {
        match columns.get_mut(index) {
            Some(known) if *known < column || (column == 0 && *known == 0) => *known = column,
            _ => return,
        }
        way.push(index);
        for (_, to) in links.iter().filter(|(from, _)| *from == index) {
            if !way.contains(to) {
                visit(*to, links, way, columns, column + 1);
            }
        }
        way.pop();
    }
    let mut columns = vec![0; components];
    for index in 0..components {
        let is_start = !links.iter().any(|(_, to)| *to == index);
        if is_start {
            visit(index, links, &mut Vec::new(), &mut columns, 0);
        }
    }
    // What is left lies in rings that nothing leads to.
    for index in 0..components {
        if columns.get(index) == Some(&0) {
            visit(index, links, &mut Vec::new(), &mut columns, 0);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_receives_stands_to_the_right_of_who_sends() {
        // 0 -> 1 -> 2, 0 -> 2, and 3 alone.
        assert_eq!(columns(4, &[(0, 1), (1, 2), (0, 2)]), [0, 1, 2, 0]);
        assert_eq!(
            places(4, &[(0, 1), (1, 2), (0, 2)]),
            [(0, 0), (1, 0), (2, 0), (0, 1)]
        );
    }

    #[test]
    fn a_ring_has_an_end() {
        assert_eq!(columns(3, &[(0, 1), (1, 2), (2, 0)]), [0, 1, 2]);
        assert_eq!(columns(3, &[(0, 1), (1, 2), (2, 1)]), [0, 1, 2]);
        assert_eq!(columns(1, &[(0, 0)]), [0]);
    }
}
