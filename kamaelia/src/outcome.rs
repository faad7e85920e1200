//! How a component ends: [`Outcome`], [`Stop`], [`Fault`] and [`Closed`].

use crate::names::join;
use crate::overtime::Overtime;
use crate::panicked::Shown;
use crate::service::says_stop;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// What a component's `main`, and a whole graph, end with.
///
/// `Ok(())` is a normal end. `?` turns [`Closed`] into a normal end as well,
/// and every other error into a fault that keeps its chain of sources.
pub type Outcome = Result<(), Stop>;

type BoxError = Box<dyn Error + Send + Sync + 'static>;

/// Why a component stopped before its last line.
///
/// `Stop` is not an [`Error`] itself, so that every error converts into it
/// with `?`; it converts into `Box<dyn Error>` where a program needs one.
pub struct Stop(Reason);

enum Reason {
    Closed,
    Fault(Box<Fault>),
}

impl Stop {
    /// A normal end: there is nobody left to work for.
    pub const fn closed() -> Stop {
        Stop(Reason::Closed)
    }

    /// A fault, from an error or a plain text.
    ///
    /// ```
    /// use kamaelia::Stop;
    ///
    /// let stop = Stop::fault("the tuner has no lock");
    /// assert_eq!(stop.to_string(), "the tuner has no lock");
    /// ```
    pub fn fault(error: impl Into<BoxError>) -> Stop {
        match error.into().downcast::<Fault>() {
            Ok(fault) => Stop(Reason::Fault(fault)),
            Err(source) => Stop(Reason::Fault(Box::new(Fault {
                path: String::new(),
                line: None,
                source,
                also: Vec::new(),
            }))),
        }
    }

    /// Whether this is a normal end.
    pub const fn is_closed(&self) -> bool {
        matches!(self.0, Reason::Closed)
    }

    /// The fault, if this is one.
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.0 {
            Reason::Closed => None,
            Reason::Fault(fault) => Some(fault),
        }
    }

    /// Whether a component has not ended in time.
    pub(crate) fn is_overtime(&self) -> bool {
        self.as_fault()
            .is_some_and(|fault| fault.source.is::<Overtime>())
    }

    /// Puts to the fault what else went wrong.
    pub(crate) fn add(&mut self, also: impl IntoIterator<Item = Also>) {
        if let Reason::Fault(fault) = &mut self.0 {
            fault.also.extend(also);
        }
    }

    /// What this fault, which was not the first, tells of.
    pub(crate) fn into_also(self) -> Vec<Also> {
        let Reason::Fault(mut fault) = self.0 else {
            return Vec::new();
        };
        let then = std::mem::take(&mut fault.also);
        let path = std::mem::take(&mut fault.path);
        let place = fault.line.map(|line| format!(" ({line})"));
        let text = format!("{}: {}", place.unwrap_or_default(), Shown(&fault));
        std::iter::once(Also { path, text }).chain(then).collect()
    }

    /// Puts the component that it happened in before the fault's path.
    pub(crate) fn within(mut self, component: &str, line: Option<SourceLine>) -> Stop {
        if let Reason::Fault(fault) = &mut self.0 {
            if fault.path.is_empty() {
                fault.path = component.to_owned();
                fault.line = line;
            } else {
                fault.path = join(component, &fault.path);
            }
            for also in &mut fault.also {
                also.path = join(component, &also.path);
            }
        }
        self
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Stop {
    fn from(error: E) -> Stop {
        let error: BoxError = Box::new(error);
        if error.is::<Closed>() || says_stop(&*error) {
            return Stop::closed();
        }
        Stop::fault(error)
    }
}

impl From<Stop> for BoxError {
    fn from(stop: Stop) -> BoxError {
        match stop.0 {
            Reason::Closed => Box::new(Closed),
            Reason::Fault(fault) => fault,
        }
    }
}

impl From<Stop> for Box<dyn Error> {
    fn from(stop: Stop) -> Box<dyn Error> {
        BoxError::from(stop)
    }
}

impl Display for Stop {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Closed => Display::fmt(&Closed, f),
            Reason::Fault(fault) => Display::fmt(fault, f),
        }
    }
}

/// The same words as [`Display`], since a `main` that returns an error prints
/// it this way.
impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// A place in the source: where a component was declared in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// The file, as the compiler was told of it.
    pub file: &'static str,
    /// The line in it, from 1.
    pub line: u32,
}

impl Display for SourceLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// An error of a component: where in the graph it happened, and the error.
///
/// Its text is one line: the path of the component, the error, and what caused
/// the error, each after a colon; then what else went wrong while the graph
/// ended. The error itself is its [`Error::source`].
#[derive(Debug)]
pub struct Fault {
    path: String,
    line: Option<SourceLine>,
    source: BoxError,
    also: Vec<Also>,
}

/// What else went wrong: a component, and what is to be said of it.
#[derive(Debug)]
pub(crate) struct Also {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// How much else a fault tells of.
const ALSO: usize = 3;

impl Fault {
    /// The component's path from the outermost graph, such as `SERVER/DECODE`;
    /// empty as long as the fault has not left its component.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where the component was declared.
    pub fn line(&self) -> Option<SourceLine> {
        self.line
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`", self.path)?;
            if let Some(line) = self.line {
                write!(f, " ({line})")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", self.source)?;
        let mut said = self.source.to_string();
        let mut cause = self.source.source();
        while let Some(error) = cause {
            let text = error.to_string();
            // Many errors already repeat their source in their own text.
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
            cause = error.source();
        }
        for Also { path, text } in self.also.iter().take(ALSO) {
            write!(f, "; also `{path}`{text}")?;
        }
        match self.also.len().saturating_sub(ALSO) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// The reader of a linkage has ended, so nothing can be sent on it any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl Display for Closed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the linkage is closed: its reader has ended")
    }
}

impl Error for Closed {}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends_with(error: impl Error + Send + Sync + 'static) -> Stop {
        let outcome: Outcome = (|| Err(error)?)();
        outcome.expect_err("it is an error")
    }

    #[test]
    fn a_closed_linkage_is_a_normal_end() {
        assert!(ends_with(Closed).is_closed());
    }

    #[test]
    fn any_other_error_is_a_fault_that_keeps_its_sources() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl Display for Outer {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("cannot read the playlist")
            }
        }
        impl Error for Outer {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(&self.0)
            }
        }

        let stop = ends_with(Outer(std::io::Error::other("disk gone")));

        assert_eq!(stop.to_string(), "cannot read the playlist: disk gone");
        let fault = stop.as_fault().expect("a fault");
        assert!(fault.source().is_some_and(|source| source.is::<Outer>()));
    }

    #[test]
    fn what_else_went_wrong_has_its_path_too() {
        let mut stop = Stop::fault("no lock").within("TUNE", None);
        let other = Stop::fault("no disk").within("STORE", None);
        stop.add(other.into_also());

        let stop = stop.within("SERVER", None);

        let text = "`SERVER/TUNE`: no lock; also `SERVER/STORE`: no disk";
        assert_eq!(stop.to_string(), text);
    }

    #[test]
    fn a_fault_collects_its_path_on_the_way_out() {
        let line = SourceLine {
            file: "src/main.rs",
            line: 7,
        };

        let stop = Stop::fault("no lock")
            .within("TUNE", Some(line))
            .within("SERVER", None);

        assert_eq!(stop.to_string(), "`SERVER/TUNE` (src/main.rs:7): no lock");
    }
}
