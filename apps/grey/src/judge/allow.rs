use crate::policy::{About, Allowing, Remembered};
use kamaelia::InboxAddress;
use kamaelia_std::data::{AskTable, TableRequest};

/// How many entries are read at a time.
const PIECE: usize = 1000;

/// Reads whom an administrator has let through. What cannot be read stays as it was:
/// whether the store is out of reach is found by whoever needs it.
pub(crate) async fn read_allowed(allowing: &Allowing, table: &InboxAddress<TableRequest>) {
    let mut entries = Vec::new();
    let mut after = None;
    loop {
        let Ok(Ok(piece)) = table.scan(About::ALLOWED, after, PIECE).await else {
            return;
        };
        let read = piece.entries.iter();
        entries.extend(read.filter_map(|it| Remembered::decode(&it.key, &it.record.value)));
        after = piece.next;
        if after.is_none() || entries.len() >= Allowing::MOST {
            return allowing.set(entries);
        }
    }
}
