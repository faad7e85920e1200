//! A method for every box that gives its address, to link it by.

use super::super::ast::{BoxField, Component, Contents, Field};
use super::super::check::is_reserved;
use super::tokens::bits;
use super::words::{allowances, box_type, field_docs, impl_header, number, plain};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

// impl<T: Message> Echo<T> {
//     /// Messages to repeat.
//     pub fn inbox(&mut self) -> Port<'_, Inbox<T>, 0> { Port::new(&mut self.inbox) }
// }
pub(crate) fn boxes(component: &Component<'_>) -> TokenStream {
    let methods: Vec<TokenStream> = component
        .boxes()
        .filter(|(field, _)| !is_reserved(field))
        .map(|(field, boxed)| accessor(field, boxed))
        .collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    let (header, allowances) = (impl_header(component, None), allowances());
    quote! {
        #allowances
        #header { #(#methods)* }
    }
}

fn accessor(field: &Field<'_>, boxed: &BoxField<'_>) -> TokenStream {
    let (name, ty) = (field.name, field.ty);
    let word = boxed.direction.word();
    let docs = field_docs(field, &format!(" The {word} `{}`.", plain(name)));
    let index = number(boxed.index);
    if let Contents::Unknown = boxed.contents {
        // Its type was reported; whatever it is linked to is right.
        let path = box_type(boxed, ty.span());
        return quote! {
            #docs
            pub fn #name<AnyMessage: ::kamaelia::Message>(
                &mut self,
            ) -> ::kamaelia::__private::Port<'_, #path<AnyMessage>, #index> {
                ::core::unreachable!()
            }
        };
    }
    let batch = boxed.batch.map(|batch| {
        let (number, bits) = (Literal::u32_unsuffixed(batch), bits(batch));
        quote!(, ::kamaelia::__private::Batch<#number, #bits>)
    });
    quote! {
        #docs
        pub fn #name(&mut self) -> ::kamaelia::__private::Port<'_, #ty, #index #batch> {
            ::kamaelia::__private::Port::new(&mut self.#name)
        }
    }
}
