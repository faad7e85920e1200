//! A graph as data: [`Topology`].

use crate::outcome::SourceLine;
use crate::policy::Policy;
use std::fmt::{self, Display, Formatter};

/// A graph as data: its components and what links them.
///
/// [`Graph::topology`](crate::Graph::topology) gives it without running the
/// graph. Its [`Display`] is a text for people.
///
/// ```
/// use kamaelia::prelude::*;
/// # /// Repeats every message.
/// # #[derive(Component)]
/// # struct Echo { #[inbox] inbox: Inbox<u8>, #[outbox] outbox: Outbox<u8> }
/// # impl Main for Echo { async fn main(self) -> Outcome { Ok(()) } }
///
/// let (_words, source) = feed::<u8>();
/// let (_loud, sink) = collect::<u8>();
/// let graph = graphline! {
///     WORDS = source;
///     SHOUT = Echo::new();
///     LOUD  = sink;
///     WORDS -> SHOUT -> LOUD;
/// };
///
/// let topology = graph.topology();
/// assert_eq!(topology.components[1].name, "SHOUT");
/// assert_eq!(topology.components[1].type_name, "Echo");
/// assert_eq!(topology.linkages[0].to_string(), "WORDS.outbox -> SHOUT.inbox");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    /// The file that the graph was written in.
    pub file: &'static str,
    /// The components, in the order written.
    pub components: Vec<ComponentInfo>,
    /// The linkages, in the order written; a broadcast is several.
    pub linkages: Vec<LinkageInfo>,
}

/// One component of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentInfo {
    /// The name it has in the graph.
    pub name: &'static str,
    /// The name of its type.
    pub type_name: &'static str,
    /// The type's documentation.
    pub docs: &'static str,
    /// Its boxes, in the order of the fields.
    pub boxes: Vec<BoxInfo>,
    /// Where it runs.
    pub placement: Placement,
    /// Where it was declared.
    pub line: SourceLine,
}

/// One box of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxInfo {
    /// The name of the box.
    pub name: &'static str,
    /// Whether messages arrive or leave.
    pub direction: Direction,
    /// The type of its messages, as Rust prints it.
    pub message: &'static str,
    /// The documentation of the box.
    pub docs: &'static str,
    /// Whether it may stay unlinked.
    pub optional: bool,
}

/// Which way a box works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// An inbox.
    In,
    /// An outbox.
    Out,
}

/// Where a component runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// In the graph's own future.
    #[default]
    Fused,
    /// On a tokio task of its own: `on task`.
    Task,
    /// On a thread of its own: `on thread`.
    Thread,
}

/// One end of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxName {
    /// The component; `self` for a box of the composite itself.
    pub component: &'static str,
    /// The box.
    pub name: &'static str,
    /// Which of several boxes of one kind.
    pub index: Option<usize>,
}

/// One linkage of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkageInfo {
    /// Where its messages come from.
    pub from: BoxName,
    /// Where they go.
    pub to: BoxName,
    /// What happens when it is full; `None` for one that has no queue of its
    /// own: a pass-through, or one inside a loop.
    pub policy: Option<Policy>,
    /// Whether its two ends run as one loop: two transforms, or what reads a connection
    /// and a transform right behind it.
    pub fused: bool,
    /// Whether `via` converts the messages on the way.
    pub converted: bool,
    /// Where it was written.
    pub line: SourceLine,
}

/// How many messages a linkage has carried.
///
/// It can be read at any time, from any thread, and costs nobody anything: it is
/// what the two ends know anyway. While they are at work each number is that of
/// some moment of the look; `sent` is never less than `received` and `dropped`
/// together, and no number but `waiting` ever becomes smaller. When the graph has
/// ended they are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// Messages sent into it.
    pub sent: u64,
    /// Messages that were read.
    pub received: u64,
    /// Messages that wait now.
    pub waiting: usize,
    /// The most that were seen to wait: never more than the linkage holds, and as
    /// many as it holds once its sender had to wait.
    ///
    /// An end sees it when it has to look at the other one, and not at each
    /// message. So in one island, where the ends take turns, there may have been
    /// more between two looks than was ever seen. Of a linkage in a graph that ran
    /// several times it is the most of all runs.
    pub high_water: usize,
    /// Messages that its policy dropped, or that its reader left unread.
    pub dropped: u64,
}

impl LinkCounts {
    /// Adds what another run of the same linkage carried.
    pub(crate) fn add(&mut self, other: LinkCounts) {
        self.sent += other.sent;
        self.received += other.received;
        self.waiting += other.waiting;
        self.high_water = self.high_water.max(other.high_water);
        self.dropped += other.dropped;
    }
}

impl Display for BoxName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.component, self.name)?;
        match self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

impl Display for LinkageInfo {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from, self.to)?;
        match self.policy {
            Some(policy) if policy != Policy::default() => write!(f, " with {policy}")?,
            _ => {}
        }
        if self.converted {
            f.write_str(" via a conversion")?;
        }
        if self.fused {
            f.write_str(" in one loop")?;
        }
        Ok(())
    }
}

impl Display for Placement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Placement::Fused => "fused",
            Placement::Task => "on task",
            Placement::Thread => "on thread",
        })
    }
}

impl Display for Topology {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for component in &self.components {
            write!(f, "{} = {}", component.name, component.type_name)?;
            if component.placement != Placement::Fused {
                write!(f, " {}", component.placement)?;
            }
            writeln!(f, "  ({})", component.line)?;
            for BoxInfo {
                name,
                direction,
                message,
                docs,
                ..
            } in &component.boxes
            {
                let arrow = match direction {
                    Direction::In => "<-",
                    Direction::Out => "->",
                };
                write!(f, "    {arrow} {name}: {}", short(message))?;
                match docs.lines().next() {
                    Some(line) => writeln!(f, "  {}", line.trim())?,
                    None => writeln!(f)?,
                }
            }
        }
        self.linkages
            .iter()
            .try_for_each(|linkage| writeln!(f, "{linkage}"))
    }
}

/// A type without the paths of its parts: `Vec<String>`.
pub(crate) fn short(type_name: &str) -> String {
    let is_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let mut short = String::new();
    let mut rest = type_name;
    while let Some(start) = rest.find(is_path) {
        let (between, path) = rest.split_at(start);
        let end = path.find(|letter| !is_path(letter)).unwrap_or(path.len());
        short.push_str(between);
        short.push_str(path[..end].rsplit("::").next().unwrap_or_default());
        rest = &path[end..];
    }
    short + rest
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_type_is_shown_without_the_paths_of_its_parts() {
        let name = "alloc::vec::Vec<(usize, core::option::Option<alloc::string::String>)>";
        assert_eq!(short(name), "Vec<(usize, Option<String>)>");
        assert_eq!(short("&str"), "&str");
    }
}
