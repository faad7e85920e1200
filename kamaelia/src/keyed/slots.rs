//! Where added boxes are kept: [`Slots`].

use super::Key;
use crate::home;
use std::marker::PhantomData;

/// Things by their keys; the place of one that was removed is used again.
pub(super) struct Slots<B, E> {
    slots: Vec<Option<(u64, E)>>,
    free: Vec<usize>,
    of: PhantomData<fn() -> B>,
}

impl<B, E> Default for Slots<B, E> {
    fn default() -> Slots<B, E> {
        Slots {
            slots: Vec::new(),
            free: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<B, E> Slots<B, E> {
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Adds what `make` makes for a place.
    pub(super) fn add(&mut self, make: impl FnOnce(usize) -> E) -> Key<B> {
        let place = self.free.pop().unwrap_or(self.slots.len());
        if place == self.slots.len() {
            self.slots.push(None);
        }
        let number = home::new_id();
        self.slots[place] = Some((number, make(place)));
        Key::new(place, number)
    }

    pub(super) fn get(&mut self, key: Key<B>) -> Option<&mut E> {
        let (number, entry) = self.slots.get_mut(key.place)?.as_mut()?;
        (*number == key.number).then_some(entry)
    }

    /// What is at a place, with its key.
    pub(super) fn at(&mut self, place: usize) -> Option<(Key<B>, &mut E)> {
        let (number, entry) = self.slots.get_mut(place)?.as_mut()?;
        Some((Key::new(place, *number), entry))
    }

    pub(super) fn remove(&mut self, key: Key<B>) -> Option<E> {
        self.get(key)?;
        let (_, entry) = self.slots[key.place].take()?;
        self.free.push(key.place);
        Some(entry)
    }

    pub(super) fn iter(&mut self) -> impl Iterator<Item = (Key<B>, &mut E)> {
        let slots = self.slots.iter_mut().enumerate();
        slots.filter_map(|(place, slot)| {
            let (number, entry) = slot.as_mut()?;
            Some((Key::new(place, *number), entry))
        })
    }
}
