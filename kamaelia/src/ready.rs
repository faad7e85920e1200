//! Who may go on: [`Ready`], a set of numbers.

use crate::sync::{AtomicU64, Ordering};

/// A set of numbers below a limit. Beyond 64 it has two levels: to find the next
/// number costs a few steps however many there are.
pub(crate) struct Ready {
    /// The numbers, if there are not more than 64.
    first: AtomicU64,
    more: Option<Box<Levels>>,
}

struct Levels {
    words: Box<[AtomicU64]>,
    /// Which words have anything in them.
    summary: Box<[AtomicU64]>,
}

/// Of a number: its word, and its bit there.
const fn split(number: usize) -> (usize, u64) {
    (number / 64, 1 << (number % 64))
}

fn empty(words: usize) -> Box<[AtomicU64]> {
    (0..words).map(|_| AtomicU64::new(0)).collect()
}

impl Ready {
    /// The empty set of numbers below `limit`.
    pub(crate) fn new(limit: usize) -> Ready {
        Ready {
            first: AtomicU64::new(0),
            more: (limit > 64).then(|| Box::new(Levels::new(limit))),
        }
    }

    /// Adds a number, while nobody else does.
    #[inline]
    pub(crate) fn add(&self, number: usize) {
        match &self.more {
            None => {
                let bits = self.first.load(Ordering::Relaxed);
                self.first
                    .store(bits | 1 << (number % 64), Ordering::Relaxed);
            }
            Some(more) => more.add(number),
        }
    }

    /// Adds a number from any thread.
    pub(crate) fn add_from_anywhere(&self, number: usize) {
        match &self.more {
            None => {
                self.first.fetch_or(1 << (number % 64), Ordering::Release);
            }
            Some(more) => more.add_from_anywhere(number),
        }
    }

    pub(crate) fn contains(&self, number: usize) -> bool {
        match &self.more {
            None => self.first.load(Ordering::Relaxed) & 1 << (number % 64) != 0,
            Some(more) => more.contains(number),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match &self.more {
            None => self.first.load(Ordering::Relaxed) == 0,
            Some(more) => more.is_empty(),
        }
    }

    /// Takes out the smallest number that is at least `from`, while nobody else
    /// does anything.
    #[inline(always)]
    pub(crate) fn take_from(&self, from: usize) -> Option<usize> {
        match &self.more {
            None if from > 63 => None,
            None => {
                let bits = self.first.load(Ordering::Relaxed);
                let next = bits >> from << from;
                if next == 0 {
                    return None;
                }
                let number = next.trailing_zeros();
                self.first.store(bits & !(1 << number), Ordering::Relaxed);
                Some(number as usize)
            }
            Some(more) => more.take_from(from),
        }
    }

    /// Takes out a number, while nobody else does anything.
    pub(crate) fn remove(&self, number: usize) {
        match &self.more {
            None => {
                let bits = self.first.load(Ordering::Relaxed);
                self.first
                    .store(bits & !(1 << (number % 64)), Ordering::Relaxed);
            }
            Some(more) => more.remove(number),
        }
    }

    /// Moves everything to `other`, which nobody else touches, while others may
    /// still add.
    pub(crate) fn move_to(&self, other: &Ready) {
        let add = |number| other.add(number);
        match &self.more {
            None => for_each_bit(self.first.swap(0, Ordering::Acquire), 0, add),
            Some(more) => more.take_all(add),
        }
    }
}

impl Levels {
    fn new(limit: usize) -> Levels {
        let words = limit.div_ceil(64);
        Levels {
            words: empty(words),
            summary: empty(words.div_ceil(64)),
        }
    }

    /// Adds a number, while nobody else does.
    #[inline]
    fn add(&self, number: usize) {
        let (word, bit) = split(number);
        let (of_words, word_bit) = split(word);
        let bits = self.words[word].load(Ordering::Relaxed);
        self.words[word].store(bits | bit, Ordering::Relaxed);
        let words = self.summary[of_words].load(Ordering::Relaxed);
        self.summary[of_words].store(words | word_bit, Ordering::Relaxed);
    }

