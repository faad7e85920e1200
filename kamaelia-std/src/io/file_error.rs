use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// Something that cannot be done with a file or a folder, and why.
#[derive(Debug)]
pub struct FileError {
    /// The file, as it was named.
    pub path: PathBuf,
    /// What could not be done.
    pub attempt: FileAttempt,
    /// Why.
    pub error: io::Error,
}

/// What a component does to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAttempt {
    /// Opening it, to read it.
    Open,
    /// Reading it, once it was open.
    Read,
    /// Opening it, to write to it.
    Create,
    /// Writing to it, once it was open.
    Write {
        /// How many bytes it has taken since the start.
        written: u64,
    },
    /// Having the system put on disk what was written.
    Sync,
    /// Looking at what is in a folder.
    List,
}

impl FileAttempt {
    /// The error of this attempt at `path`.
    pub(super) fn at(self, path: impl Into<PathBuf>, error: io::Error) -> FileError {
        FileError {
            path: path.into(),
            attempt: self,
            error,
        }
    }

    fn hint(self, kind: ErrorKind) -> &'static str {
        let reads = matches!(self, FileAttempt::Open | FileAttempt::Read);
        match kind {
            ErrorKind::NotFound if self == FileAttempt::Create => "; make its folder first",
            ErrorKind::NotFound => "; check the name",
            ErrorKind::PermissionDenied if reads => "; ask its owner for the right to read it",
            ErrorKind::PermissionDenied => "; ask its owner for the right",
            ErrorKind::IsADirectory => "; name a file in it",
            ErrorKind::NotADirectory if self == FileAttempt::List => "; name the folder it is in",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room on its disk",
            ErrorKind::ReadOnlyFilesystem => "; choose another place",
            ErrorKind::FileTooLarge if reads => "; raise the limit, or read it in pieces",
            _ => "",
        }
    }
}

impl Display for FileError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.attempt {
            FileAttempt::Open => write!(f, "cannot open `{path}`"),
            FileAttempt::Read => write!(f, "cannot read `{path}`"),
            FileAttempt::Create => write!(f, "cannot create `{path}`"),
            FileAttempt::Write { written } => {
                write!(f, "cannot write to `{path}` after {written} bytes")
            }
            FileAttempt::Sync => write!(f, "cannot put `{path}` on disk"),
            FileAttempt::List => write!(f, "cannot look into `{path}`"),
        }?;
        let hint = self.attempt.hint(self.error.kind());
        write!(f, ": {}{hint}", self.error)
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(attempt: FileAttempt, kind: ErrorKind, words: &str) {
        let text = attempt.at("a.txt", kind.into()).to_string();
        assert!(text.starts_with("cannot "), "{text}");
        assert!(text.contains("`a.txt`"), "{text}");
        assert!(text.ends_with(words), "{text}");
    }

    #[test]
    fn an_error_names_the_file_and_what_to_do() {
        let write = FileAttempt::Write { written: 7 };
        check(FileAttempt::Open, ErrorKind::NotFound, "; check the name");
        check(FileAttempt::Create, ErrorKind::NotFound, "its folder first");
        check(write, ErrorKind::StorageFull, "; make room on its disk");
        check(FileAttempt::Read, ErrorKind::FileTooLarge, "in pieces");
        check(FileAttempt::Sync, ErrorKind::Other, ": other error");
    }

    #[test]
    fn a_full_disk_says_how_much_it_has_taken() {
        let write = FileAttempt::Write { written: 7 };
        let text = write.at("a.txt", ErrorKind::StorageFull.into()).to_string();
        assert!(text.contains("after 7 bytes"), "{text}");
    }
}
