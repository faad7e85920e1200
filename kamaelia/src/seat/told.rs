//! What a component was told: [`Told`].

use crate::shutdown::Shutdown;

/// What a component was told; the later overrides the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Nothing,
    /// To finish, and to take its time.
    Finish,
    /// To finish within the grace time.
    FinishInTime,
    Now,
    /// Nobody waits for it any more, and nobody can drop it from outside: whatever
    /// in it does not end by itself is dropped from inside.
    Gone,
}

impl Told {
    pub(super) fn from_rank(rank: u8) -> Told {
        match rank {
            0 => Told::Nothing,
            1 => Told::Finish,
            2 => Told::FinishInTime,
            3 => Told::Now,
            _ => Told::Gone,
        }
    }
}

impl From<Shutdown> for Told {
    fn from(shutdown: Shutdown) -> Told {
        match shutdown {
            Shutdown::Finish => Told::FinishInTime,
            Shutdown::Now => Told::Now,
        }
    }
}
