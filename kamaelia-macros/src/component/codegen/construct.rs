//! `new`, and a setter for every parameter with a default.

use super::super::ast::{BoxField, Component, Contents, Field, Role, docs};
use super::super::attr::{DefaultValue, Parameter};
use super::super::check::is_reserved;
use super::words::{allowances, box_type, field_docs, impl_header, plain};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

// impl<T: Message> Echo<T> {
//     pub fn new(name: impl Into<String>) -> Self {
//         let name: String = name.into();
//         Self { inbox: Inbox::unlinked(), outbox: Outbox::unlinked(), name, times: 1 }
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
    let docs = docs_of_new(component);
    let arguments = component.fields.iter().filter_map(argument);
    let converted = component.fields.iter().filter_map(converted);
    // What is made of other parameters is made while they are still there.
    let (made, given): (Vec<_>, Vec<_>) =
        (component.fields.iter()).partition(|field| has_default_value(field));
    let values = made.into_iter().chain(given).map(|field| {
        let (name, value) = (field.name, value(field));
        quote!(#name: #value)
    });
    // Without a box, whose type was reported, nothing is made of the parameters.
    let is_broken = |(_, boxed): (_, &BoxField<'_>)| matches!(boxed.usable(), Contents::Unknown);
    let unused = component.boxes().any(is_broken);
    let unused = unused.then(|| quote!(#[allow(unused_variables)]));
    // A `new` by hand clashes with this one, and is reported at the struct.
    quote_spanned! {component.syntax.ident.span()=>
        #[doc = #docs]
        #unused
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            #(#converted)*
            Self { #(#values),* }
        }
    }
}

/// What it makes, and what its arguments are for.
fn docs_of_new(component: &Component<'_>) -> String {
    let mut text = format!(
        " A new [`{}`], whose boxes are not linked yet.\n",
        component.name()
    );
    for field in &component.fields {
        let written = docs(field.attributes);
        let first = written.split("\n\n").next().unwrap_or_default();
        if argument(field).is_some() && !first.is_empty() {
            let line = first.replace('\n', " ");
            text += &format!("\n - `{}`: {line}", plain(field.name));
        }
    }
    text
}

fn argument(field: &Field<'_>) -> Option<TokenStream> {
    let (name, ty) = (field.name, field.ty);
    match &field.role {
        Role::Parameter(Parameter {
            default: None,
            into,
        }) => {
            let ty = taken(ty, *into);
            Some(quote!(#name: #ty))
        }
        Role::Box(boxed) if counted_by_argument(boxed) => Some(quote!(#name: usize)),
        _ => None,
    }
}

/// The type of an argument for a parameter of this type.
fn taken(ty: &Type, into: bool) -> TokenStream {
    if into {
        quote_spanned!(ty.span()=> impl ::core::convert::Into<#ty>)
    } else {
        quote!(#ty)
    }
}

/// Makes the parameter of what was given for it, before a default that is made of it.
fn converted(field: &Field<'_>) -> Option<TokenStream> {
    let (name, ty) = (field.name, field.ty);
    match &field.role {
        Role::Parameter(Parameter {
            default: None,
            into: true,
        }) => Some(quote!(let #name: #ty = ::core::convert::Into::into(#name);)),
        _ => None,
    }
}

fn has_default_value(field: &Field<'_>) -> bool {
    matches!(
        &field.role,
        Role::Parameter(Parameter {
            default: Some(DefaultValue { value: Some(_), .. }),
            ..
        })
    )
}

fn counted_by_argument(boxed: &BoxField<'_>) -> bool {
    matches!(boxed.contents, Contents::Vec(_)) && boxed.len.is_none()
}

fn value(field: &Field<'_>) -> TokenStream {
    let name = field.name;
    match &field.role {
        Role::Box(boxed) => unlinked(field, boxed),
        Role::Parameter(parameter) => match &parameter.default {
            None => quote!(#name),
            Some(DefaultValue { span, value: None }) => {
                quote_spanned!(*span=> ::core::default::Default::default())
            }
            Some(DefaultValue {
                value: Some(value), ..
            }) => quote!(#value),
        },
        Role::State(word) => quote_spanned!(*word=> ::core::default::Default::default()),
    }
}

fn unlinked(field: &Field<'_>, boxed: &BoxField<'_>) -> TokenStream {
    let (name, span) = (field.name, field.ty.span());
    let path = box_type(boxed, span);
    match boxed.usable() {
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
    let Role::Parameter(Parameter {
        default: Some(_),
        into,
    }) = &field.role
    else {
        return None;
    };
    if is_reserved(field) {
        return None;
    }
    let (name, ty) = (field.name, field.ty);
    let docs = field_docs(field, &format!(" Sets the parameter `{}`.", plain(name)));
    let taken = taken(ty, *into);
    let value = if *into {
        quote!(::core::convert::Into::into(#name))
    } else {
        quote!(#name)
    };
    Some(quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, #name: #taken) -> Self {
            self.#name = #value;
            self
        }
    })
}
