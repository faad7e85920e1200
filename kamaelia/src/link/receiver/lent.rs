//! A reading end that is lent.

use super::{Front, Receiver};
use crate::link::End;
use crate::link::Reader;
use crate::link::loan::{Lender, Loan};
use std::sync::Arc;

impl<T> Receiver<T> {
    /// Whether a look at the ring does not say what stands at the front.
    pub(super) fn looks_closely(&self) -> bool {
        let front = self.front.as_ref();
        front.is_some_and(|front| front.lifted.is_some() || front.is_recalled())
    }

    pub(super) fn is_recalled(&self) -> bool {
        self.front.as_ref().is_some_and(|front| front.is_recalled())
    }

    /// The same end, which goes home to its lender when it is dropped.
    pub(crate) fn lent(mut self, lender: Arc<dyn Lender<Receiver<T>>>) -> Receiver<T> {
        let mark = self.ring.link().header.lend(End::Reading);
        let front = self.front.get_or_insert_default();
        front.loan = Some(Loan::new(lender, mark, front.loan.take()));
        self
    }

    /// Goes home, if it is lent, with everything that waits.
    pub(super) fn go_home(&mut self) -> bool {
        let Some(front) = &mut self.front else {
            return false;
        };
        let Some(loan) = front.loan.take() else {
            return false;
        };
        front.loan = loan.around;
        let mut ring = std::mem::replace(&mut self.ring, Reader::none());
        ring.shut();
        ring.link().header.come_home(End::Reading, loan.mark);
        let mut home = Receiver::new(ring);
        home.front = self.front.take();
        loan.lender.take_back(home);
        true
    }
}

impl<T> Front<T> {
    fn is_recalled(&self) -> bool {
        self.loan.as_ref().is_some_and(|loan| loan.is_recalled())
    }
}
