//! Whose a box is, and what it is called: [`Owner`] and [`BoxPath`].

use crate::link::Holder;
use crate::seat::Seat;
use crate::topology::Direction;
use std::any::type_name;
use std::fmt::{self, Display, Formatter};

/// A box of a component of a running graph, by name: `SERVER/CLIENT.inbox`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BoxPath {
    /// The component's path from the outermost graph; empty for a box that is of no
    /// component.
    pub component: String,
    /// What the component calls the box.
    pub name: String,
}

impl Display for BoxPath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.component.as_str() {
            "" => f.write_str(&self.name),
            component => write!(f, "{component}.{}", self.name),
        }
    }
}

/// Whose a box is.
#[derive(Clone)]
pub(super) struct Owner {
    /// `None` if it is of no component.
    pub(super) seat: Option<Seat>,
    pub(super) holder: Option<Holder>,
    path: BoxPath,
}

impl Owner {
    /// Of a box of this kind that is of no component yet.
    pub(super) fn nobody<T>(direction: Direction) -> Owner {
        let kind = match direction {
            Direction::In => "an inbox",
            Direction::Out => "an outbox",
        };
        Owner {
            seat: None,
            holder: None,
            path: BoxPath {
                component: String::new(),
                name: format!("{kind} of `{}`", type_name::<T>()),
            },
        }
    }

    /// Of a box that a component has.
    pub(super) fn of<T>(seat: &Seat, holder: Holder, direction: Direction) -> Owner {
        let mut owner = Owner::nobody::<T>(direction);
        owner.path.component = seat.path();
        if let Some(name) = seat.box_name(Some(holder.number), direction, type_name::<T>()) {
            owner.path.name = name.to_owned();
        }
        owner.seat = Some(seat.clone());
        owner.holder = Some(holder);
        owner
    }

    pub(super) fn rename(&mut self, name: &str) {
        self.path.name = name.to_owned();
    }

    /// What it is called now: the graph may have come into another one since.
    pub(super) fn path(&self) -> BoxPath {
        let now = self.seat.as_ref().map(Seat::path);
        let longer = now.filter(|now| now.len() > self.path.component.len());
        BoxPath {
            component: longer.unwrap_or_else(|| self.path.component.clone()),
            name: self.path.name.clone(),
        }
    }

    /// Whether nobody is led to it any more, since it was told to end, or those around it
    /// were.
    pub(super) fn is_closing(&self) -> bool {
        self.seat.as_ref().is_some_and(Seat::is_closing)
    }
}

/// The path of a box that graphs know.
pub(super) fn path_of<T>(holder: Holder, direction: Direction, from: &Seat) -> Option<BoxPath> {
    let seat = from.outermost().find(holder.seat)?;
    let owner = Owner::of::<T>(&seat, holder, direction);
    Some(owner.path())
}

/// The component whose turn it is, for a box that it makes.
pub(super) fn made_here(name: &str) -> BoxPath {
    let component = Seat::current().map_or_else(String::new, |seat| seat.path());
    BoxPath {
        component,
        name: name.to_owned(),
    }
}
