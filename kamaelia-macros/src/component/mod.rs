//! `#[derive(Component)]`, in three stages: what was written ([`ast`], with
//! [`attr`] for attributes, [`boxes`] for boxes and [`bounds`] for what they carry), the rules that look at more than one thing
//! ([`check`]), and [`codegen`].
//!
//! What was understood is generated even where something was not, so that the
//! users of a broken component see no second error.

mod ast;
mod attr;
mod bounds;
mod boxes;
mod check;
mod codegen;
#[cfg(test)]
mod tests;

use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let component = understand(&input, &mut errors);
    let generated = codegen::component(&component);
    quote!(#errors #generated)
}

fn understand<'a>(input: &'a DeriveInput, errors: &mut Errors) -> ast::Component<'a> {
    let component = ast::Component::from_syn(input, errors);
    check::component(&component, errors);
    component
}
