//! What a macro knows of its graph: [`Plan`].

use crate::outcome::SourceLine;
use crate::policy::Policy;
use crate::topology::{BoxName, LinkageInfo, Placement};

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
#[derive(Debug)]
pub struct MemberPlan {
    /// The name in the graph.
    pub name: &'static str,
    /// The line of its declaration.
    pub line: u32,
    /// Where it runs.
    pub placement: Placement,
}

/// A linkage, as a macro knows it.
#[derive(Debug)]
pub struct LinkPlan {
    /// The sender, and its index among the members unless it is `self`.
    pub from: (BoxName, Option<usize>),
    /// The receiver, and its index among the members unless it is `self`.
    pub to: (BoxName, Option<usize>),
    /// Whether there is a `via`.
    pub converted: bool,
    /// Whether its two ends are neighbours in a row: two transforms then have no
    /// queue between them.
    pub in_row: bool,
    /// The line of its arrow.
    pub line: u32,
}

impl Plan {
    /// A line of the graph's file.
    pub(crate) fn line(&self, line: u32) -> SourceLine {
        SourceLine {
            file: self.file,
            line,
        }
    }

    /// A linkage as data; without a policy it has no queue.
    pub(crate) fn linkage(&self, index: usize, policy: Option<Policy>) -> LinkageInfo {
        let plan = &self.links[index];
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
