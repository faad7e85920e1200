use super::{FileAttempt, FileError};
use crate::bad_parameter::span;
use kamaelia::prelude::*;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// Tells what comes, changes and goes in a folder.
///
/// It looks again and again, so it sees the files of other machines, too; what
/// comes and goes between two looks is not seen. It does not look into the folders
/// in it. The events of one look are in the order of the names, and those of a
/// file that has only begun to grow are one at each look: who wants whole files
/// has them written elsewhere, and moved there.
///
/// It ends when it is told to finish, or nobody reads any more.
///
/// # Errors
///
/// [`FileError`], which names the folder. [`BadParameter`](crate::BadParameter) if
/// the interval is zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::{DirectoryEvent, DirectoryWatch};
/// use kamaelia_std::util::{Expect, Take};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let folder = std::env::temp_dir().join(format!("directory-watch-{}", std::process::id()));
/// # std::fs::create_dir(&folder)?;
/// # std::fs::write(folder.join("a.txt"), "hello")?;
/// pipeline![
///     DirectoryWatch::new(&folder),
///     Take::new(1),
///     Expect::new([DirectoryEvent::Created(folder.join("a.txt"))]),
/// ]
/// .run()
/// .await?;
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct DirectoryWatch {
    /// What has happened.
    #[outbox]
    outbox: Outbox<DirectoryEvent>,

    /// The folder to watch.
    #[param(into)]
    path: PathBuf,

    /// How long it waits between two looks: a second, if not said otherwise.
    #[param(default = DirectoryWatch::INTERVAL)]
    interval: Duration,

    /// Whether it tells of what is there at the start, too: yes, if not said
    /// otherwise, so that nothing is missed that comes while a program starts.
    #[param(default = true)]
    existing: bool,
}

/// What has happened in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DirectoryEvent {
    /// A file, or a folder, is there that was not.
    Created(PathBuf),
    /// It has another length, or was written to at another time.
    Changed(PathBuf),
    /// It is not there any more.
    Removed(PathBuf),
}

impl DirectoryWatch {
    const INTERVAL: Duration = Duration::from_secs(1);
}

impl Main for DirectoryWatch {
    async fn main(mut self) -> Outcome {
        let interval = span("interval", self.interval)?;
        let mut before = match self.existing {
            true => Entries::new(),
            false => match until_stopped(look(&self.path)).await {
                Some(entries) => entries?,
                None => return Ok(()),
            },
        };
        while let Some(now) = until_stopped(look(&self.path)).await {
            let now = now?;
            for event in events(&self.path, &before, &now) {
                self.outbox.send(event).await?;
            }
            before = now;
            if until_stopped(sleep(interval)).await.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// What is in a folder, and what tells an entry from what it was before.
type Entries = BTreeMap<OsString, (u64, Option<SystemTime>)>;

async fn look(path: &Path) -> Result<Entries, FileError> {
    let name = path.to_owned();
    let looking = spawn_blocking(move || entries(&name)).await;
    looking
        .unwrap_or_else(|error| Err(error.into()))
        .map_err(|error| FileAttempt::List.at(path, error))
}

fn entries(path: &Path) -> io::Result<Entries> {
    let mut entries = Entries::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        match entry.metadata() {
            Ok(metadata) => {
                let state = (metadata.len(), metadata.modified().ok());
                entries.insert(entry.file_name(), state);
            }
            // It is gone since its name was read.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(entries)
}

/// What has happened between two looks.
fn events(path: &Path, before: &Entries, now: &Entries) -> Vec<DirectoryEvent> {
    let gone = before.keys().filter(|name| !now.contains_key(*name));
    let gone = gone.map(|name| DirectoryEvent::Removed(path.join(name)));
    let here = now
        .iter()
        .filter_map(|(name, state)| match before.get(name) {
            None => Some(DirectoryEvent::Created(path.join(name))),
            Some(old) if old != state => Some(DirectoryEvent::Changed(path.join(name))),
            Some(_) => None,
        });
    gone.chain(here).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, u64)]) -> Entries {
        let entry = |(name, length): &(&str, u64)| (OsString::from(name), (*length, None));
        files.iter().map(entry).collect()
    }

    #[test]
    fn what_is_gone_is_told_before_what_has_come_and_changed() {
        let before = folder(&[("a", 1), ("b", 2), ("z", 3)]);
        let now = folder(&[("b", 2), ("c", 1), ("z", 4)]);
        assert_eq!(
            events(Path::new("/f"), &before, &now),
            [
                DirectoryEvent::Removed("/f/a".into()),
                DirectoryEvent::Created("/f/c".into()),
                DirectoryEvent::Changed("/f/z".into()),
            ]
        );
        assert_eq!(events(Path::new("/f"), &now, &now), []);
    }
}
