//! The words that the compiler says of one linkage.
//!
//! Each is a local trait whose text carries the user's names as they are
//! written, and a function whose only bound it is. The impls are not
//! recommended, so that the text of the trait is what is said.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use crate::graphline::graph::End;

/// `sends(port)`: the left side of `->` is an outbox.
pub(crate) fn sends(end: &End) -> TokenStream {
    let message = format!(
        "`{end}` is not an outbox: messages leave by the left side of `->`, so it must be one"
    );
    let note = several_note(end, "outbox");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an outbox", note = #note)]
        trait Sends<'a, T> {
            fn end(self) -> ::kamaelia::__private::OutEnd<'a, T>;
        }
        #[diagnostic::do_not_recommend]
        impl<'a, T, P: ::kamaelia::__private::Outlet<'a, T>> Sends<'a, T> for P {
            fn end(self) -> ::kamaelia::__private::OutEnd<'a, T> {
                self.into_end()
            }
        }
        fn sends<'a, T, P: Sends<'a, T>>(port: P) -> ::kamaelia::__private::OutEnd<'a, T> {
            port.end()
        }
    }
}

/// `receives(port)`: the right side of `->` is an inbox.
pub(crate) fn receives(end: &End) -> TokenStream {
    let message = format!(
        "`{end}` is not an inbox: messages arrive at the right side of `->`, so it must be one"
    );
    let note = several_note(end, "inbox");
    quote_spanned! {end.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = "not an inbox", note = #note)]
        trait Receives<'a, T> {
            fn end(self) -> ::kamaelia::__private::InEnd<'a, T>;
        }
        #[diagnostic::do_not_recommend]
        impl<'a, T, P: ::kamaelia::__private::Inlet<'a, T>> Receives<'a, T> for P {
            fn end(self) -> ::kamaelia::__private::InEnd<'a, T> {
                self.into_end()
            }
        }
        fn receives<'a, T, P: Receives<'a, T>>(port: P) -> ::kamaelia::__private::InEnd<'a, T> {
            port.end()
        }
    }
}

fn several_note(end: &End, kind: &str) -> String {
    match &end.index {
        Some(_) => format!("an index picks one of several boxes: `[{kind}; N]` or a `Vec`"),
        None => format!("one of several boxes of a kind is written with its number: `{end}[0]`"),
    }
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
        fn comes_in<T, P: ComesIn<T>>(own: P) -> ::kamaelia::__private::Inbox<T> {
            own.inbox()
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
        fn goes_out<T, P: GoesOut<T>>(own: P) -> ::kamaelia::__private::Outbox<T> {
            own.outbox()
        }
    }
}

/// `fits(pair(..))`: both ends of a linkage carry one type.
pub(crate) fn fits(from: &End, to: &End, converted: bool) -> TokenStream {
    let sends = match (from.is_own(), converted) {
        (true, false) => format!("the inbox `{from}` brings `{{T}}`"),
        (false, false) => format!("the outbox `{from}` sends `{{T}}`"),
        (_, true) => format!("`via` makes `{{T}}` of what `{from}` sends"),
    };
    let (takes, label) = if to.is_own() {
        (
            format!("the outbox `{to}` sends `{{U}}`"),
            "sends `{U}`, not `{T}`",
        )
    } else {
        (
            format!("the inbox `{to}` receives `{{U}}`"),
            "receives `{U}`, not `{T}`",
        )
    };
    let message = format!("{sends}, but {takes}");
    let note = if converted {
        format!("the conversion after `via` has to make what `{to}` takes")
    } else {
        format!("convert on the way: `{from} -> {to} via |message| ..;`")
    };
    quote_spanned! {to.box_name.span()=>
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
        trait Fits<T, U> {
            fn fits(&self) -> ::kamaelia::__private::Same<T, U>;
        }
        #[diagnostic::do_not_recommend]
        impl<T, U> Fits<T, U> for ::kamaelia::__private::Pair<T, U>
        where
            ::kamaelia::__private::Pair<T, U>: ::kamaelia::__private::Carries<T, U>,
        {
            fn fits(&self) -> ::kamaelia::__private::Same<T, U> {
                ::kamaelia::__private::Carries::same(self)
            }
        }
        fn fits<T, U>(
            pair: ::kamaelia::__private::Pair<T, U>,
        ) -> ::kamaelia::__private::Same<T, U>
        where
            ::kamaelia::__private::Pair<T, U>: Fits<T, U>,
        {
            pair.fits()
        }
    }
}

