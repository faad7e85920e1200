//! The words that the compiler says of the ends of a linkage.
//!
//! Each is a local trait whose text carries the user's names as they are
//! written, and a function whose only bound it is. The impls are not
//! recommended, so that the text of the trait is what is said.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::graphline::graph::End;

/// `sends(port, ticket)`: the left side of `->` is an outbox.
///
/// The ticket goes through the trait, so that of a box that is none nothing
/// is known, and the compiler does not ask for its linkage as well.
pub(crate) fn sends(end: &End) -> TokenStream {
    let message = format!(
        "`{end}` is not an outbox: messages leave by the left side of `->`, so it must be one"
    );
    let notes = notes(end, "outbox");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an outbox", #(note = #notes),*)]
        trait Sends<'a, T> {
            type Of<K>;
            fn end<K>(self, ticket_: K) -> (::kamaelia::__private::OutEnd<'a, T>, Self::Of<K>);
        }
        #[diagnostic::do_not_recommend]
        impl<'a, T, const BOX: usize, W> Sends<'a, T>
            for ::kamaelia::__private::Port<'a, ::kamaelia::__private::Outbox<T>, BOX, W>
        where
            Self: ::kamaelia::__private::Outlet<'a, T>,
        {
            type Of<K> = K;
            fn end<K>(self, ticket_: K) -> (::kamaelia::__private::OutEnd<'a, T>, K) {
                (::kamaelia::__private::Outlet::into_end(self), ticket_)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<'a> Sends<'a, ::kamaelia::__private::Shutdown>
            for ::kamaelia::__private::Spare<
                ::kamaelia::__private::Outbox<::kamaelia::__private::Shutdown>,
            >
        {
            type Of<K> = K;
            fn end<K>(
                self,
                ticket_: K,
            ) -> (::kamaelia::__private::OutEnd<'a, ::kamaelia::__private::Shutdown>, K) {
                (::kamaelia::__private::Outlet::into_end(self), ticket_)
            }
        }
        fn sends<'a, T, P: Sends<'a, T>, K>(
            port_: P,
            ticket_: K,
        ) -> (::kamaelia::__private::OutEnd<'a, T>, P::Of<K>) {
            port_.end(ticket_)
        }
    }
}

/// `receives(port, ticket)`: the right side of `->` is an inbox.
pub(crate) fn receives(end: &End) -> TokenStream {
    let message = format!(
        "`{end}` is not an inbox: messages arrive at the right side of `->`, so it must be one"
    );
    let notes = notes(end, "inbox");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an inbox", #(note = #notes),*)]
        trait Receives<'a, T> {
            type Of<K>;
            fn end<K>(self, ticket_: K) -> (::kamaelia::__private::InEnd<'a, T>, Self::Of<K>);
        }
        #[diagnostic::do_not_recommend]
        impl<'a, T, const BOX: usize, W> Receives<'a, T>
            for ::kamaelia::__private::Port<'a, ::kamaelia::__private::Inbox<T>, BOX, W>
        where
            Self: ::kamaelia::__private::Inlet<'a, T>,
        {
            type Of<K> = K;
            fn end<K>(self, ticket_: K) -> (::kamaelia::__private::InEnd<'a, T>, K) {
                (::kamaelia::__private::Inlet::into_end(self), ticket_)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<'a> Receives<'a, ::kamaelia::__private::Shutdown>
            for ::kamaelia::__private::Spare<
                ::kamaelia::__private::Inbox<::kamaelia::__private::Shutdown>,
            >
        {
            type Of<K> = K;
            fn end<K>(
                self,
                ticket_: K,
            ) -> (::kamaelia::__private::InEnd<'a, ::kamaelia::__private::Shutdown>, K) {
                (::kamaelia::__private::Inlet::into_end(self), ticket_)
            }
        }
        fn receives<'a, T, P: Receives<'a, T>, K>(
            port_: P,
            ticket_: K,
        ) -> (::kamaelia::__private::InEnd<'a, T>, P::Of<K>) {
            port_.end(ticket_)
        }
    }
}

/// What else may be the reason.
fn notes(end: &End, kind: &str) -> Vec<String> {
    if end.index.is_some() {
        return vec![format!(
            "an index picks one of several boxes: `[{kind}; N]` or a `Vec`"
        )];
    }
    let several = format!("one of several boxes of a kind is written with its number: `{end}[0]`");
    let of_a_row = end.box_name == kind || end.box_name == "data_inbox";
    let none = of_a_row.then(|| {
        format!("a pipeline or a chassis has an `{kind}` if what runs at this end of it has one")
    });
    [several].into_iter().chain(none).collect()
}

/// `comes_in(self.inbox)`: the inbox of a composite.
pub(crate) fn comes_in(end: &End) -> TokenStream {
    let message =
        format!("`{end}` is not an inbox: only an inbox of `self` can lead to a component");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an inbox")]
        trait ComesIn<T> {
            fn inbox(self) -> ::kamaelia::__private::Inbox<T>;
        }
        #[diagnostic::do_not_recommend]
        impl<T, P: ::kamaelia::__private::OwnInlet<T>> ComesIn<T> for P {
            fn inbox(self) -> ::kamaelia::__private::Inbox<T> {
                self.into_inbox()
            }
        }
        fn comes_in<T, P: ComesIn<T>>(own_: P) -> ::kamaelia::__private::Inbox<T> {
            own_.inbox()
        }
    }
}

/// `goes_out(self.outbox)`: the outbox of a composite.
pub(crate) fn goes_out(end: &End) -> TokenStream {
    let message =
        format!("`{end}` is not an outbox: a component can only lead to an outbox of `self`");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an outbox")]
        trait GoesOut<T> {
            fn outbox(self) -> ::kamaelia::__private::Outbox<T>;
        }
        #[diagnostic::do_not_recommend]
        impl<T, P: ::kamaelia::__private::OwnOutlet<T>> GoesOut<T> for P {
            fn outbox(self) -> ::kamaelia::__private::Outbox<T> {
                self.into_outbox()
            }
        }
        fn goes_out<T, P: GoesOut<T>>(own_: P) -> ::kamaelia::__private::Outbox<T> {
            own_.outbox()
        }
    }
}

