//! Components side by side: [`Beside`].

use super::{LinkPlan, MemberPlan};
use crate::names::numbered;
use crate::topology::{BoxName, Placement};
use std::panic::Location;

/// Components side by side, as many as there are at run time. One more may deal
/// out to them what comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside {
    /// Where they were put together.
    pub(crate) place: &'static Location<'static>,
    pub(crate) components: u32,
    /// There is who deals out; it has the last number.
    pub(crate) has_dealer: bool,
}

const DEALER: &str = "DEAL";

impl Beside {
    fn components(&self) -> usize {
        self.components as usize
    }

    pub(super) fn members(&self) -> usize {
        self.components() + usize::from(self.has_dealer)
    }

    pub(super) fn member(&self, index: usize) -> MemberPlan {
        MemberPlan {
            name: if index < self.components() {
                numbered(index)
            } else {
                DEALER
            },
            line: self.place.line(),
            placement: Placement::Fused,
        }
    }

    pub(super) fn links(&self) -> usize {
        match self.has_dealer {
            true => self.components(),
            false => 0,
        }
    }

    pub(super) fn link(&self, index: usize) -> LinkPlan {
        let name = |component, name, index| BoxName {
            component,
            name,
            index,
        };
        let dealer = name(DEALER, "outbox", Some(index));
        let component = name(numbered(index), "inbox", None);
        LinkPlan {
            from: (dealer, Some(self.components())),
            to: (component, Some(index)),
            converted: false,
            in_row: false,
            line: self.place.line(),
        }
    }
}
