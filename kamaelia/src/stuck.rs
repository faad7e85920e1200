//! A graph that waits only for itself: [`Stuck`].

use crate::outcome::SourceLine;
use crate::state::Wait;
use crate::topology::LinkageInfo;
use std::collections::VecDeque;
use std::fmt::{self, Display, Formatter};

/// How many of them are kept: a server may start graphs that get stuck for years.
const KEPT: usize = 100;

/// A graph that waits only for itself: nobody in it can go on unless it is told
/// to end.
///
/// It is reported once, when it comes to be: in
/// [`Report::stuck`](crate::Report::stuck), by
/// [`Observer::stuck`](crate::Observer::stuck), as a `tracing` event and, in a
/// program of [`#[kamaelia::main]`](crate::main), on standard error. It is no
/// fault: the graph waits on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// The component that runs the graph; empty for the outermost one.
    pub path: String,
    /// Who waits for whom, each for the next one and the last for the first.
    pub ring: Vec<WaitsFor>,
}

/// One component of a ring in which each waits for the next.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitsFor {
    /// The path of the component that waits.
    pub component: String,
    /// Where it was declared.
    pub line: Option<SourceLine>,
    /// What it waits for.
    pub wait: Wait,
    /// The linkage of that message or room; `None` for who waits for the
    /// components inside it.
    pub linkage: Option<LinkageInfo>,
    /// The path of the component that it waits for.
    pub whom: String,
}

impl Display for WaitsFor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let WaitsFor {
            component,
            wait,
            whom,
            ..
        } = self;
        write!(f, "`{component}`")?;
        if let Some(line) = self.line {
            write!(f, " ({line})")?;
        }
        match &self.linkage {
            Some(linkage) => write!(f, " waits {wait} that `{whom}` holds up ({linkage})"),
            None => write!(f, " waits {wait}: for `{whom}`"),
        }
    }
}

impl Display for Stuck {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the graph waits only for itself:")?,
            path => write!(f, "the graph in `{path}` waits only for itself:")?,
        }
        for (number, waits) in self.ring.iter().enumerate() {
            let before = if number == 0 { " " } else { "; " };
            write!(f, "{before}{waits}")?;
        }
        Ok(())
    }
}

/// Those that came last, in the order in which they came to be.
#[derive(Default)]
pub(crate) struct Latest {
    kept: VecDeque<Stuck>,
    before: u64,
}

impl Latest {
    pub(crate) fn add(&mut self, stuck: Stuck) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.before += 1;
        }
        self.kept.push_back(stuck);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Those that are kept.
    pub(crate) fn kept(&self) -> Vec<Stuck> {
        self.kept.iter().cloned().collect()
    }

    /// How many came before those that are kept.
    pub(crate) fn before(&self) -> u64 {
        self.before
    }
}
