//! `new`, and a setter for every parameter with a default.

use super::super::ast::{BoxField, Component, Contents, Field, Role};
use super::super::attr::Default;
use super::super::check::is_reserved;
use super::words::{allowances, box_type, field_docs, impl_header, plain};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

// impl<T: Message> Echo<T> {
//     pub fn new(delay: Duration) -> Self {
//         Self { inbox: Inbox::unlinked(), outbox: Outbox::unlinked(), delay, times: 1 }
//     }
//     pub fn times(mut self, times: usize) -> Self { self.times = times; self }
// }
pub(crate) fn constructor(component: &Component<'_>) -> TokenStream {
    let new = (component.is_struct && !component.options.no_new).then(|| new(component));
    let setters: Vec<TokenStream> = component.fields.iter().filter_map(setter).collect();
    if new.is_none() && setters.is_empty() {
        return TokenStream::new();
    }
    let (header, allowances) = (impl_header(component, None), allowances());
    quote! {
        #allowances
        #header { #new #(#setters)* }
    }
}

fn new(component: &Component<'_>) -> TokenStream {
    let docs = format!(
        " A new [`{}`], whose boxes are not linked yet.",
        component.name()
    );
    let arguments = component.fields.iter().filter_map(argument);
    let values = component.fields.iter().map(|field| {
        let (name, value) = (field.name, value(field));
        quote!(#name: #value)
    });
    // Without a box, whose type was reported, nothing is made of the parameters.
    let is_broken = |(_, boxed): (_, &BoxField<'_>)| matches!(boxed.contents, Contents::Unknown);
    let unused = component.boxes().any(is_broken);
    let unused = unused.then(|| quote!(#[allow(unused_variables)]));
    // A `new` by hand clashes with this one, and is reported at the struct.
    quote_spanned! {component.syntax.ident.span()=>
        #[doc = #docs]
        #unused
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn argument(field: &Field<'_>) -> Option<TokenStream> {
    let (name, ty) = (field.name, field.ty);
    match &field.role {
        Role::Parameter(None) => Some(quote!(#name: #ty)),
        Role::Box(boxed) if counted_by_argument(boxed) => Some(quote!(#name: usize)),
        _ => None,
    }
}

fn counted_by_argument(boxed: &BoxField<'_>) -> bool {
    matches!(boxed.contents, Contents::Vec(_)) && boxed.len.is_none()
}

fn value(field: &Field<'_>) -> TokenStream {
    let name = field.name;
    match &field.role {
        Role::Box(boxed) => unlinked(field, boxed),
        Role::Parameter(None) => quote!(#name),
        Role::Parameter(Some(Default {
            value: Some(value), ..
        })) => quote!(#value),
        Role::Parameter(Some(Default { span, value: None })) => {
            quote_spanned!(*span=> ::core::default::Default::default())
        }
        Role::State(word) => quote_spanned!(*word=> ::core::default::Default::default()),
    }
}

fn unlinked(field: &Field<'_>, boxed: &BoxField<'_>) -> TokenStream {
    let (name, span) = (field.name, field.ty.span());
    let path = box_type(boxed, span);
    match boxed.contents {
        Contents::One(_) => quote_spanned!(span=> #path::unlinked()),
        Contents::Array(..) => {
            quote_spanned!(span=> ::core::array::from_fn(|_| #path::unlinked()))
        }
        Contents::Vec(_) if boxed.len.is_none() => quote_spanned! {span=>
            ::core::iter::repeat_with(#path::unlinked).take(#name).collect()
        },
        // `prepare` makes them, when the parameters have their values.
        Contents::Vec(_) => quote_spanned!(span=> ::core::default::Default::default()),
        Contents::Unknown => quote!(::core::unreachable!()),
    }
}

fn setter(field: &Field<'_>) -> Option<TokenStream> {
    let Role::Parameter(Some(_)) = &field.role else {
        return None;
    };
    if is_reserved(field) {
        return None;
    }
    let (name, ty) = (field.name, field.ty);
    let docs = field_docs(field, &format!(" Sets the parameter `{}`.", plain(name)));
    Some(quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #name;
            self
        }
    })
}
