//! What a component does just now: [`ComponentState`], and what a graph has carried:
//! [`GraphState`].

use crate::topology::{BoxName, LinkCounts, LinkageInfo};
use std::fmt::{self, Display, Formatter};

/// What a component of a running graph does just now.
///
/// [`Handle::states`](crate::Handle::states) and
/// [`Observer::states`](crate::Observer::states) give it. Its [`Display`] is a
/// text for people: `DECODE waits for a message at frames, 17 polls`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentState {
    /// The component's path, such as `PLAYER/DECODE`.
    pub path: String,
    /// What it does.
    pub activity: Activity,
    /// How many turns it has had; one that runs as a part of another has none. For a component that blocks its thread: how
    /// often it has looked at a box.
    pub polls: u64,
}

/// What a running graph has carried so far.
///
/// [`Observer::graphs`](crate::Observer::graphs) gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphState {
    /// The path of the component that runs it: `SERVER/connection[17]`.
    pub path: String,
    /// The names of its components, in the order written.
    pub components: Vec<&'static str>,
    /// Its linkages, in the order written, with their counts; `None` for one that has no
    /// queue.
    pub linkages: Vec<(LinkageInfo, Option<LinkCounts>)>,
}

/// What a component does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activity {
    /// It has its turn, or will have it without anybody else's doing.
    Running,
    /// It waits for any of these.
    Waiting(Vec<Wait>),
    /// It is a transform that runs as a part of the one at this path, as one loop.
    PartOf(String),
    /// Nothing more comes of it.
    Ended,
}

/// What a component waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// A message at this inbox.
    Message(BoxName),
    /// Room for a message at this outbox.
    Room(BoxName),
    /// The components of the graph that it runs, which say themselves what for.
    Inside,
    /// Something that is no box of its graph: a timer, a socket, the end of
    /// another task, or messages to or from the outside.
    Other,
}

/// A box by the name that its component has for it.
struct Named(BoxName);

impl Display for Named {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)?;
        match self.0.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

impl Display for Wait {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Wait::Message(inbox) => write!(f, "for a message at {}", Named(inbox)),
            Wait::Room(outbox) => write!(f, "for room at {}", Named(outbox)),
            Wait::Inside => f.write_str("for the components inside it"),
            Wait::Other => f.write_str("for something else"),
        }
    }
}

impl Display for Activity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Activity::Running => f.write_str("runs"),
            Activity::PartOf(path) => write!(f, "runs as a part of {path}"),
            Activity::Ended => f.write_str("has ended"),
            Activity::Waiting(waits) => {
                f.write_str("waits ")?;
                for (number, wait) in waits.iter().enumerate() {
                    let or = if number == 0 { "" } else { " or " };
                    write!(f, "{or}{wait}")?;
                }
                Ok(())
            }
        }
    }
}

impl Display for ComponentState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ComponentState {
            path,
            activity,
            polls,
        } = self;
        write!(f, "{path} {activity}")?;
        match (activity, polls) {
            (Activity::PartOf(_), _) => Ok(()),
            (_, 1) => f.write_str(", 1 poll"),
            (_, polls) => write!(f, ", {polls} polls"),
        }
    }
}
