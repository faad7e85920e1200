use super::row::row;
use super::{AdminAnswer, Desk, ListKind};
use crate::policy::{About, Remembered};
use kamaelia::Stop;
use kamaelia_std::data::{AskTable, Entry};

/// How many entries are looked at at a time. Decisions are made in between.
const PIECE: usize = 250;

impl Desk {
    /// Says every entry of a kind. Who reads slowly is waited for, with no more than a
    /// piece in memory.
    pub(super) async fn list(
        &mut self,
        kind: ListKind,
        limit: Option<u64>,
    ) -> Result<Result<AdminAnswer, String>, Stop> {
        let now = self.reception.clock().now();
        let table = self.reception.table();
        let trusted = self.reception.policy().settings().clients.passes;
        let limit = limit.unwrap_or(u64::MAX);
        let mut count = 0;
        for prefix in kind.prefixes() {
            let mut after = None;
            loop {
                let piece = match table.scan(*prefix, after, PIECE).await {
                    Ok(Ok(piece)) => piece,
                    Ok(Err(error)) => return Ok(Err(error.to_string())),
                    Err(error) => return Ok(Err(error.to_string())),
                };
                for entry in &piece.entries {
                    if count >= limit {
                        return Ok(Ok(AdminAnswer::Done(count)));
                    }
                    if let Some(remembered) = kind.choose(entry) {
                        self.say(AdminAnswer::Row(row(&remembered, trusted, now)))
                            .await?;
                        count += 1;
                    }
                }
                after = piece.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(Ok(AdminAnswer::Done(count)))
    }
}

impl ListKind {
    /// What the keys begin with.
    fn prefixes(self) -> &'static [&'static [u8]] {
        match self {
            ListKind::All => &[About::ALLOWED, About::CLIENTS, About::TRIPLETS],
            ListKind::Waiting | ListKind::Passed => &[About::TRIPLETS],
            ListKind::Clients => &[About::CLIENTS],
            ListKind::Allowed => &[About::ALLOWED],
        }
    }

    /// The entry, if it is one of these.
    fn choose(self, entry: &Entry) -> Option<Remembered> {
        let remembered = Remembered::decode(&entry.key, &entry.record.value)?;
        let passes = remembered.row.passes;
        let is_one = match self {
            ListKind::Waiting => passes == 0,
            ListKind::Passed => passes > 0,
            _ => true,
        };
        is_one.then_some(remembered)
    }
}
