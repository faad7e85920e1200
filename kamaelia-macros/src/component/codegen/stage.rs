//! `impl Stage` and `impl Shape`, for the components that fit.

use super::super::ast::{BoxField, Component, Contents, Direction, Field};
use super::super::check::is_transform;
use super::send;
use super::words::{allowances, header_with, impl_header};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

// impl<T: Message> Stage<T, T> for Echo<T> where Self: MainWork + Send + 'static { .. }
pub(crate) fn stage(component: &Component<'_>) -> Option<TokenStream> {
    let (inbox, one, taken) = component.single("inbox", Direction::In)?;
    let (outbox, other, given) = component.single("outbox", Direction::Out)?;
    let ends = [one.index, other.index];
    let closed = component
        .boxes()
        .all(|(_, boxed)| boxed.optional != ends.contains(&boxed.index));
    let generics = &component.syntax.generics;
    let is_of_anything = one.is_of_anything || other.is_of_anything;
    if !closed
        || is_of_anything
        || generics.lifetimes().next().is_some()
        || component.options.local.is_some()
    {
        return None;
    }
    let header = header_with(
        component,
        &quote!(::kamaelia::__private::Stage<#taken, #given>),
        Some(quote!(::core::marker::Send + 'static)),
    );
    let (inbox, outbox, allowances) = (inbox.name, outbox.name, allowances());
    Some(quote! {
        #allowances
        #[automatically_derived]
        #header {
            fn inbox(
                &mut self,
            ) -> ::kamaelia::__private::Port<'_, ::kamaelia::__private::Inbox<#taken>, 0> {
                ::kamaelia::__private::Port::new(&mut self.#inbox)
            }
            fn outbox(
                &mut self,
            ) -> ::kamaelia::__private::Port<'_, ::kamaelia::__private::Outbox<#given>, 1> {
                ::kamaelia::__private::Port::new(&mut self.#outbox)
            }
        }
    })
}

/// The two ends of a transform, whatever their names.
pub(crate) fn shape(component: &Component<'_>) -> Option<TokenStream> {
    if !is_transform(component) {
        return component.options.transform.map(|_| broken_shape(component));
    }
    let (inbox, one) = component.inboxes().next()?;
    let (outbox, other) = component.outboxes().next()?;
    let (taken, given) = (one.contents.message()?, other.contents.message()?);
    let (taken, given) = (
        send::message(component, inbox, taken),
        send::message(component, outbox, given),
    );
    let input = quote_spanned!(inbox.ty.span()=> type In = #taken;);
    let output = quote_spanned!(outbox.ty.span()=> type Out = #given;);
    let take = |field: &Field<'_>, boxed: &BoxField<'_>| match boxed.usable() {
        Contents::Unknown => quote!(::core::unreachable!()),
        _ => {
            let name = field.name;
            quote!(::core::mem::take(&mut self.#name))
        }
    };
    let (inbox, outbox, allowances) = (take(inbox, one), take(outbox, other), allowances());
    let header = impl_header(component, Some(quote!(::kamaelia::__private::Shape)));
    Some(quote! {
        #allowances
        #[automatically_derived]
        #header {
            #input
            #output
            fn take_inbox(&mut self) -> ::kamaelia::__private::Inbox<Self::In> {
                #inbox
            }
            fn take_outbox(&mut self) -> ::kamaelia::__private::Outbox<Self::Out> {
                #outbox
            }
        }
    })
}

/// Of a transform without its two ends, which was reported: its `impl Transform` may
/// be right.
fn broken_shape(component: &Component<'_>) -> TokenStream {
    let first =
        |boxed: Option<(&_, &BoxField<'_>)>| match boxed.and_then(|it| it.1.contents.message()) {
            Some(message) => quote!(#message),
            None => quote!(()),
        };
    let (taken, given) = (
        first(component.inboxes().next()),
        first(component.outboxes().next()),
    );
    let (header, allowances) = (
        impl_header(component, Some(quote!(::kamaelia::__private::Shape))),
        allowances(),
    );
    quote! {
        #allowances
        #[automatically_derived]
        #header {
            type In = #taken;
            type Out = #given;
            fn take_inbox(&mut self) -> ::kamaelia::__private::Inbox<Self::In> {
                ::kamaelia::__private::Inbox::unlinked()
            }
            fn take_outbox(&mut self) -> ::kamaelia::__private::Outbox<Self::Out> {
                ::kamaelia::__private::Outbox::unlinked()
            }
        }
    }
}
