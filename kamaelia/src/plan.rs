//! What a graph is, as far as it is known before it runs: a [`Plan`] that a
//! macro wrote, or a [`Row`].

use crate::names::{Kind, numbered};
use crate::outcome::SourceLine;
use crate::policy::Policy;
use crate::topology::{BoxName, LinkageInfo, Placement};
use std::borrow::Cow;
use std::panic::Location;

mod beside;

pub(crate) use beside::Beside;

/// What a macro knows of its graph.
#[derive(Debug)]
pub struct Plan {
    /// The file that the graph was written in.
    pub file: &'static str,
    /// The components, in the order written.
    pub members: &'static [MemberPlan],
    /// The linkages, in the order written; a broadcast is several.
    pub links: &'static [LinkPlan],
    /// The strongly connected parts, as indices of members.
    pub parts: &'static [&'static [usize]],
}

/// A component, as a macro knows it.
#[derive(Clone, Copy, Debug)]
pub struct MemberPlan {
    /// The name in the graph.
    pub name: &'static str,
    /// The line of its declaration.
    pub line: u32,
    /// Where it runs.
    pub placement: Placement,
}

/// A linkage, as a macro knows it.
#[derive(Clone, Copy, Debug)]
pub struct LinkPlan {
    /// The sender, and its index among the members unless it is `self`.
    pub from: (BoxName, Option<usize>),
    /// The receiver, and its index among the members unless it is `self`.
    pub to: (BoxName, Option<usize>),
    /// Whether there is a `via`.
    pub converted: bool,
    /// Whether its two ends are neighbours in a row: a transform then has no queue
    /// before it, behind a transform or a lead.
    pub in_row: bool,
    /// The line of its arrow.
    pub line: u32,
}

/// Components in a row, as many as there are at run time: each outbox is linked
/// to the next inbox.
///
/// What there is to know of one of them follows from its number, so it takes no
/// room.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Where the row was made.
    pub(crate) place: &'static Location<'static>,
    pub(crate) components: usize,
}

impl Row {
    fn member(&self, index: usize) -> MemberPlan {
        MemberPlan {
            name: numbered(index),
            line: self.place.line(),
            placement: Placement::Fused,
        }
    }

    fn link(&self, index: usize) -> LinkPlan {
        let end = |member, name| {
            let name = BoxName {
                component: numbered(member),
                name,
                index: None,
            };
            (name, Some(member))
        };
        LinkPlan {
            from: end(index, "outbox"),
            to: end(index + 1, "inbox"),
            converted: false,
            in_row: false,
            line: self.place.line(),
        }
    }
}

/// A single component that was started while its graph ran.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Single {
    /// Where its chassis was made.
    pub(crate) place: &'static Location<'static>,
    pub(crate) kind: &'static Kind,
    /// Its number among those of its host.
    pub(crate) number: u32,
}

impl Single {
    fn member(&self) -> MemberPlan {
        MemberPlan {
            name: self.kind.name,
            line: self.place.line(),
            placement: Placement::Fused,
        }
    }
}

/// What is known of a graph, whoever has put it together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    Written(&'static Plan),
    /// Written in this crate, for somebody who asked for it at this place.
    WrittenFor(&'static Plan, &'static Location<'static>),
    Row(Row),
    Beside(Beside),
    Single(Single),
}

/// Tells the graphs of a program apart by where they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// The address of the plan.
    Written(usize),
    /// File, line and column: one place may have several addresses.
    Row(&'static str, u32, u32),
}

