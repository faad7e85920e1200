//! Where the members of a graph run.

use super::Wiring;
use crate::child::Child;
use crate::component::{Anywhere, Component};
use crate::remote::Remote;
use crate::topology::Placement;
use crate::work::Runnable;

impl Wiring {
    /// A member that runs on a tokio task of its own.
    pub fn on_task<C>(&self, member: usize, component: C) -> Remote
    where
        C: Runnable + Component<Place = Anywhere> + 'static,
    {
        let child = Child::<Anywhere, _>::new(component.start());
        Remote::task(self.seats[member].clone(), child)
    }

    /// A member that runs on a thread of its own.
    pub fn on_thread<C>(&self, member: usize, component: C) -> Remote
    where
        C: Runnable + Component<Place = Anywhere> + 'static,
    {
        let child = Child::<Anywhere, _>::new(component.start());
        Remote::thread(
            self.plan.kept_name(member),
            self.seats[member].clone(),
            child,
        )
    }

    /// Gives every member that is not placed otherwise a task of its own.
    pub(crate) fn spread(&mut self) {
        self.is_spread = true;
    }

    /// Where a member runs.
    pub(crate) fn placement(&self, member: usize) -> Placement {
        match self.plan.placement(member) {
            Placement::Fused if self.is_spread => Placement::Task,
            placement => placement,
        }
    }
}
