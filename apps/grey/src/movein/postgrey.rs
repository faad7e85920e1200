//! postgrey's databases: `postgrey.db` has its triplets, `postgrey_clients.db` the
//! clients that came back so often that it trusts them.
//!
//! | | key | value |
//! |---|---|---|
//! | a triplet | `192.0.2.0/ann@a.example/bob@b.example` | the seconds of the first attempt and of the last one |
//! | a client | `192.0.2.7` | how often it came back, and the second of the last time |
//!
//! With `--privacy` it keeps hashes in place of both keys: they cannot be turned back, so
//! they are counted and left out.

use super::Found;
use super::found::{Record, missing, time};
use crate::foreign::{self, NoDatabase, berkeley};
use crate::policy::{Address, Imported};
use std::fs::{File, TryLockError};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TRIPLETS: &str = "postgrey.db";
const CLIENTS: &str = "postgrey_clients.db";
const LOCK: &str = "postgrey.lock";

/// How long postgrey has strangers wait, if it is not told otherwise.
pub const DELAY: Duration = Duration::from_secs(300);

/// Reads the databases in a folder, or one of them. `delay` is how long that postgrey
/// has had strangers wait: a triplet has passed if it was seen so long after its first
/// attempt.
///
/// # Errors
///
/// [`NoDatabase`] if there is none, if nothing of it can be read, or if a postgrey is at
/// work there: it keeps in memory what its files do not have yet.
pub fn read(path: &Path, delay: Duration) -> Result<Found, NoDatabase> {
    let folder = match path.is_dir() {
        true => path,
        false => path.parent().unwrap_or(Path::new(".")),
    };
    ends(folder)?;
    let mut found = Found::default();
    let understand = |key: &[u8], value: &[u8]| record(key, value, delay);
    if !path.is_dir() {
        found.take(path, foreign::read(path)?, understand);
        return Ok(found);
    }
    let triplets = path.join(TRIPLETS);
    if !triplets.is_file() {
        return Err(missing(path, "`postgrey.db` in this folder"));
    }
    found.take(&triplets, foreign::read(&triplets)?, understand);
    let clients = path.join(CLIENTS);
    if clients.is_file() {
        found.take(&clients, foreign::read(&clients)?, understand);
    }
    if was_killed(path) {
        found.notes.push(format!(
            "postgrey was not ended in order, and what it did last may be in its log only; \
             `db_recover -h {}` of Berkeley DB's tools brings its databases up to date",
            path.display()
        ));
    }
    Ok(found)
}

/// An error if a postgrey is at work in this folder.
fn ends(folder: &Path) -> Result<(), NoDatabase> {
    let lock = folder.join(LOCK);
    let Ok(file) = File::open(&lock) else {
        return Ok(());
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(NoDatabase {
            path: folder.to_owned(),
            why: "postgrey is at work there, and keeps in memory what its files do not have \
                  yet; end it first"
                .to_owned(),
        }),
        // Whoever cannot lock it cannot tell.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// Whether the newest of postgrey's logs ends before the databases were closed.
fn was_killed(folder: &Path) -> bool {
    let Ok(files) = folder.read_dir() else {
        return false;
    };
    let paths = files.flatten().map(|file| file.path());
    let is_log = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("log."))
    };
    // Their numbers have ten digits.
    let newest = paths.filter(is_log).max();
    let log = newest.and_then(|path| std::fs::read(path).ok());
    log.and_then(|log| berkeley::is_closed(&log)) == Some(false)
}

/// What a record is.
fn record(key: &[u8], value: &[u8], delay: Duration) -> Record {
    if key.len() == 40 && key.iter().all(u8::is_ascii_hexdigit) {
        return Record::Hashed;
    }
    let (Ok(key), Ok(value)) = (std::str::from_utf8(key), std::str::from_utf8(value)) else {
        return Record::None("is not text");
    };
    let mut numbers = value.split(',');
    let mut number = || numbers.next()?.trim().parse::<u64>().ok();
    let (Some(one), Some(other)) = (number(), number()) else {
        return Record::None("has no times for a value");
    };
    let Some(other_time) = time(other) else {
        return Record::None("has no times for a value");
    };
    let Some((client, rest)) = key.split_once('/') else {
        return match key.parse() {
            Ok(client) => Record::Imported(Imported::Client {
                client,
                passes: u16::try_from(one).unwrap_or(u16::MAX),
                last: other_time,
            }),
            Err(_) => Record::None("is neither a triplet nor a client"),
        };
    };
    let (Ok(client), Some((sender, recipient)), Some(first)) =
        (client.parse::<IpAddr>(), addresses(rest), time(one))
    else {
        return Record::None("is no triplet");
    };
    Record::Imported(Imported::Triplet {
        client,
        sender: (!sender.is_empty()).then(|| Address::of(sender)),
        recipient: Address::of(recipient),
        first,
        last: other_time,
        has_passed: other
            .checked_sub(one)
            .is_some_and(|it| it >= delay.as_secs()),
    })
}

/// `ann@a.example/bob@b.example`: the sender ends at the first stroke behind its domain,
/// since what stands before an `@` may have strokes of its own.
fn addresses(text: &str) -> Option<(&str, &str)> {
    let local = match text.find(['@', '/']) {
        // The null sender, or one without a domain.
        Some(at) if text.as_bytes().get(at) == Some(&b'/') && !has_two(text) => at,
        Some(_) => text.find('@')?,
        None => return None,
    };
    let stroke = local + text.get(local..)?.find('/')?;
    let recipient = text
        .get(stroke + 1..)
        .filter(|recipient| !recipient.is_empty())?;
    Some((text.get(..stroke)?, recipient))
}

/// Whether there are two addresses with a domain.
fn has_two(text: &str) -> bool {
    !text.starts_with('/') && text.matches('@').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, sender: &str, recipient: &str) {
        assert_eq!(addresses(text), Some((sender, recipient)), "{text}");
    }

    #[test]
    fn the_sender_ends_behind_its_domain() {
        check("a@b.example/c@d.example", "a@b.example", "c@d.example");
        check("/c@d.example", "", "c@d.example");
        check(
            "x/y=z@b.example/c@d.example",
            "x/y=z@b.example",
            "c@d.example",
        );
        check("a@b.example/c/e@d.example", "a@b.example", "c/e@d.example");
        check("root/c@d.example", "root", "c@d.example");
        check("a@b.example/postmaster", "a@b.example", "postmaster");
        assert_eq!(addresses("a@b.example"), None);
        assert_eq!(addresses("a@b.example/"), None);
        assert_eq!(addresses(""), None);
    }
}
