use super::{FileAttempt, FileError};
use bytes::Bytes;
use std::fs::File;
use std::io::{self, ErrorKind, IoSlice, Write};
use std::path::PathBuf;

/// When what was written has to be on disk, where a loss of power leaves it.
///
/// Until then it is in the system's memory, which outlives the program but not
/// the machine's power. The disk takes its time: to wait for it after every write
/// may cost a hundredfold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fsync {
    /// Whenever the system likes.
    #[default]
    Never,
    /// Before the component ends, or a file is said to be complete.
    AtEnd,
    /// Before anything is said to be written.
    Always,
}

/// A file that is written to, for as long as it is open.
pub(super) struct Output {
    path: PathBuf,
    append: bool,
    fsync: Fsync,
    file: Option<File>,
    written: u64,
}

impl Output {
    pub(super) fn new(path: PathBuf, append: bool, fsync: Fsync) -> Output {
        Output {
            path,
            append,
            fsync,
            file: None,
            written: 0,
        }
    }

    /// Opens the file. Opened again, it goes on where it was.
    pub(super) fn open(&mut self) -> Result<&File, FileError> {
        let file = File::options()
            .create(true)
            .write(!self.append)
            .append(self.append)
            .truncate(!self.append)
            .open(&self.path)
            .map_err(|error| FileAttempt::Create.at(&self.path, error))?;
        self.append = true;
        Ok(self.file.insert(file))
    }

    /// Writes all pieces. Gives how many of them are whole in the file, and why
    /// not more.
    pub(super) fn write(&mut self, pieces: &[Bytes]) -> (usize, Result<(), FileError>) {
        let file = match &self.file {
            Some(file) => file,
            None => match self.open() {
                Ok(file) => file,
                Err(error) => return (0, Err(error)),
            },
        };
        let (length, done) = write_all(file, pieces);
        self.written += length as u64;
        if self.fsync == Fsync::Always
            && let Err(error) = self.sync()
        {
            return (0, Err(error));
        }
        let (path, attempt) = self.attempt();
        let done = done.map_err(|error| attempt.at(path, error));
        (whole(pieces, length), done)
    }

    /// What is tried, for the case that it fails.
    pub(super) fn attempt(&self) -> (PathBuf, FileAttempt) {
        let written = self.written;
        (self.path.clone(), FileAttempt::Write { written })
    }

    /// Closes the file, once it is on disk if it has to be.
    pub(super) fn close(&mut self) -> Result<(), FileError> {
        if self.fsync == Fsync::AtEnd {
            self.sync()?;
        }
        self.file = None;
        Ok(())
    }

    fn sync(&self) -> Result<(), FileError> {
        self.file
            .as_ref()
            .map_or(Ok(()), File::sync_all)
            .map_err(|error| FileAttempt::Sync.at(&self.path, error))
    }
}

/// Writes all pieces. Gives how many bytes were taken, and why not more.
fn write_all(mut file: impl Write, pieces: &[Bytes]) -> (usize, io::Result<()>) {
    let mut slices: Vec<IoSlice<'_>> = pieces
        .iter()
        .filter(|piece| !piece.is_empty())
        .map(|piece| IoSlice::new(piece))
        .collect();
    let mut rest = &mut slices[..];
    let mut written = 0;
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) => return (written, Err(ErrorKind::WriteZero.into())),
            Ok(length) => {
                written += length;
                IoSlice::advance_slices(&mut rest, length);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (written, Err(error)),
        }
    }
    (written, Ok(()))
}

/// How many of the pieces lie within the first `length` bytes.
fn whole(pieces: &[Bytes], mut length: usize) -> usize {
    let mut count = 0;
    for piece in pieces {
        if piece.len() > length {
            break;
        }
        length -= piece.len();
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with so much room, which takes a few bytes at a time.
    struct Disk {
        room: usize,
        bytes: Vec<u8>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let length = bytes.len().min(self.room).min(3);
            if length == 0 {
                return Err(ErrorKind::StorageFull.into());
            }
            self.room -= length;
            self.bytes.extend_from_slice(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[track_caller]
    fn check(room: usize, count: usize) {
        let pieces = ["hello", "", " ", "world"].map(Bytes::from);
        let bytes = Vec::new();
        let mut disk = Disk { room, bytes };
        let (length, written) = write_all(&mut disk, &pieces);
        assert_eq!(length, room.min(11));
        assert_eq!(disk.bytes, &b"hello world"[..length]);
        assert_eq!(whole(&pieces, length), count);
        assert_eq!(written.is_ok(), length == 11);
    }

    #[test]
    fn a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all() {
        check(11, 4);
        check(100, 4);
    }

    #[test]
    fn a_full_disk_has_taken_the_whole_pieces_that_it_has_room_for() {
        check(0, 0);
        check(4, 0);
        check(5, 2);
        check(10, 3);
    }
}
