use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// The error of a [`TcpReader`](super::TcpReader) that was told to finish in the
/// middle of a message, and then to stop before the peer had sent its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutShort;

impl Display for CutShort {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("cut short in the middle of a message: its end did not come in time")
    }
}

impl Error for CutShort {}