impl Layout {
    /// The file that the graph was written in.
    pub(crate) fn file(&self) -> &'static str {
        match self {
            Layout::Written(plan) => plan.file,
            Layout::WrittenFor(_, place) => place.file(),
            Layout::Row(row) => row.place.file(),
            Layout::Beside(beside) => beside.place.file(),
            Layout::Single(single) => single.place.file(),
        }
    }

    /// How many components there are.
    pub(crate) fn members(&self) -> usize {
        match self {
            Layout::Written(plan) | Layout::WrittenFor(plan, _) => plan.members.len(),
            Layout::Row(row) => row.components,
            Layout::Beside(beside) => beside.members(),
            Layout::Single(_) => 1,
        }
    }

    /// What a component is called. Those that were started while their graph ran come and
    /// go by the million: their names are not kept.
    pub(crate) fn name(&self, index: usize) -> Cow<'static, str> {
        match self {
            Layout::Single(single) => single.kind.name_of(single.number as usize).into(),
            _ => self.member(index).name.into(),
        }
    }

    /// The same for who shows it beside those that are written in a program: it is kept.
    pub(crate) fn kept_name(&self, index: usize) -> &'static str {
        match self {
            Layout::Single(single) => single.kind.numbered(single.number as usize),
            _ => self.member(index).name,
        }
    }

    /// What is known of a component; of one that was started while its graph ran, the
    /// name of its kind.
    pub(crate) fn member(&self, index: usize) -> MemberPlan {
        match self {
            Layout::Written(plan) => plan.members[index],
            Layout::WrittenFor(plan, place) => MemberPlan {
                line: place.line(),
                ..plan.members[index]
            },
            Layout::Row(row) => row.member(index),
            Layout::Beside(beside) => beside.member(index),
            Layout::Single(single) => single.member(),
        }
    }

    /// What the books of the graphs that a component runs are kept under: all that
    /// were started one after another have the same.
    pub(crate) fn book(&self, index: usize) -> &'static str {
        self.member(index).name
    }

    /// Where a component runs.
    pub(crate) fn placement(&self, member: usize) -> Placement {
        match self {
            Layout::Written(plan) | Layout::WrittenFor(plan, _) => plan.members[member].placement,
            Layout::Row(_) | Layout::Beside(_) | Layout::Single(_) => Placement::Fused,
        }
    }

    pub(crate) fn link(&self, index: usize) -> LinkPlan {
        match self {
            Layout::Written(plan) => plan.links[index],
            Layout::WrittenFor(plan, place) => LinkPlan {
                line: place.line(),
                ..plan.links[index]
            },
            Layout::Row(row) => row.link(index),
            Layout::Beside(beside) => beside.link(index),
            // There are none.
            Layout::Single(Single { place, .. }) => Row {
                place,
                components: 1,
            }
            .link(index),
        }
    }

    /// The members at the two ends of a linkage, as far as they have numbers.
    pub(crate) fn ends(&self, index: usize) -> (Option<usize>, Option<usize>) {
        match self {
            Layout::Written(plan) | Layout::WrittenFor(plan, _) => {
                let link = &plan.links[index];
                (link.from.1, link.to.1)
            }
            _ => {
                let link = self.link(index);
                (link.from.1, link.to.1)
            }
        }
    }

    /// The linkages, in the order written.
    pub(crate) fn links(&self) -> impl ExactSizeIterator<Item = LinkPlan> {
        let links = match self {
            Layout::Written(plan) | Layout::WrittenFor(plan, _) => plan.links.len(),
            Layout::Row(row) => row.components.saturating_sub(1),
            Layout::Beside(beside) => beside.links(),
            Layout::Single(_) => 0,
        };
        (0..links).map(|index| self.link(index))
    }

    /// The strongly connected parts, as indices of members.
    pub(crate) fn parts(&self) -> &'static [&'static [usize]] {
        match self {
            Layout::Written(plan) | Layout::WrittenFor(plan, _) => plan.parts,
            Layout::Row(_) | Layout::Beside(_) | Layout::Single(_) => &[],
        }
    }

    pub(crate) fn origin(&self) -> Origin {
        match self {
            Layout::Written(plan) => Origin::Written(std::ptr::from_ref(*plan).addr()),
            Layout::WrittenFor(_, place)
            | Layout::Row(Row { place, .. })
            | Layout::Beside(Beside { place, .. })
            | Layout::Single(Single { place, .. }) => {
                Origin::Row(place.file(), place.line(), place.column())
            }
        }
    }

    /// A line of the graph's file.
    pub(crate) fn line(&self, line: u32) -> SourceLine {
        SourceLine {
            file: self.file(),
            line,
        }
    }

    /// A linkage as data; without a policy it has no queue.
    pub(crate) fn linkage(&self, index: usize, policy: Option<Policy>) -> LinkageInfo {
        let plan = self.link(index);
        LinkageInfo {
            from: plan.from.0,
            to: plan.to.0,
            policy,
            converted: plan.converted,
            fused: false,
            line: self.line(plan.line),
        }
    }
}
