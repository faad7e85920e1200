//! The databases of the original Kamaelia Grey: `greylisted.dbm` has the triplets that
//! have passed, `attempters.dbm` those that were seen.
//!
//! A key is the `repr` of Python for the client's address, the sender and the recipient,
//! `('192.0.2.7', '<ann@a.example>', '<bob@b.example>')`, and its value the second of
//! the last time. Python wrote them with what it found on its machine: Berkeley DB, gdbm
//! or two plain files.

use super::Found;
use super::found::{Record, missing, time};
use crate::foreign::{self, NoDatabase, is_there, texts};
use crate::policy::{Address, Imported};
use std::path::Path;

const PASSED: &str = "greylisted.dbm";
const SEEN: &str = "attempters.dbm";

/// Reads the databases in a folder, or one of them, which is known by its name.
///
/// # Errors
///
/// [`NoDatabase`] if there is none, or if nothing of it can be read.
pub fn read(path: &Path) -> Result<Found, NoDatabase> {
    let mut found = Found::default();
    if !path.is_dir() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let has_passed = !name.starts_with("attempters");
        found.take(path, foreign::read(path)?, |key, value| {
            record(key, value, has_passed)
        });
        return Ok(found);
    }
    // Who has passed was seen as well: it is the first of the two that counts.
    for (name, has_passed) in [(PASSED, true), (SEEN, false)] {
        let path = path.join(name);
        if is_there(&path) {
            found.take(&path, foreign::read(&path)?, |key, value| {
                record(key, value, has_passed)
            });
        }
    }
    match found.databases.is_empty() {
        true => Err(missing(
            path,
            "`greylisted.dbm` or `attempters.dbm` in this folder",
        )),
        false => Ok(found),
    }
}

fn record(key: &[u8], value: &[u8], has_passed: bool) -> Record {
    let Some(triplet) = texts(key) else {
        return Record::None("is no triplet as Python writes it");
    };
    let [client, sender, recipient] = &triplet[..] else {
        return Record::None("has not three parts");
    };
    let client = std::str::from_utf8(client).ok();
    let Some(client) = client.and_then(|client| client.parse().ok()) else {
        return Record::None("begins with no address of a client");
    };
    let (Some(sender), Some(recipient)) = (address(sender), address(recipient)) else {
        return Record::None("has addresses that are not text");
    };
    let Some(last) = seconds(value).and_then(time) else {
        return Record::None("has no time for a value");
    };
    Record::Imported(Imported::Triplet {
        client,
        sender: (!sender.is_empty()).then(|| Address::of(sender)),
        recipient: Address::of(recipient),
        first: last,
        last,
        has_passed,
    })
}

/// What stands between its brackets.
fn address(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let inside = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    Some(inside.unwrap_or(text))
}

/// `1259483920.57`, in whole seconds.
fn seconds(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value).ok()?.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_part = part.bytes().all(|byte| byte.is_ascii_digit());
    whole.parse().ok().filter(|_| is_part)
}
