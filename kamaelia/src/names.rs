//! The names of components that have only a number, and paths.

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
    use super::{join, numbered};

    #[test]
    fn a_number_is_a_name() {
        for number in [0, 9, 10, 99, 100, 101, 1_234, 99_999, 7] {
            assert_eq!(numbered(number), format!("[{number}]"));
        }
        assert!(std::ptr::eq(numbered(17), numbered(17)));
    }

    #[test]
    fn a_path_names_what_is_inside_of_what() {
        assert_eq!(join("SERVER", "DECODE"), "SERVER/DECODE");
        assert_eq!(join("SERVER", ""), "SERVER");
        assert_eq!(join("", "DECODE"), "DECODE");
        assert_eq!(join("SERVER", "[17]/DECODE"), "SERVER[17]/DECODE");
    }
}