/// `several(out)`: the messages of a broadcast can be copied.
pub(crate) fn several(from: &End, span: Span) -> TokenStream {
    let message =
        format!("the outbox `{from}` is broadcast, but its messages, `{{Self}}`, are not `Clone`");
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "each target gets a copy",
            note = "derive `Clone` for the message, or send it in an `Arc`"
        )]
        trait Copied: Sized {
            fn several(
                out: ::kamaelia::__private::Out<Self>,
            ) -> ::kamaelia::__private::Outgoing<Self>;
        }
        #[diagnostic::do_not_recommend]
        impl<T: ::core::clone::Clone> Copied for T {
            fn several(
                out: ::kamaelia::__private::Out<Self>,
            ) -> ::kamaelia::__private::Outgoing<Self> {
                out.several()
            }
        }
        fn several<T: Copied>(
            out: ::kamaelia::__private::Out<T>,
        ) -> ::kamaelia::__private::Outgoing<T> {
            T::several(out)
        }
    }
}

/// `at(port)`: one of several boxes of a kind.
pub(crate) fn at(end: &End, index: &syn::LitInt) -> TokenStream {
    let component = &end.name;
    let name = &end.box_name;
    let message = format!("there is no `{end}`: `{component}.{name}` has no box of that number");
    quote_spanned! {index.span()=>
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "no such box",
            note = "the boxes of `[..; N]` are numbered from 0 to N - 1, and N is at most 16; a box that is not an array has no number"
        )]
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
            port: P,
        ) -> ::kamaelia::__private::Port<'a, B, BOX, W>
        where
            P: At<::kamaelia::__private::Port<'a, B, BOX, W>>,
        {
            port.at()
        }
    }
}

/// `holds(&port)`: a linkage of literal capacity holds its reader's batch.
pub(crate) fn holds(from: &End, to: &End, capacity: u64, span: Span) -> TokenStream {
    let message = format!(
        "the linkage `{from} -> {to}` holds {capacity} messages, but the inbox `{to}` takes {{N}} at a time"
    );
    let bits = bits(capacity, span);
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "smaller than the batch of {N}",
            note = "the reader would wait for ever: give the linkage room for {N} messages or more"
        )]
        trait Holds<const N: usize> {}
        #[diagnostic::do_not_recommend]
        impl<const N: usize, P: ::kamaelia::__private::Served<#bits, N>> Holds<N> for P {}
        fn holds<const N: usize, P: Holds<N>>(_: &P) {}
    }
}

/// A number as a list of 32 bits, the highest first.
pub(crate) fn bits(number: u64, span: Span) -> TokenStream {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    (0..32).fold(quote_spanned!(span=> ()), |rest, bit| {
        let bit = if number >> bit & 1 == 1 {
            Ident::new("B1", span)
        } else {
            Ident::new("B0", span)
        };
        quote_spanned!(span=> (::kamaelia::__private::#bit, #rest))
    })
}

/// `Moves::place(component, &wiring, index)`: a component that is placed.
pub(crate) fn moves(name: &Ident, word: &str, method: &TokenStream, span: Span) -> TokenStream {
    let message =
        format!("`{name}` is placed `on {word}`, but its component `{{Self}}` is not `Send`");
    let label = format!("a {word} of its own needs `Send`");
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(
            message = #message,
            label = #label,
            note = "a component that is `#[component(local)]` only runs fused: leave the placement out, or make the component `Send`"
        )]
        trait Moves {
            fn place(
                self,
                wiring: &::kamaelia::__private::Wiring,
                member: usize,
            ) -> ::kamaelia::__private::Remote;
        }
        #[diagnostic::do_not_recommend]
        impl<C> Moves for C
        where
            C: ::kamaelia::__private::Component<Place = ::kamaelia::__private::Anywhere> + 'static,
        {
            fn place(
                self,
                wiring: &::kamaelia::__private::Wiring,
                member: usize,
            ) -> ::kamaelia::__private::Remote {
                wiring.#method(member, self)
            }
        }
    }
}
