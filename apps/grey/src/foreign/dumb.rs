//! Python's `dumbdbm`: a file `.dir` with a line for each key, which says where in the
//! file `.dat` its value stands.

use super::python::{integers, text};
use super::{Pair, Pairs};

/// Reads the two files.
#[must_use]
pub fn read(places: &[u8], values: &[u8]) -> Pairs {
    let mut pairs = Pairs::of(places.len() + values.len());
    for (number, line) in (1..).zip(places.split(|byte| *byte == b'\n')) {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match pair(line, values) {
            Ok(pair) => pairs.push(format!("line {number}"), pair),
            Err(why) => pairs.trouble(format!("line {number}"), why),
        }
    }
    pairs
}

/// `'key', (place, length)`.
fn pair(line: &[u8], values: &[u8]) -> Result<Pair, String> {
    let (key, rest) = text(line).ok_or("has no key")?;
    let rest = rest.strip_prefix(b",").map(<[u8]>::trim_ascii);
    let numbers = rest.and_then(integers);
    let Some([place, length]) = numbers.as_deref() else {
        return Err("does not say where its value stands".to_owned());
    };
    let value = place
        .checked_add(*length)
        .and_then(|end| values.get(*place..end));
    match value {
        Some(value) => Ok((key, value.to_vec())),
        None => Err(format!(
            "has its value at {place}, behind the end of the other file"
        )),
    }
}
