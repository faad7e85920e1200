use super::reader::{CannotRead, Reader};
use super::report::Notes;
use crate::log::Record;
use crate::policy::Judgement;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The decisions of a log in the order in which they were made.
///
/// They were written a little later than they were made, each by its own little: what
/// came within half a minute is sorted.
pub(super) struct Sorted {
    reader: Reader,
    waiting: BinaryHeap<Waiting>,
    newest: u64,
    number: u64,
    is_over: bool,
}

struct Waiting {
    order: u64,
    number: u64,
    judgement: Box<Judgement>,
}

impl Sorted {
    /// How long a decision waits for one that was made before it, in microseconds.
    const WINDOW: u64 = 30_000_000;
    /// How many wait at most.
    const MOST: usize = 200_000;

    pub(super) fn new(reader: Reader) -> Sorted {
        Sorted {
            reader,
            waiting: BinaryHeap::new(),
            newest: 0,
            number: 0,
            is_over: false,
        }
    }

    /// When the next decision was made, if there is one.
    pub(super) fn peek(&mut self, notes: &mut Notes) -> Result<Option<u64>, CannotRead> {
        while !self.is_over && !self.is_ready() {
            self.read(notes)?;
        }
        Ok(self.waiting.peek().map(|first| first.order))
    }

    pub(super) fn pop(&mut self) -> Option<Box<Judgement>> {
        self.waiting.pop().map(|first| first.judgement)
    }

    fn is_ready(&self) -> bool {
        let first = self.waiting.peek();
        self.waiting.len() >= Sorted::MOST
            || first.is_some_and(|first| self.newest - first.order > Sorted::WINDOW)
    }

    fn read(&mut self, notes: &mut Notes) -> Result<(), CannotRead> {
        match self.reader.next()? {
            None => self.is_over = true,
            Some(Err(bad)) => notes.damaged(&bad),
            Some(Ok(Record::Missing(lines))) => notes.missing += lines,
            Some(Ok(Record::Other)) => {}
            Some(Ok(Record::Decision(judgement))) => {
                self.newest = self.newest.max(judgement.order);
                self.number += 1;
                self.waiting.push(Waiting {
                    order: judgement.order,
                    number: self.number,
                    judgement,
                });
            }
        }
        Ok(())
    }
}

impl Ord for Waiting {
    /// The earliest is the greatest: it goes first.
    fn cmp(&self, other: &Waiting) -> Ordering {
        let key = |it: &Waiting| (it.order, it.number);
        key(other).cmp(&key(self))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Waiting) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}
