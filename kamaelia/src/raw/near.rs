//! Memory that is needed soon: [`fetch`].
//!
//! Only of what is small: a wake of something large uses little of it, and would pay for
//! all.

/// Of a graph with more members than this nothing is fetched: one wake lets few of them
/// go on, and what is fetched for the others is in vain. A connection has fewer.
pub(crate) const MEMBERS: usize = 8;

/// Of a piece no more than this is fetched: what is as large holds a buffer, of which
/// one wake uses a part.
#[cfg(all(target_arch = "x86_64", not(miri)))]
const MOST: usize = 1024;

/// Has the processor fetch where this lies, and go on meanwhile. What has not run for
/// long is in none of its caches: one piece after another, each would be waited for.
#[inline(always)]
pub(crate) fn fetch<T>(what: &T) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        const LINE: usize = 64;
        let first: *const i8 = std::ptr::from_ref(what).cast();
        let size = const {
            if size_of::<T>() < MOST {
                size_of::<T>()
            } else {
                MOST
            }
        };
        // SAFETY: it reads nothing, wherever that is.
        let fetch = |byte| unsafe { _mm_prefetch::<_MM_HINT_T0>(first.wrapping_add(byte)) };
        let mut byte = 0;
        while byte < size {
            fetch(byte);
            byte += LINE;
        }
        // It need not begin where a line does: then its end has a line of its own.
        fetch(size.saturating_sub(1));
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = what;
}
