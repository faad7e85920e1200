use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::process::ExitStatus;

/// A program that cannot be run, and why.
#[derive(Debug)]
pub struct CannotRun {
    /// The program.
    pub program: String,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotRun {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot run `{}`: {}", self.program, self.error)?;
        f.write_str(match self.error.kind() {
            ErrorKind::NotFound => "; install it, or check its name and the folder to run it in",
            ErrorKind::PermissionDenied => "; make the file executable",
            _ => "",
        })
    }
}

impl Error for CannotRun {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// The error of a program that has ended without success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramFailed {
    /// The program.
    pub program: String,
    /// How it has ended.
    pub status: ExitStatus,
}

impl Display for ProgramFailed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ProgramFailed { program, status } = self;
        write!(
            f,
            "`{program}` has failed: {status}; what it said is on standard error"
        )
    }
}

impl Error for ProgramFailed {}

/// The error of a program that was told to finish, and had not ended within the
/// grace time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramKilled {
    /// The program.
    pub program: String,
}

impl Display for ProgramKilled {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` has not ended in time, and was killed",
            self.program
        )?;
        f.write_str("; give its graph more time, or see why it does not end with its input")
    }
}

impl Error for ProgramKilled {}
