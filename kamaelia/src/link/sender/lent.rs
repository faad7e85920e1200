//! A writing end that is lent.

use super::Sender;
use crate::link::End;
use crate::link::Writer;
use crate::link::loan::{Lender, Loan};
use std::sync::Arc;

impl<T> Sender<T> {
    /// The same end, which goes home to its lender when it is dropped.
    pub(crate) fn lent(mut self, lender: Arc<dyn Lender<Sender<T>>>) -> Sender<T> {
        let mark = self.ring.link().header.lend(End::Writing);
        let mut loan = Loan::new(lender, mark, self.loan.take());
        loan.watches = self.watches;
        self.loan = Some(loan);
        self
    }

    /// Goes home, if it is lent.
    pub(super) fn go_home(&mut self) -> bool {
        let Some(loan) = self.loan.take() else {
            return false;
        };
        let mut ring = std::mem::replace(&mut self.ring, Writer::none());
        ring.shut();
        let link = ring.link();
        if let Some(watcher) = &loan.watcher {
            link.forget_watcher(watcher);
        }
        link.header.come_home(End::Writing, loan.mark);
        let mut home = Sender::new(ring);
        home.watches = loan.watches;
        home.loan = loan.around;
        loan.lender.take_back(home);
        true
    }
}
