//! How an inbox with many linkages learns at which of them there is something:
//! [`Bells`].

use super::lock;
use std::mem;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};

/// The bells of an inbox, one for each linkage and one at the door.
#[derive(Default)]
pub(crate) struct Bells {
    /// Some bell may have rung: a look at this spares the lock.
    any: AtomicBool,
    rung: Mutex<Rung>,
}

#[derive(Default)]
struct Rung {
    /// The numbers of the linkages.
    which: Vec<usize>,
    at_door: bool,
    /// Who waits for a bell.
    waiter: Option<Waker>,
}

/// What has rung since the last look.
pub(crate) struct Rang {
    pub(crate) which: Vec<usize>,
    pub(super) at_door: bool,
}

impl Bells {
    /// Somebody stands at the door.
    pub(crate) fn ring_at_door(&self) {
        self.ring(|rung| rung.at_door = true);
    }

    /// There may be something at each of these linkages.
    pub(super) fn ring_for(&self, numbers: Range<usize>) {
        self.ring(|rung| rung.which.extend(numbers));
    }

    fn ring(&self, note: impl FnOnce(&mut Rung)) {
        let mut rung = lock(&self.rung);
        note(&mut rung);
        self.any.store(true, Ordering::Release);
        let waiter = rung.waiter.take();
        drop(rung);
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }

    /// What has rung, if anything has.
    pub(crate) fn take(&self) -> Option<Rang> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut rung = lock(&self.rung);
        self.any.store(false, Ordering::Relaxed);
        Some(Rang {
            which: mem::take(&mut rung.which),
            at_door: mem::take(&mut rung.at_door),
        })
    }

    /// Waits for a bell; `false` if one has rung already.
    pub(crate) fn wait(&self, waiter: Waker) -> bool {
        let mut rung = lock(&self.rung);
        let quiet = rung.which.is_empty() && !rung.at_door;
        if quiet {
            rung.waiter = Some(waiter);
        }
        quiet
    }

    /// The bell of the linkage of this number.
    pub(crate) fn bell(self: &Arc<Bells>, number: usize) -> Waker {
        Waker::from(Arc::new(Bell {
            bells: self.clone(),
            number,
        }))
    }
}

struct Bell {
    bells: Arc<Bells>,
    number: usize,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.bells.ring(|rung| rung.which.push(self.number));
    }
}