/// `own_at(&mut several)`: one of several boxes of the composite.
pub(crate) fn own_at(end: &End, index: &syn::LitInt) -> TokenStream {
    let message = no_such_box(end);
    quote_spanned! {index.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "no such box", note = #NUMBERS)]
        trait OwnAt<B> {
            fn at(&mut self) -> (B, bool);
        }
        #[diagnostic::do_not_recommend]
        impl<B, P: ::kamaelia::__private::OwnElement<#index, B>> OwnAt<B> for P {
            fn at(&mut self) -> (B, bool) {
                self.element()
            }
        }
        fn own_at<B, P: OwnAt<B>>(own_: &mut P) -> (B, bool) {
            own_.at()
        }
    }
}

const NUMBERS: &str = "the boxes of `[..; N]` are numbered from 0 to N - 1, and N is at most 16; \
                       a box that is not an array has no number";

fn no_such_box(end: &End) -> String {
    let (component, name) = (&end.name, &end.box_name);
    format!("there is no `{end}`: `{component}.{name}` has no box of that number")
}

/// `at(port)`: one of several boxes of a kind.
pub(crate) fn at(end: &End, index: &syn::LitInt) -> TokenStream {
    let message = no_such_box(end);
    quote_spanned! {index.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "no such box", note = #NUMBERS)]
        trait At<P> {
            fn at(self) -> P;
        }
        #[diagnostic::do_not_recommend]
        impl<Q, P: ::kamaelia::__private::Element<#index, Q>> At<Q> for P {
            fn at(self) -> Q {
                self.element()
            }
        }
        fn at<'a, B, const BOX: usize, W, P>(
            port_: P,
        ) -> ::kamaelia::__private::Port<'a, B, BOX, W>
        where
            P: At<::kamaelia::__private::Port<'a, B, BOX, W>>,
        {
            port_.at()
        }
    }
}
