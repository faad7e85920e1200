//! The names of components that have only a number, and paths.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The name of the component with this number in a row: `[17]`.
///
/// Every other name is written by a macro, so a name is a `&'static str`. These
/// are made when first asked for, and kept: all rows of a program share them, so
/// they take the room that the longest row needs, a few bytes a component.
pub(crate) fn numbered(number: usize) -> &'static str {
    static NAMES: Numbered = Numbered::new();
    NAMES.of("", number)
}

/// How many names are made at once: one alone would take more room to be found than it
/// takes itself.
const BLOCK: usize = 100;

/// Names that differ by their numbers, by the number of their block.
#[derive(Debug)]
struct Numbered(Mutex<BTreeMap<usize, &'static str>>);

impl Numbered {
    const fn new() -> Numbered {
        Numbered(Mutex::new(BTreeMap::new()))
    }

    /// The name of this number: `kind[17]`.
    fn of(&self, kind: &str, number: usize) -> &'static str {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let block = number / BLOCK;
        let make = || names(kind, block * BLOCK);
        let names: &'static str = blocks.entry(block).or_insert_with(make);
        let width = names.len() / BLOCK;
        names[number % BLOCK * width..][..width].trim_end()
    }
}

/// A block of names from this number on, each as long as the longest.
fn names(kind: &str, first: usize) -> &'static str {
    let name = |number| format!("{kind}[{number}]");
    let width = name(first + BLOCK - 1).len();
    let names = (first..first + BLOCK).map(|number| format!("{:width$}", name(number)));
    names.collect::<String>().leak()
}

/// What components that are started while their graph runs are called: all of a
/// kind share it.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    numbered: Numbered,
}

/// How many names of a kind there are: they are kept, and a server may run for
/// years. After these the numbers begin again.
const STARTED: usize = 100_000;

impl Kind {
    /// The kind of this name.
    pub(crate) fn of(name: &'static str) -> &'static Kind {
        static KINDS: Mutex<BTreeMap<&str, &Kind>> = Mutex::new(BTreeMap::new());
        let mut kinds = KINDS.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.entry(name).or_insert_with(|| {
            Box::leak(Box::new(Kind {
                name,
                numbered: Numbered::new(),
            }))
        })
    }

    /// The name of the one with this number, from 0: `connection[17]`.
    pub(crate) fn name_of(&self, number: usize) -> String {
        format!("{}[{}]", self.name, number % STARTED)
    }

    /// The same for who shows it as it shows those that are written in a program: it is
    /// kept.
    pub(crate) fn numbered(&self, number: usize) -> &'static str {
        self.numbered.of(self.name, number % STARTED)
    }
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
    use super::{Kind, join, numbered};

    #[test]
    fn a_number_is_a_name() {
        for number in [0, 9, 10, 99, 100, 101, 1_234, 99_999, 7] {
            assert_eq!(numbered(number), format!("[{number}]"));
        }
        assert!(std::ptr::eq(numbered(17), numbered(17)));
    }

    #[test]
    fn who_was_started_has_its_kind_and_its_number() {
        assert_eq!(Kind::of("connection").numbered(17), "connection[17]");
        assert_eq!(Kind::of("connection").name_of(17), "connection[17]");
        assert_eq!(Kind::of("connection").name, "connection");
        assert_eq!(Kind::of("child").numbered(0), "child[0]");
        assert_eq!(Kind::of("child").numbered(100_003), "child[3]");
        assert_eq!(Kind::of("child").name_of(100_003), "child[3]");
        let last = Kind::of("child").numbered(99_999);
        assert_eq!(last, "child[99999]");
        assert!(std::ptr::eq(last, Kind::of("child").numbered(99_999)));
    }

    #[test]
    fn a_path_names_what_is_inside_of_what() {
        assert_eq!(join("SERVER", "DECODE"), "SERVER/DECODE");
        assert_eq!(join("SERVER", ""), "SERVER");
        assert_eq!(join("", "DECODE"), "DECODE");
        assert_eq!(join("SERVER", "[17]/DECODE"), "SERVER[17]/DECODE");
    }
}
