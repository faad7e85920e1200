//! What is written in `unsafe` code and shared by more than one file. It knows nothing of
//! what is above it, and has a safe interface: no caller has a promise to keep.

#![expect(unsafe_code, reason = "what the language has no safe words for")]

mod guarded;
mod hold;
mod linkage;
pub(crate) mod near;
mod once_box;
mod ring;
mod scoped;
mod set_once;
mod wakers;

pub(crate) use guarded::{Guarded, Told};
pub(crate) use hold::{Hold, Kept};
pub(crate) use linkage::{End, Frame, Header, Link};
pub(crate) use once_box::OnceBox;
pub(crate) use ring::{Reader, Writer, link};
pub(crate) use scoped::Scoped;
pub(crate) use set_once::SetOnce;
pub(crate) use wakers::{Member, Own, Wakers, Wakes};
