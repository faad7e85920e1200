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

    /// Adds a text of whole lines. After an error, what has come of it ends a line.
    pub(super) fn add(&mut self, text: &str) -> io::Result<()> {
        let is_torn = self.is_torn;
        let file = self.file()?;
        let mut rest = text.as_bytes();
        if is_torn {
            file.write_all(b"\n")?;
        }
        let mut is_torn = false;
        let written = loop {
            if rest.is_empty() {
                break Ok(());
            }
            match file.write(rest) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    is_torn = rest.get(count.saturating_sub(1)) != Some(&b'\n');
                    rest = rest.get(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.is_torn = is_torn;
        written
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

    #[test]
    fn a_file_that_was_moved_away_or_removed_is_made_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let [path, old] = ["grey.log", "grey.log.1"].map(|name| folder.path().join(name));
        let mut file = LogFile::new(path.clone());
        file.add("one\n").expect("it is writable");
        std::fs::rename(&path, &old).expect("it is there");
        file.add("two\n").expect("it is writable");
        file.add("three\n").expect("it is writable");
        let read = |path: &Path| std::fs::read_to_string(path).expect("it is there");
        assert_eq!(
            (read(&old), read(&path)),
            ("one\n".into(), "two\nthree\n".into())
        );
        std::fs::remove_file(&path).expect("it is there");
        file.add("four\n").expect("it is writable");
        assert_eq!(read(&path), "four\n");
    }

    #[test]
    fn a_line_that_was_torn_ends_before_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = LogFile::new(folder.path().join("grey.log"));
        file.add("half of a li").expect("it is writable");
        file.add("whole\n").expect("it is writable");
        let text = std::fs::read_to_string(file.path()).expect("it is there");
        assert_eq!(text, "half of a li\nwhole\n");
    }
}
