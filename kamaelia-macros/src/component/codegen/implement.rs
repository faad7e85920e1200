//! `impl Component`, and `impl Runnable`, which needs a `main`.

use super::super::ast::{BoxField, Component, Contents, Direction, Field, Role, docs};
use super::super::check::{carries_shutdown, is_transform};
use super::send;
use super::tokens::through_self;
use super::words::{allowances, box_type, header, impl_header, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

// impl<T: Message> Component for Echo<T> { .. }
pub(crate) fn component(component: &Component<'_>) -> TokenStream {
    let header = impl_header(component, Some(quote!(::kamaelia::__private::Component)));
    let place = if stays(component) {
        quote!(::kamaelia::__private::Local)
    } else {
        quote!(::kamaelia::__private::Anywhere)
    };
    let head = end(component, Direction::In);
    let tail = end(component, Direction::Out);
    let (head_type, tail_type, head, tail) =
        (head.associated, tail.associated, head.method, tail.method);
    let methods = [
        describe(component),
        prepare(component),
        take_seat(component),
        vacancies(component),
    ];
    let allowances = allowances();
    let transform = is_transform(component).then(|| {
        quote!(
            const TRANSFORM: bool = true;
        )
    });
    let lead = component.options.lead.then(|| {
        quote!(
            const LEAD: bool = true;
        )
    });
    quote! {
        #allowances
        #[automatically_derived]
        #header {
            #transform
            #lead
            type Itself = Self;
            type Place = #place;
            #head_type
            #tail_type
            #head
            #tail
            #(#methods)*
        }
    }
}

/// Whether it stays on its thread.
pub(super) fn stays(component: &Component<'_>) -> bool {
    component.options.local.is_some() || is_of_anything(component)
}

/// A box of a parameter that may be no message, which was reported: a `main` for
/// whatever it is would not be `Send` either.
pub(super) fn is_of_anything(component: &Component<'_>) -> bool {
    let is_generic = component.syntax.generics.type_params().next().is_some();
    let is_unknown = |boxed: &BoxField<'_>| matches!(boxed.usable(), Contents::Unknown);
    is_generic && component.boxes().any(|(_, boxed)| is_unknown(boxed))
}

/// The end by which a chain reaches the component, as a type and as a method.
struct End {
    associated: TokenStream,
    method: TokenStream,
}

