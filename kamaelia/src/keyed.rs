//! Boxes that a component adds while it runs: [`Inboxes`] and [`Outboxes`].

mod inboxes;
mod key;
mod outboxes;
mod slots;

pub use inboxes::{FromAdded, Inboxes, Received};
pub use key::Key;
pub use outboxes::Outboxes;