    /// Adds a number from any thread.
    fn add_from_anywhere(&self, number: usize) {
        let (word, bit) = split(number);
        let (of_words, word_bit) = split(word);
        self.words[word].fetch_or(bit, Ordering::Release);
        // Who finds the word here finds the number there. No model shows it: the
        // checker's exchanges always find what is newest.
        self.summary[of_words].fetch_or(word_bit, Ordering::Release);
    }

    fn contains(&self, number: usize) -> bool {
        let (word, bit) = split(number);
        self.words[word].load(Ordering::Relaxed) & bit != 0
    }

    fn is_empty(&self) -> bool {
        let mut words = self.summary.iter();
        words.all(|words| words.load(Ordering::Relaxed) == 0)
    }

    /// Takes out the smallest number that is at least `from`, while nobody else
    /// does anything.
    #[inline(always)]
    fn take_from(&self, from: usize) -> Option<usize> {
        let (mut word, bit) = split(from);
        let mut bits = self.words.get(word)?.load(Ordering::Relaxed) & !(bit - 1);
        if bits == 0 {
            word = self.next_word(word + 1)?;
            bits = self.words[word].load(Ordering::Relaxed);
        }
        let number = word * 64 + bits.trailing_zeros() as usize;
        self.remove(number);
        Some(number)
    }

    /// The first word at or after this one that has anything in it.
    fn next_word(&self, from: usize) -> Option<usize> {
        let (first, bit) = split(from);
        let mut keep = !(bit - 1);
        for (index, words) in self.summary.iter().enumerate().skip(first) {
            let words = words.load(Ordering::Relaxed) & keep;
            if words != 0 {
                return Some(index * 64 + words.trailing_zeros() as usize);
            }
            keep = u64::MAX;
        }
        None
    }

    /// Takes out a number, while nobody else does anything.
    #[inline(always)]
    fn remove(&self, number: usize) {
        let (word, bit) = split(number);
        let left = self.words[word].load(Ordering::Relaxed) & !bit;
        self.words[word].store(left, Ordering::Relaxed);
        if left == 0 {
            let (of_words, word_bit) = split(word);
            let words = self.summary[of_words].load(Ordering::Relaxed);
            self.summary[of_words].store(words & !word_bit, Ordering::Relaxed);
        }
    }

    /// Takes out everything, while others may still add.
    fn take_all(&self, mut each: impl FnMut(usize)) {
        for (index, words) in self.summary.iter().enumerate() {
            // As above: no model shows it.
            for_each_bit(words.swap(0, Ordering::Acquire), index, |word| {
                for_each_bit(self.words[word].swap(0, Ordering::Acquire), word, &mut each);
            });
        }
    }
}

/// The numbers of the bits that are set, of the word at `index`.
fn for_each_bit(mut bits: u64, index: usize, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(index * 64 + bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Ready;

    fn in_turn(ready: &Ready) -> Vec<usize> {
        let mut from = 0;
        let turns = std::iter::from_fn(|| {
            let next = ready.take_from(from)?;
            from = next + 1;
            Some(next)
        });
        turns.collect()
    }

    #[test]
    fn numbers_are_taken_in_their_order_however_far_apart() {
        let numbers = [0, 1, 63, 64, 4_095, 4_096, 9_999];
        let ready = Ready::new(10_000);
        numbers.iter().rev().for_each(|&number| ready.add(number));

        assert_eq!(in_turn(&ready), numbers);
        assert!(ready.is_empty());
    }

    #[test]
    fn who_is_added_behind_the_one_that_was_taken_comes_in_the_next_round() {
        let ready = Ready::new(100);
        ready.add(70);
        assert_eq!(ready.take_from(0), Some(70));
        ready.add(3);

        assert_eq!(ready.take_from(71), None);
        assert_eq!(ready.take_from(0), Some(3));
    }

    #[test]
    fn what_others_add_is_moved_whole() {
        let (strangers, ready) = (Ready::new(300), Ready::new(300));
        ready.add(5);
        [7, 5, 299]
            .into_iter()
            .for_each(|number| strangers.add_from_anywhere(number));

        strangers.move_to(&ready);

        assert!(strangers.is_empty());
        assert_eq!(in_turn(&ready), [5, 7, 299]);
    }

    #[test]
    fn there_is_nobody_in_an_empty_graph() {
        assert_eq!(Ready::new(0).take_from(0), None);
    }
}
