//! Boxes of what may be no message, which was reported: their methods exist all the
//! same, so that the component's `main` is not reported as well.

use super::super::ast::Component;
use super::words::allowances;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

// mod __EchoOfNoMessage {
//     pub trait InboxOfNoMessage<T>: Sized {
//         fn recv(&mut self) -> impl Future<Output = Option<T>> { pending() } ..
//     }
//     impl<T> InboxOfNoMessage<T> for Inbox<T> {} ..
// }
// use __EchoOfNoMessage::*;
//
// They are written here, where nothing compiles any more, and not in `kamaelia`, since
// rustc would offer them to whoever has a box of no message anywhere. Of two such
// components in one module the traits have one name: rustc takes those of the first, and
// warns of it, where it would refuse two of different names.
pub(crate) fn methods(component: &Component<'_>) -> Option<TokenStream> {
    if !component.boxes().any(|(_, boxed)| boxed.is_of_anything) {
        return None;
    }
    let span = Span::call_site();
    let module = format_ident!("__{}OfNoMessage", component.name(), span = span);
    let (inbox, outbox, allowances) = (inbox(), outbox(), allowances());
    Some(quote! {
        #allowances
        #[allow(non_snake_case)]
        mod #module {
            #inbox
            #outbox
        }
        #[allow(unused_imports)]
        use #module::*;
    })
}

fn inbox() -> TokenStream {
    let [timed_out, try_recv_error] = ["TimedOut", "TryRecvError"].map(ours);
    let waits = [
        (quote!(recv), quote!(), quote!(::core::option::Option<T>)),
        (
            quote!(recv_timeout),
            quote!(_: ::core::time::Duration),
            quote!(::core::result::Result<::core::option::Option<T>, #timed_out>),
        ),
        (
            quote!(recv_many),
            quote!(_: &mut ::std::vec::Vec<T>, _: usize),
            quote!(usize),
        ),
    ]
    .map(waits);
    quote! {
        pub trait InboxOfNoMessage<T>: ::core::marker::Sized {
            #(#waits)*
            fn try_recv(&mut self) -> ::core::result::Result<T, #try_recv_error> {
                ::core::unreachable!()
            }
            fn recv_blocking(&mut self) -> ::core::option::Option<T> {
                ::core::unreachable!()
            }
            fn recv_timeout_blocking(
                &mut self,
                _: ::core::time::Duration,
            ) -> ::core::result::Result<::core::option::Option<T>, #timed_out> {
                ::core::unreachable!()
            }
        }
        impl<T> InboxOfNoMessage<T> for ::kamaelia::__private::Inbox<T> {}
    }
}

fn outbox() -> TokenStream {
    let [closed, try_send_error] = ["Closed", "TrySendError"].map(ours);
    let sent = quote!(::core::result::Result<(), #closed>);
    let waits = [
        (quote!(send), quote!(_: T), sent.clone()),
        (
            quote!(send_all),
            quote!(_: impl ::core::iter::IntoIterator<Item = T>),
            sent.clone(),
        ),
        (
            quote!(reserve),
            quote!(),
            quote!(::core::result::Result<SlotOfNoMessage<T>, #closed>),
        ),
        (quote!(closed), quote!(), quote!(())),
    ]
    .map(waits);
    quote! {
        pub trait OutboxOfNoMessage<T>: ::core::marker::Sized {
            #(#waits)*
            fn try_send(&mut self, _: T) -> ::core::result::Result<(), #try_send_error<T>> {
                ::core::unreachable!()
            }
            fn send_blocking(&mut self, _: T) -> #sent {
                ::core::unreachable!()
            }
        }
        impl<T> OutboxOfNoMessage<T> for ::kamaelia::__private::Outbox<T> {}
        pub struct SlotOfNoMessage<T>(::core::marker::PhantomData<T>);
        impl<T> SlotOfNoMessage<T> {
            pub fn send(self, _: T) {}
        }
    }
}

fn ours(name: &str) -> TokenStream {
    let name = format_ident!("{name}", span = Span::call_site());
    quote!(::kamaelia::__private::#name)
}

/// A method that is awaited.
fn waits((name, arguments, result): (TokenStream, TokenStream, TokenStream)) -> TokenStream {
    quote! {
        fn #name(
            &mut self,
            #arguments
        ) -> impl ::core::future::Future<Output = #result> {
            ::core::future::pending()
        }
    }
}
