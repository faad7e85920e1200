use crate::component::Message;
use crate::outbox::Outbox;
use crate::outcome::Stop;
use crate::seat::Seat;
use crate::topology::{BoxInfo, Direction};
use std::any::type_name;
use std::fmt::{self, Display, Formatter};

/// A fault of a child that its chassis has dealt with: what
/// [`Restart`](super::Restart) and [`Isolate`](super::Isolate) send on their outbox
/// `faults`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildFault {
    /// The path of the component that failed, from the outermost graph:
    /// `SERVER/GUARD/child[2]/DECODE`.
    pub path: String,
    /// The fault in one line, with that path, the line in the source and what
    /// caused it.
    pub text: String,
}

impl Display for ChildFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl ChildFault {
    /// What a child of the component ended with whose turn it is.
    fn of(stop: Stop) -> ChildFault {
        let around = Seat::current().map(|seat| seat.path()).unwrap_or_default();
        let stop = stop.within(&around, None);
        let path = stop.as_fault().map(|fault| fault.path().to_owned());
        ChildFault {
            path: path.unwrap_or_default(),
            text: stop.to_string(),
        }
    }

    /// Tells of a fault whoever wants to know: nobody has to.
    pub(super) async fn tell(stop: Stop, faults: &mut Outbox<ChildFault>) {
        if faults.is_linked() {
            let _ = faults.send(ChildFault::of(stop)).await;
        }
    }
}

/// The outbox `faults` as data.
pub(super) fn faults_box() -> BoxInfo {
    more_box::<ChildFault>("faults", Direction::Out, "Faults of its children.", true)
}

/// A box of a chassis as data.
pub(super) fn more_box<T: Message>(
    name: &'static str,
    direction: Direction,
    docs: &'static str,
    optional: bool,
) -> BoxInfo {
    BoxInfo {
        name,
        direction,
        message: type_name::<T>(),
        docs,
        optional,
    }
}
