use super::record::{Change, memory};
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

/// How many changes are let go with each ask: more than an ask usually makes, and
/// little enough that nobody waits for it.
const TOGETHER: usize = 64;

/// The changes that are not in their places on disk, or not known to be: what stands here
/// is newer than what the file says there.
pub(super) struct Recent {
    changes: BTreeMap<Bytes, Numbered>,
    /// Every key of them once, with the number that it had when it was put here.
    order: VecDeque<(u64, Bytes)>,
    bytes: usize,
    most: usize,
}

struct Numbered {
    number: u64,
    change: Change,
}

impl Recent {
    /// At most so many bytes of changes.
    pub(super) fn new(most: usize) -> Recent {
        Recent {
            changes: BTreeMap::new(),
            order: VecDeque::new(),
            bytes: 0,
            most,
        }
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<&Change> {
        self.changes.get(key).map(|numbered| &numbered.change)
    }

    /// The next few changes, in the order of their keys.
    pub(super) fn after<'a>(
        &'a self,
        from: Bound<&[u8]>,
        most: usize,
    ) -> impl Iterator<Item = (&'a Bytes, &'a Change)> {
        let range = self.changes.range::<[u8], _>((from, Bound::Unbounded));
        range
            .take(most)
            .map(|(key, numbered)| (key, &numbered.change))
    }

    pub(super) fn insert(&mut self, number: u64, key: Bytes, change: Change) {
        self.bytes += memory(&key, &change);
        let numbered = Numbered { number, change };
        match self.changes.insert(key.clone(), numbered) {
            Some(before) => self.bytes -= memory(&key, &before.change),
            None => self.order.push_back((number, key)),
        }
    }

    /// Whether there is room for so many bytes more. What removes an entry has half as
    /// much again: it is what helps where a file is full.
    pub(super) fn has_room(&self, bytes: usize, change: &Change) -> bool {
        let reserve = if change.is_none() { self.most / 2 } else { 0 };
        self.bytes.saturating_add(bytes) <= self.most.saturating_add(reserve)
    }

    /// Whether there is not much room left.
    pub(super) fn is_half_full(&self) -> bool {
        self.bytes > self.most / 2
    }

    /// Lets a few of those go whose numbers say that they are in their places.
    pub(super) fn settle(&mut self, in_place: u64) {
        for _ in 0..TOGETHER {
            if !self.settle_one(in_place) {
                break;
            }
        }
    }

    /// Lets all of them go.
    pub(super) fn settle_all(&mut self, in_place: u64) {
        while self.settle_one(in_place) {}
    }

    fn settle_one(&mut self, in_place: u64) -> bool {
        let Some((_, key)) = self.order.pop_front_if(|(number, _)| *number <= in_place) else {
            return false;
        };
        match self.changes.get(&key) {
            // It has changed again since.
            Some(numbered) if numbered.number > in_place => {
                self.order.push_back((numbered.number, key));
            }
            _ => {
                if let Some(gone) = self.changes.remove(&key) {
                    self.bytes -= memory(&key, &gone.change);
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;

    fn removed(recent: &mut Recent, number: u64, key: &'static str) {
        recent.insert(number, Bytes::from(key), None);
    }

    #[test]
    fn what_is_in_place_goes_and_what_has_changed_again_stays() {
        let mut recent = Recent::new(10_000);
        removed(&mut recent, 1, "a");
        removed(&mut recent, 2, "b");
        removed(&mut recent, 3, "a");
        recent.settle(2);
        assert!(recent.get(b"a").is_some());
        assert!(recent.get(b"b").is_none());
        recent.settle(3);
        assert_eq!(
            (recent.changes.len(), recent.order.len(), recent.bytes),
            (0, 0, 0)
        );
    }

    #[test]
    fn a_key_that_changes_again_and_again_takes_one_place() {
        let mut recent = Recent::new(1000);
        for number in 0..1000 {
            removed(&mut recent, number, "a");
        }
        assert_eq!((recent.changes.len(), recent.order.len()), (1, 1));
        let put = Some(Record {
            value: Bytes::new(),
            stamp: 0,
        });
        assert!(recent.has_room(600, &put) && !recent.has_room(1000, &put));
        assert!(recent.has_room(1000, &None) && !recent.has_room(1500, &None));
    }
}
