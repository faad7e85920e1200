//! How a run may fail: [`Failure`].

use crate::outcome::Stop;
use crate::report::Overdue;
use crate::stuck::Stuck;
use std::any::Any;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::time::Duration;

/// How a run failed.
pub(super) enum Failure {
    /// The test gave an error.
    Stop(Stop),
    Panic(String),
    /// Who is left, and the graphs in which that is a ring.
    Deadlock(Vec<Overdue>, Vec<Stuck>),
    /// A thread works on something that is not ours, and all wait for it.
    Thread(Duration, Vec<Overdue>),
    /// The test had so many turns, and no end.
    Endless(usize, Vec<Overdue>),
    /// The choice of this number was not there again, or had other options.
    Diverged(usize),
    Runtime(io::Error),
}

impl Failure {
    pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Failure {
        let text = match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => match panic.downcast::<&str>() {
                Ok(text) => (*text).to_owned(),
                Err(_) => "(not with a text)".to_owned(),
            },
        };
        Failure::Panic(text)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Stop(stop) if stop.is_closed() => {
                write!(f, "it ended early, since nobody read what it sent: {stop}")
            }
            Failure::Stop(stop) => write!(f, "{stop:#}"),
            Failure::Panic(text) => write!(f, "it panicked: {text}"),
            Failure::Deadlock(left, stuck) => {
                f.write_str("deadlock: nobody can go on, no thread works, no timer is pending")?;
                name(f, left)?;
                stuck.iter().try_for_each(|stuck| write!(f, "; {stuck}"))
            }
            Failure::Thread(limit, left) => {
                write!(
                    f,
                    "all wait for a thread, which has not said a word for {limit:?}"
                )?;
                name(f, left)
            }
            Failure::Endless(turns, left) => {
                write!(
                    f,
                    "it has had {turns} turns, which is the limit, and has not ended"
                )?;
                name(f, left)
            }
            Failure::Diverged(choice) => write!(
                f,
                "choice {choice} was not the same again: something else than the schedule decides \
                 what the test does, such as a thread, the real time or a random number"
            ),
            Failure::Runtime(error) => write!(f, "the tokio runtime does not start: {error}"),
        }
    }
}

/// Names who has not ended.
fn name(f: &mut Formatter<'_>, left: &[Overdue]) -> fmt::Result {
    for (number, component) in left.iter().enumerate() {
        let before = if number == 0 { "; not ended: " } else { ", " };
        write!(f, "{before}`{}`", component.path)?;
        if let Some(line) = component.line {
            write!(f, " ({line})")?;
        }
    }
    Ok(())
}
