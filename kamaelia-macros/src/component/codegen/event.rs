//! `EchoEvent`, a message from any of the inboxes, and `recv_any`.

use super::super::ast::{BoxField, Component, Contents, Field};
use super::generics;
use super::words::{allowances, camel_case, field_docs, impl_header, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, Type};

/// An inbox whose type was understood.
struct Source<'a> {
    field: &'a Field<'a>,
    contents: Contents<'a>,
    message: &'a Type,
    /// It has no messages to wait for, which was reported.
    is_of_anything: bool,
    variant: Ident,
}

impl<'a> Source<'a> {
    fn of((field, boxed): (&'a Field<'a>, &'a BoxField<'a>)) -> Option<Source<'a>> {
        let message = boxed.contents.message()?;
        let variant = Ident::new(&camel_case(field.name), field.name.span());
        Some(Source {
            field,
            contents: boxed.contents,
            message,
            is_of_anything: boxed.is_of_anything,
            variant,
        })
    }

    fn is_single(&self) -> bool {
        matches!(self.contents, Contents::One(_))
    }
}

// pub enum EchoEvent<T: Message> { Inbox(T) }
//
// impl<T: Message> Echo<T> {
//     pub async fn recv_any(&mut self) -> Option<EchoEvent<T>> { .. }
// }
pub(crate) fn event(component: &Component<'_>) -> TokenStream {
    let sources: Vec<Source<'_>> = component.inboxes().filter_map(Source::of).collect();
    let Some(first) = sources.first() else {
        return TokenStream::new();
    };
    let generics = generics::used(
        &component.syntax.generics,
        sources.iter().map(|source| source.message),
    );
    let name = format_ident!("{}Event", component.name());
    let ty = {
        let (_, ty_generics, _) = generics.split_for_impl();
        quote!(#name #ty_generics)
    };
    let item = enumeration(component, &name, &generics, &sources);
    let method = recv_any(component, &name, &ty, first, &sources);
    let (header, allowances) = (impl_header(component, None), allowances());
    quote! {
        #item
        #allowances
        #header { #method }
    }
}

fn enumeration(
    component: &Component<'_>,
    name: &Ident,
    generics: &Generics,
    sources: &[Source<'_>],
) -> TokenStream {
    let vis = &component.syntax.vis;
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let docs = format!(
        " A message from one of the inboxes of [`{}`].",
        component.name()
    );
    let variants = sources.iter().map(|source| {
        let (variant, message) = (&source.variant, source.message);
        let docs = field_docs(
            source.field,
            &format!(" A message from the inbox `{}`.", plain(source.field.name)),
        );
        if source.is_single() {
            quote!(#docs #variant(#message))
        } else {
            quote!(#docs #variant(usize, #message))
        }
    });
    let allowances = allowances();
    quote! {
        #[doc = #docs]
        #allowances
        #vis enum #name #impl_generics #where_clause { #(#variants),* }
    }
}

// pub async fn recv_any(&mut self) -> Option<EchoEvent<T>> {
//     let Self { inbox, others, .. } = self;
//     poll_fn(move |cx_| {
//         let mut turn = turn(inbox);
//         let event = poll_any(cx, &mut turn, &mut [
//             &mut |cx| inbox.poll_event(cx).map(|message| message.map(EchoEvent::Inbox)),
//             &mut |cx| poll_boxes(cx, others).map(|message| message.map(..)),
//         ]);
//         set_turn(inbox, turn);
//         event
//     })
//     .await
// }
//
// A field may have any name, so what is ours has names that no field can have.
fn recv_any(
    component: &Component<'_>,
    name: &Ident,
    ty: &TokenStream,
    first: &Source<'_>,
    sources: &[Source<'_>],
) -> TokenStream {
    let (vis, ours) = (&component.syntax.vis, Span::mixed_site());
    let fields = sources.iter().map(|source| {
        let (field, ours) = (source.field.name, ours_of(source));
        quote!(#field: #ours)
    });
    let polls = sources.iter().map(|source| poll(name, source));
    let keeper = sources
        .iter()
        .find(|source| source.is_single())
        .unwrap_or(first);
    if sources.iter().any(|source| source.is_of_anything) {
        return quote_spanned! {ours=>
            #vis async fn recv_any(&mut self) -> ::core::option::Option<#ty> {
                ::core::unreachable!()
            }
        };
    }
    let (turn, set_turn) = turns(keeper);
    quote_spanned! {ours=>
        /// Waits for a message from any of the inboxes; `None` when all of
        /// them are finished.
        #vis async fn recv_any(&mut self) -> ::core::option::Option<#ty> {
            let Self { #(#fields,)* .. } = self;
            ::core::future::poll_fn(move |cx_| {
                let mut turn_: usize = #turn;
                let event_ = ::kamaelia::__private::poll_any::<#ty>(
                    cx_,
                    &mut turn_,
                    &mut [#(#polls),*],
                );
                #set_turn
                event_
            })
            .await
        }
    }
}

fn poll(name: &Ident, source: &Source<'_>) -> TokenStream {
    let (field, variant, ours) = (ours_of(source), &source.variant, Span::mixed_site());
    let poll = if source.is_single() {
        quote_spanned! {ours=>
            ::kamaelia::__private::Inbox::poll_event(#field, cx_)
                .map(|message_| message_.map(#name::#variant))
        }
    } else {
        quote_spanned! {ours=>
            ::kamaelia::__private::poll_boxes(cx_, #field)
                .map(|message_| message_.map(|(index_, it_)| #name::#variant(index_, it_)))
        }
    };
    quote_spanned!(ours=> &mut |cx_: &mut ::core::task::Context<'_>| #poll)
}

/// Where the component remembers whose turn it is: in an inbox.
fn turns(keeper: &Source<'_>) -> (TokenStream, TokenStream) {
    let (field, ours) = (ours_of(keeper), Span::mixed_site());
    if keeper.is_single() {
        return (
            quote_spanned!(ours=> ::kamaelia::__private::turn(#field)),
            quote_spanned!(ours=> ::kamaelia::__private::set_turn(#field, turn_);),
        );
    }
    (
        quote_spanned!(ours=> #field.first().map_or(0, ::kamaelia::__private::turn)),
        quote_spanned! {ours=>
            if let ::core::option::Option::Some(first_) = #field.first_mut() {
                ::kamaelia::__private::set_turn(first_, turn_);
            }
        },
    )
}

/// The variable of a box: no constant of the user's is called like it, nor does
/// a static of the field's name get in its way.
fn ours_of(source: &Source<'_>) -> Ident {
    let name = plain(source.field.name);
    Ident::new(&format!("{name}_box_"), Span::mixed_site())
}
