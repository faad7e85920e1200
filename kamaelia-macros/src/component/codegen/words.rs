//! Names, docs and `impl` headers that several generated things share.

use super::super::ast::{BoxField, Component, Field};
use super::super::attr::ComponentOptions;
use super::super::check::is_transform;
use super::implement::{is_of_anything, stays};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Meta, WherePredicate, parse_quote};

/// `impl<T: Message> Echo<T> where ..`, of a trait if one is given.
pub(crate) fn impl_header(component: &Component<'_>, of: Option<TokenStream>) -> TokenStream {
    let (impl_generics, ty_generics, where_clause) = component.syntax.generics.split_for_impl();
    let ident = &component.syntax.ident;
    let of = of.map(|of| quote!(#of for));
    quote!(impl #impl_generics #of #ident #ty_generics #where_clause)
}

/// The `impl` of a trait under the bounds of the component and of its `main`,
/// which may ask for more: `impl<T: Message + Clone> Main for Echo<T>`.
pub(crate) fn header(component: &Component<'_>, of: &TokenStream) -> TokenStream {
    header_with(component, of, None)
}

pub(crate) fn header_with(
    component: &Component<'_>,
    of: &TokenStream,
    also: Option<TokenStream>,
) -> TokenStream {
    let (ident, mut generics) = (&component.syntax.ident, component.syntax.generics.clone());
    if !generics.params.is_empty() {
        let also = also.map(|also| -> WherePredicate { parse_quote!(Self: #also) });
        let predicates = work(component).into_iter().chain(also);
        generics.make_where_clause().predicates.extend(predicates);
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = component.syntax.generics.split_for_impl();
    quote!(impl #impl_generics #of for #ident #ty_generics #where_clause)
}

/// What `main` may ask for beyond the bounds of the struct; of a transform, what its
/// role asks for.
fn work(component: &Component<'_>) -> Option<WherePredicate> {
    let ComponentOptions {
        transform,
        blocking,
        ..
    } = &component.options;
    Some(match (transform, blocking) {
        (Some(_), _) if is_of_anything(component) => return None,
        _ if is_transform(component) => parse_quote! {
            ::kamaelia::__private::Pure: ::kamaelia::__private::Role<Self>
        },
        (Some(_), _) => return None,
        (None, Some(_)) => parse_quote!(Self: ::kamaelia::__private::BlockingWork),
        (None, None) if stays(component) => parse_quote! {
            Self: ::kamaelia::__private::MainWork<::kamaelia::__private::Local>
        },
        (None, None) => parse_quote!(Self: ::kamaelia::__private::MainWork),
    })
}

/// What generated items are allowed. They stand at the user's own words, so
/// lints would take them for the user's.
pub(crate) fn allowances() -> TokenStream {
    quote!(#[allow(
        dead_code,
        missing_debug_implementations,
        private_bounds,
        private_interfaces,
        single_use_lifetimes,
        unreachable_code,
        unreachable_pub,
        clippy::all,
        clippy::nursery,
        clippy::pedantic,
        clippy::restriction
    )])
}

/// The name as messages show it, without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// `recv_any` as `RecvAny`.
pub(crate) fn camel_case(name: &Ident) -> String {
    let name = plain(name);
    let words = name.split('_').filter(|word| !word.is_empty());
    let camel: String = words.map(capitalised).collect();
    match camel.chars().next() {
        // The one word that is a keyword in capitals.
        _ if camel == "Self" => "Self_".to_owned(),
        // `_` and `_0` are no words.
        None => "__".to_owned(),
        Some('0'..='9') => format!("_{camel}"),
        Some(_) => camel,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// `{component}{field}{suffix}`, in camel case.
pub(crate) fn item_name(component: &Component<'_>, field: &Field<'_>, suffix: &str) -> Ident {
    format_ident!(
        "{}{}{suffix}",
        component.name(),
        camel_case(field.name),
        span = Span::call_site()
    )
}

/// The doc comment of the field, for the method that is made of it.
pub(crate) fn field_docs(field: &Field<'_>, otherwise: &str) -> TokenStream {
    let written: Vec<&Attribute> = field
        .attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .collect();
    // What stands in parentheses is said to the tools.
    let is_said = |attribute: &&Attribute| matches!(attribute.meta, Meta::NameValue(_));
    let otherwise = (!written.iter().any(is_said)).then(|| quote!(#[doc = #otherwise]));
    quote!(#otherwise #(#written)*)
}

/// The path of `Inbox` or `Outbox`, at the field's type.
pub(crate) fn box_type(boxed: &BoxField<'_>, span: Span) -> TokenStream {
    let name = Ident::new(&boxed.direction.to_string(), span);
    quote_spanned!(span=> ::kamaelia::__private::#name)
}

/// A number without a suffix.
pub(crate) fn number(number: usize) -> TokenStream {
    proc_macro2::Literal::usize_unsuffixed(number).into_token_stream()
}