// type Head = Takes<T>;
// fn head(&mut self) -> <Self::Head as Ends>::Ref<'_> { &mut self.inbox }
fn end(component: &Component<'_>, direction: Direction) -> End {
    let (role, method, name) = match direction {
        Direction::In => ("Head", "head", "inbox"),
        Direction::Out => ("Tail", "tail", "outbox"),
    };
    let found = (component.single(name, direction)).filter(|(_, boxed, _)| !boxed.is_of_anything);
    let this = quote!(self);
    let span = found.map_or(Span::call_site(), |(field, ..)| field.ty.span());
    let (role, method) = (
        Ident::new(role, span),
        Ident::new(method, Span::call_site()),
    );
    let (ty, value) = match found {
        Some((field, boxed, message)) => {
            let state = Ident::new(end_type(boxed), span);
            let (name, message) = (field.name, send::message(component, field, message));
            (
                quote_spanned!(span=> ::kamaelia::__private::#state<#message>),
                quote!(&mut #this.#name),
            )
        }
        None => (quote!(::kamaelia::__private::Nothing), TokenStream::new()),
    };
    End {
        associated: quote_spanned!(span=> type #role = #ty;),
        method: quote_spanned! {span=>
            fn #method(&mut #this) -> <Self::#role as ::kamaelia::__private::Ends>::Ref<'_> {
                #value
            }
        },
    }
}

fn end_type(boxed: &BoxField<'_>) -> &'static str {
    match (boxed.direction, boxed.optional) {
        (Direction::In, false) => "Takes",
        (Direction::In, true) => "MayTake",
        (Direction::Out, false) => "Gives",
        (Direction::Out, true) => "MayGive",
    }
}

fn describe(component: &Component<'_>) -> TokenStream {
    let (name, text) = (component.name(), docs(&component.syntax.attrs));
    let boxes = component
        .boxes()
        .filter_map(|(field, boxed)| box_description(field, boxed));
    quote! {
        fn describe() -> ::kamaelia::__private::Description {
            ::kamaelia::__private::Description {
                type_name: #name,
                docs: #text,
                boxes: ::std::vec![#(#boxes),*],
            }
        }
    }
}

fn box_description(field: &Field<'_>, boxed: &BoxField<'_>) -> Option<TokenStream> {
    let (name, text, optional) = (plain(field.name), docs(field.attributes), boxed.optional);
    let message = boxed.contents.message()?;
    let direction = match boxed.direction {
        Direction::In => quote!(In),
        Direction::Out => quote!(Out),
    };
    Some(quote! {
        ::kamaelia::__private::BoxInfo {
            name: #name,
            direction: ::kamaelia::__private::Direction::#direction,
            message: ::core::any::type_name::<#message>(),
            docs: #text,
            optional: #optional,
        }
    })
}

/// Gives every `Vec` of boxes the length that was asked for.
fn prepare(component: &Component<'_>) -> TokenStream {
    let this = quote!(self);
    let parameters: Vec<&Ident> = component
        .fields
        .iter()
        .filter(|field| matches!(field.role, Role::Parameter(_)))
        .map(|field| field.name)
        .collect();
    let lengths: Vec<TokenStream> = component
        .boxes()
        .filter(|(_, boxed)| matches!(boxed.usable(), Contents::Vec(_)))
        .filter_map(|(field, boxed)| {
            let (name, span) = (field.name, field.ty.span());
            let len = through_self(boxed.len.as_ref()?, &parameters);
            let path = box_type(boxed, span);
            Some(quote_spanned! {span=>
                let length_: usize = #len;
                #this.#name.resize_with(length_, #path::unlinked);
            })
        })
        .collect();
    if lengths.is_empty() {
        return TokenStream::new();
    }
    quote!(fn prepare(&mut self) { #(#lengths)* })
}

fn take_seat(component: &Component<'_>) -> TokenStream {
    let (this, seat) = (quote!(self), quote!(seat_));
    let boxes = component.boxes().map(|(field, boxed)| {
        let (name, span) = (field.name, field.ty.span());
        let path = box_type(boxed, span);
        let is_control =
            name == Direction::In.reserved_name() && carries_shutdown(field, Direction::In);
        let take = match boxed.direction {
            Direction::Out if !boxed.optional => quote!(seat_required),
            Direction::In if is_control => quote!(seat_control),
            _ => quote!(seat),
        };
        match boxed.usable() {
            Contents::One(_) => quote_spanned!(span=> #path::#take(&mut #this.#name, #seat);),
            Contents::Array(..) | Contents::Vec(_) => quote_spanned! {span=>
                for each_ in &mut #this.#name {
                    #path::#take(each_, #seat);
                }
            },
            Contents::Unknown => TokenStream::new(),
        }
    });
    quote! {
        #[allow(unused_variables)]
        fn take_seat(&mut #this, #seat: &::kamaelia::__private::Seat) { #(#boxes)* }
    }
}

/// The elements of required `Vec`s that nothing is linked to.
fn vacancies(component: &Component<'_>) -> TokenStream {
    let required = component
        .boxes()
        .filter(|(_, boxed)| matches!(boxed.usable(), Contents::Vec(_)) && !boxed.optional);
    let looks: Vec<TokenStream> = required
        .map(|(field, boxed)| vacancies_of(field, boxed))
        .collect();
    if looks.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn vacancies(&self, report_: &mut dyn ::core::ops::FnMut(&'static str, usize)) { #(#looks)* }
    }
}

fn vacancies_of(field: &Field<'_>, boxed: &BoxField<'_>) -> TokenStream {
    let (name, text) = (field.name, plain(field.name));
    let path = box_type(boxed, field.ty.span());
    quote! {
        for (index_, each_) in self.#name.iter().enumerate() {
            if !#path::is_linked(each_) {
                report_(#text, index_);
            }
        }
    }
}

// impl<T: Message> Runnable for Echo<T> where Self: MainWork {
//     type Role = Plain;
//     fn start(self) -> impl Future<Output = Outcome> + AtPlace<Self::Place> { plain(self) }
// }
//
// It stands apart, since it alone needs what `main` asks for. The component's
// name asks for its `main`: a missing one is reported there.
pub(crate) fn runnable(component: &Component<'_>) -> TokenStream {
    let header = header(component, &quote!(::kamaelia::__private::Runnable));
    let (allowances, start) = (allowances(), start(component));
    let is_blocking = component.options.blocking.is_some();
    let role = if is_transform(component) && !is_blocking && !is_of_anything(component) {
        "Pure"
    } else if component.options.lead {
        "Leads"
    } else {
        "Plain"
    };
    let span = component.syntax.ident.span();
    let role = Ident::new(role, span);
    let role = quote_spanned!(span=> ::kamaelia::__private::#role);
    quote! {
        #allowances
        #[automatically_derived]
        #header {
            type Role = #role;
            #start
        }
    }
}

fn start(component: &Component<'_>) -> TokenStream {
    let (span, this) = (component.syntax.ident.span(), quote!(self));
    let options = &component.options;
    let work = match (options.transform, options.blocking) {
        (Some(_), Some(_)) => return broken_start(),
        (Some(_), _) if is_of_anything(component) => return broken_start(),
        (Some(_), _) if is_transform(component) => "transform",
        _ if !component.is_struct || options.is_unclear => return broken_start(),
        (Some(_), _) => return broken_start(),
        (None, Some(_)) => "blocking",
        (None, None) if options.lead => "lead",
        (None, None) => "plain",
    };
    let work = Ident::new(work, span);
    quote_spanned! {span=>
        fn start(
            #this,
        ) -> impl ::core::future::Future<Output = ::kamaelia::__private::Outcome>
            + ::kamaelia::__private::AtPlace<
                <Self as ::kamaelia::__private::Component>::Place,
            >
        {
            ::kamaelia::__private::#work::<Self>(#this)
        }
    }
}

/// Of what was reported: a transform without its two ends, that blocks or of what may be
/// no message, options that were not understood, what is no struct.
fn broken_start() -> TokenStream {
    quote! {
        fn start(
            self,
        ) -> impl ::core::future::Future<Output = ::kamaelia::__private::Outcome>
            + ::kamaelia::__private::AtPlace<
                <Self as ::kamaelia::__private::Component>::Place,
            >
        {
            async { ::core::result::Result::Ok(()) }
        }
    }
}
