use super::super::numbers::{Numbers, order_by_magic};

const MAGIC: u32 = 0x0004_0988;

/// How long the head of a record is: where the one before begins, how long this one is,
/// and a sum.
const HEAD: usize = 12;

/// The kind of a record that says that a file was opened or closed.
const REGISTER: u32 = 2;

/// Whether the last thing that a log tells is that a database was closed: nothing is then
/// in it alone. None if these bytes are no log.
#[must_use]
pub fn is_closed(bytes: &[u8]) -> Option<bool> {
    let (high_first, _) = order_by_magic(bytes, HEAD, &[MAGIC])?;
    let numbers = Numbers::new(bytes, high_first);
    let mut is_closed = true;
    // The first record says that this is a log.
    let mut at = numbers.size(4)?;
    while let Some(length @ HEAD..) = numbers.size(at.checked_add(4)?) {
        let (kind, transaction) = (numbers.u32(at + HEAD)?, numbers.u32(at + HEAD + 4)?);
        // A file is opened within a transaction, and closed without one.
        is_closed = kind == REGISTER && transaction == 0;
        at = at.checked_add(length)?;
    }
    Some(is_closed)
}
