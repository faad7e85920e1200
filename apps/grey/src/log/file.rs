use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that lines are added to. It may be moved away meanwhile, or removed: then the
/// next lines stand in a new one.
pub(super) struct LogFile {
    path: PathBuf,
    open: Option<File>,
    /// Whether what it ends with is the beginning of a line.
    is_torn: bool,
}

impl LogFile {
    pub(super) fn new(path: PathBuf) -> LogFile {
        LogFile {
            path,
            open: None,
            is_torn: false,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a text of whole lines. Gives how many bytes of it are in the file, and why
    /// not more; then the next text begins another line.
    pub(super) fn add(&mut self, text: &str) -> (usize, io::Result<()>) {
        if let Err(error) = self.begin_line() {
            return (0, Err(error));
        }
        let (count, written) = match self.file() {
            Ok(file) => write(file, text.as_bytes()),
            Err(error) => (0, Err(error)),
        };
        let last = text.as_bytes().get(..count).and_then(<[u8]>::last);
        self.is_torn = last.is_some_and(|last| *last != b'\n');
        (count, written)
    }

    /// Ends what is torn, if the file is still the same.
    fn begin_line(&mut self) -> io::Result<()> {
        self.file()?;
        if self.is_torn {
            self.file()?.write_all(b"\n")?;
            self.is_torn = false;
        }
        Ok(())
    }

    /// The file that has the name now.
    fn file(&mut self) -> io::Result<&mut File> {
        let open = self.open.take().filter(|file| has_name(file, &self.path));
        let file = match open {
            Some(file) => file,
            None => {
                let file = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(&self.path)?;
                self.is_torn = false;
                file
            }
        };
        Ok(self.open.insert(file))
    }
}

/// Writes what can be written. Gives how many bytes that is, and why not more.
pub(super) fn write(mut to: impl Write, text: &[u8]) -> (usize, io::Result<()>) {
    let mut rest = text;
    let written = loop {
        if rest.is_empty() {
            break Ok(());
        }
        match to.write(rest) {
            Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    (text.len() - rest.len(), written)
}

/// Whether an open file is the one of that name.
#[cfg(unix)]
fn has_name(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let its = file.metadata().map(|file| (file.dev(), file.ino()));
    let named = std::fs::metadata(path).map(|file| (file.dev(), file.ino()));
    matches!((its, named), (Ok(its), Ok(named)) if its == named)
}

/// Where files have no numbers, each is opened again.
#[cfg(not(unix))]
fn has_name(_: &File, _: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn add(file: &mut LogFile, text: &str) {
        let (count, written) = file.add(text);
        written.expect("it is writable");
        assert_eq!(count, text.len());
    }

    /// A disk with so much room.
    struct Disk(usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.0).min(3);
            self.0 -= count;
            match count {
                0 => Err(io::ErrorKind::StorageFull.into()),
                count => Ok(count),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_a_full_disk_has_taken_is_counted() {
        let (count, written) = write(Disk(8), b"one\ntwo\nthree\n");
        assert_eq!((count, written.is_err()), (8, true));
        let (count, written) = write(Disk(9), b"one\ntwo\n");
        assert_eq!((count, written.is_ok()), (8, true));
    }

    #[test]
    fn a_file_that_was_moved_away_or_removed_is_made_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let [path, old] = ["grey.log", "grey.log.1"].map(|name| folder.path().join(name));
        let mut file = LogFile::new(path.clone());
        add(&mut file, "one\n");
        std::fs::rename(&path, &old).expect("it is there");
        add(&mut file, "two\n");
        add(&mut file, "three\n");
        let read = |path: &Path| std::fs::read_to_string(path).expect("it is there");
        assert_eq!(
            (read(&old), read(&path)),
            ("one\n".into(), "two\nthree\n".into())
        );
        std::fs::remove_file(&path).expect("it is there");
        add(&mut file, "four\n");
        assert_eq!(read(&path), "four\n");
    }

    #[test]
    fn a_line_that_was_torn_ends_before_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = LogFile::new(folder.path().join("grey.log"));
        add(&mut file, "half of a li");
        add(&mut file, "whole\n");
        let text = std::fs::read_to_string(file.path()).expect("it is there");
        assert_eq!(text, "half of a li\nwhole\n");
    }
}
