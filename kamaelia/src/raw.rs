//! What needs `unsafe` code, as primitives that know nothing of what is above them and have
//! a safe interface: no caller has a promise to keep.
//!
//! There is one exception, [`InPlace::promised`], with one caller: whether the loop of
//! several transforms is `Send` follows from the places of all of them, and neither can
//! the compiler name its future in a bound, nor is there an "if it may move" in one.

#![expect(unsafe_code, reason = "what the language has no safe words for")]

mod guarded;
mod hold;
mod in_place;
mod linkage;
pub(crate) mod near;
mod once_box;
mod ring;
mod scoped;
mod set_once;
mod wakers;

pub(crate) use guarded::{Guarded, Told};
pub(crate) use hold::{Hold, Kept};
pub use in_place::{Anywhere, AtPlace, Local};
pub(crate) use in_place::{InPlace, MayMove, Within};
pub(crate) use linkage::{End, Frame, Header, Link};
pub(crate) use once_box::OnceBox;
pub(crate) use ring::{Reader, Writer, link};
pub(crate) use scoped::Scoped;
pub(crate) use set_once::SetOnce;
pub(crate) use wakers::{Member, Own, Wakers, Wakes};
