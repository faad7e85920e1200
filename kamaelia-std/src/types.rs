//! Messages that components of several families speak in.

use bytes::Bytes;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// A message with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seq<T> {
    /// Its number.
    pub n: u64,
    /// The message.
    pub item: T,
}

/// A message with a word on where it comes from, or what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tagged<K, T> {
    /// The word.
    pub tag: K,
    /// The message.
    pub item: T,
}

/// Where to go in a list: what a remote control says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// One further.
    Next,
    /// One back.
    Prev,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Nowhere: the same again.
    Same,
}

/// Where to go in what can only be walked forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForwardStep {
    /// One further.
    Next,
    /// Nowhere: the same again.
    Same,
}

/// Who asks for the next and says no more means [`Next`](Step::Next).
impl From<()> for Step {
    fn from((): ()) -> Step {
        Step::Next
    }
}

/// Who asks for the next and says no more means [`Next`](ForwardStep::Next).
impl From<()> for ForwardStep {
    fn from((): ()) -> ForwardStep {
        ForwardStep::Next
    }
}

/// A request for so many bytes, lines or whatever a source counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub usize);

/// So many in a second, from now on.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate(pub f64);

/// What belongs into a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileJob {
    /// The file.
    pub path: PathBuf,
    /// All of what is to be in it.
    pub data: Bytes,
}

/// A name that nobody else has in this program: a tag to know one's own messages
/// by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(u64);

impl Uid {
    /// A name that was not given before.
    #[must_use]
    pub fn unique() -> Uid {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Uid(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
