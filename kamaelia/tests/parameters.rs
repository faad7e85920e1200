//! What a component is given when it is made, and what it begins with otherwise.

use kamaelia::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Has each kind of parameter.
#[derive(Component)]
struct Keep<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[param(into)]
    path: PathBuf,
    wait: Duration,
    #[param(into, default = "kept".to_owned())]
    name: String,
    /// Twice the wait, where nobody says otherwise.
    #[param(default = wait * 2)]
    longest: Duration,
    /// The name of the file, where nobody says otherwise.
    #[param(default = path.to_string_lossy().into_owned())]
    title: String,
    #[param(into, default)]
    note: Option<T>,
    #[state]
    count: u64,
}

impl<T: Message> Main for Keep<T> {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {
            self.count += 1;
        }
        Ok(())
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn what_nobody_gives_has_its_default() {
    let keep = Keep::<u8>::new(PathBuf::from("mail"), SECOND);
    assert_eq!(keep.name, "kept");
    assert_eq!((keep.wait, keep.longest), (SECOND, 2 * SECOND));
    assert_eq!(
        (keep.path.as_path(), keep.title.as_str()),
        (Path::new("mail"), "mail")
    );
    assert_eq!((keep.note, keep.count), (None, 0));
}

#[test]
fn a_parameter_is_given_as_whatever_turns_into_its_type() {
    let keep = Keep::new("mail", SECOND).name("old").note(7u8);
    assert_eq!(keep.path, Path::new("mail"));
    assert_eq!((keep.name.as_str(), keep.note), ("old", Some(7)));
    let keep = Keep::<u8>::new(String::from("mail"), SECOND).name('k');
    assert_eq!(
        (keep.path.as_path(), keep.name.as_str()),
        (Path::new("mail"), "k")
    );
}
