//! Neighbours in a row, which may become one loop: see [`row`](crate::row).

use super::Wiring;
use std::num::NonZeroU32;

impl Wiring {
    /// Notes that the two ends of a linkage have become one loop.
    pub(crate) fn fuse(&mut self, link: usize) {
        self.links[link] = None;
        if let (Some(from), Some(to)) = self.plan.ends(link) {
            self.members[from].fused = NonZeroU32::new(to as u32 + 1);
        }
    }

    /// The members that run as a part of `first`.
    pub(crate) fn fused_with(&self, first: usize) -> impl Iterator<Item = usize> {
        let behind = |member: &usize| Some(self.members[*member].fused?.get() as usize - 1);
        std::iter::successors(behind(&first), behind)
    }

    /// Whether a linkage has no queue since its ends are one loop, or will be.
    pub(super) fn is_fused(&self, link: usize) -> bool {
        let plan = self.plan.link(link);
        let (Some(from), Some(to)) = (plan.from.1, plan.to.1) else {
            return false;
        };
        let (from, to) = (&self.members[from], &self.members[to]);
        plan.in_row && (from.is_transform || from.is_lead) && to.is_transform
    }
}
