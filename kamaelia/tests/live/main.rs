//! Graphs that change while they run: linkages made by address, boxes that are added,
//! backplanes, services and requests.
#![expect(
    deprecated,
    reason = "the warning of a component that is never linked: here others link it"
)]

#[path = "../common/mod.rs"]
mod common;

mod backplane;
mod between;
mod chance;
mod keyed;
mod lent;
mod links;
mod parts;
mod requests;
mod schedules;
mod services;
mod splitter;
mod told;
