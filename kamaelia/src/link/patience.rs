//! How long an end that waits for another island looks before it sleeps:
//! [`Patience`].

use super::Here;
use crate::home;
use crate::order;
use crate::sync::{AtomicU64, AtomicUsize, Ordering};
use std::hint::spin_loop;

/// How often an end looks: for about as long as it takes the system to let a thread
/// sleep and to wake it again, which is some ten microseconds.
const LOOKS: usize = 128;
/// How long it takes its ease in between: each look slows down who writes there.
const EASE: usize = 16;
/// After so many times in vain an end looks only now and then.
const FUTILE: usize = 4;
/// How often it still does: the other island may have become quicker.
const NOW_AND_THEN: usize = 64;

/// What an end knows of whether it pays to look before it sleeps.
#[derive(Default)]
pub(super) struct Patience {
    /// How often in a row it was in vain.
    in_vain: AtomicUsize,
    /// How many messages had gone through the end when it last let others go on.
    count: AtomicU64,
}

/// What has become of a look.
pub(super) enum Looked {
    /// There is what the end waits for.
    Found,
    /// There is not, and others may go on first: the end's owner has another turn.
    Later,
    /// There is not.
    InVain,
}

impl Patience {
    /// Looks whether the other island does soon what an end waits for, in a turn of
    /// the end's owner: `there` says for how many messages it has done so, and
    /// `enough` of them are not to wait for more. `count` messages have gone through
    /// the end; those who wait for the last of them go on first.
    pub(super) fn look(
        &self,
        here: &Here<'_>,
        count: u64,
        there: impl Fn() -> usize,
        enough: usize,
    ) -> Looked {
        let Some(home) = here.home.filter(|_| here.is_home() && may_look()) else {
            return Looked::InVain;
        };
        // Only who has the end changes what is known here.
        let in_vain = self.in_vain.load(Ordering::Relaxed);
        if in_vain >= FUTILE && !in_vain.is_multiple_of(NOW_AND_THEN) {
            self.in_vain.store(in_vain + 1, Ordering::Relaxed);
            return Looked::InVain;
        }
        if self.count.swap(count, Ordering::Relaxed) != count {
            home.place().wake(home::island());
            return Looked::Later;
        }
        if !home.place().is_nobody_ready() {
            return Looked::InVain;
        }
        for _ in 0..LOOKS {
            if there() > 0 {
                gather(there, enough);
                self.in_vain.store(0, Ordering::Relaxed);
                return Looked::Found;
            }
            ease();
        }
        self.in_vain.store(in_vain + 1, Ordering::Relaxed);
        Looked::InVain
    }
}

/// Stays as long as more comes, up to `enough`: a turn for each message would cost
/// much more than the message.
fn gather(there: impl Fn() -> usize, enough: usize) {
    let mut seen = 0;
    loop {
        let now = there();
        if now >= enough || now == seen {
            return;
        }
        seen = now;
        ease();
    }
}

fn ease() {
    (0..EASE).for_each(|_| spin_loop());
}

/// Whether threads go on as they will: not where a model checker or a schedule says
/// who does.
fn may_look() -> bool {
    !cfg!(all(test, kamaelia_loom)) && !order::is_set()
}
