//! What the derive writes: a file for each generated thing.
//!
//! Tokens that may fail to type-check carry the span of the user's word that
//! asked for them. Items that need a name of their own live in a module inside
//! `const _`, where they can hide nothing of the user's.

mod accessors;
mod construct;
mod event;
mod generics;
mod implement;
mod no_message;
mod send;
mod sheet;
mod stage;
mod tokens;
mod words;

pub(super) use self::tokens::words;
use super::ast::Component;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn component(component: &Component<'_>) -> TokenStream {
    let construct = construct::constructor(component);
    let accessors = accessors::boxes(component);
    let event = event::event(component);
    let sheet = sheet::sheet(component);
    let implement = implement::component(component);
    let runnable = implement::runnable(component);
    let stage = stage::stage(component);
    let shape = stage::shape(component);
    let checked = send::checked(component, &quote!(#implement #stage #shape));
    let no_message = no_message::methods(component);
    quote!(#no_message #construct #accessors #event #sheet #runnable #checked)
}
