//! The names of components that have only a number, and paths.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The name of the component with this number in a row: `[17]`.
///
/// Every other name is written by a macro, so a name is a `&'static str`. These
/// are made when first asked for, and kept: all rows of a program share them, so
/// they take the room that the longest row needs, a few bytes a component.
pub(crate) fn numbered(number: usize) -> &'static str {
    static BLOCKS: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let mut blocks = BLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    while blocks.len() <= number / BLOCK {
        let block = block(blocks.len() * BLOCK);
        blocks.push(block);
    }
    let block = blocks[number / BLOCK];
    let width = block.len() / BLOCK;
    block[number % BLOCK * width..][..width].trim_end()
}

/// How many names are made at once.
const BLOCK: usize = 100;

/// So many names from this number on, each as long as the longest.
fn block(first: usize) -> &'static str {
    let name = |number| format!("[{number}]");
    let width = name(first + BLOCK - 1).len();
    let names = (first..first + BLOCK).map(|number| format!("{:width$}", name(number)));
    names.collect::<String>().leak()
}

/// The name of a component that was started while its graph ran.
#[derive(Debug)]
pub(crate) struct Started {
    /// What all of its kind are called: `connection`.
    pub(crate) kind: &'static str,
    /// With its number: `connection[17]`.
    pub(crate) name: &'static str,
}

/// How many names of a kind there are: names are kept, and a server may run for
/// years. After these the numbers begin again.
const STARTED: usize = 100_000;

/// The name of the one with this number, from 0. It is kept as
/// [`numbered`] ones are.
pub(crate) fn started(kind: &'static str, number: usize) -> &'static Started {
    static NAMES: Mutex<BTreeMap<&str, Vec<&Started>>> = Mutex::new(BTreeMap::new());
    let number = number % STARTED;
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.entry(kind).or_default();
    while names.len() <= number {
        let name = format!("{kind}[{}]", names.len()).leak();
        names.push(Box::leak(Box::new(Started { kind, name })));
    }
    names[number]
}

/// The path of something inside a component: `SERVER/DECODE`, `CHAIN[17]`.
pub(crate) fn join(component: &str, path: &str) -> String {
    match path.as_bytes().first() {
        None => component.to_owned(),
        Some(_) if component.is_empty() => path.to_owned(),
        Some(b'[') => format!("{component}{path}"),
        Some(_) => format!("{component}/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{join, numbered, started};

    #[test]
    fn a_number_is_a_name() {
        for number in [0, 9, 10, 99, 100, 101, 1_234, 99_999, 7] {
            assert_eq!(numbered(number), format!("[{number}]"));
        }
        assert!(std::ptr::eq(numbered(17), numbered(17)));
    }

    #[test]
    fn who_was_started_has_its_kind_and_its_number() {
        assert_eq!(started("connection", 17).name, "connection[17]");
        assert_eq!(started("connection", 17).kind, "connection");
        assert_eq!(started("child", 0).name, "child[0]");
        assert_eq!(started("child", 100_003).name, "child[3]");
    }

    #[test]
    fn a_path_names_what_is_inside_of_what() {
        assert_eq!(join("SERVER", "DECODE"), "SERVER/DECODE");
        assert_eq!(join("SERVER", ""), "SERVER");
        assert_eq!(join("", "DECODE"), "DECODE");
        assert_eq!(join("SERVER", "[17]/DECODE"), "SERVER[17]/DECODE");
    }
}
