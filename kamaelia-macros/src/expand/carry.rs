//! The words that the compiler says of what a linkage carries: local traits
//! and functions, as in [`roles`](super::roles).

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Expr;
use syn::spanned::Spanned;

use super::names::local;
use crate::graphline::graph::End;

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
            pair_: ::kamaelia::__private::Pair<T, U>,
        ) -> ::kamaelia::__private::Same<T, U>
        where
            ::kamaelia::__private::Pair<T, U>: Fits<T, U>,
        {
            pair_.fits()
        }
    }
}

/// `several(out)`: the messages of a broadcast can be copied.
pub(crate) fn several(from: &End, span: Span) -> TokenStream {
    let message =
        format!("the outbox `{from}` is broadcast, but its messages, `{{T}}`, are not `Clone`");
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "each target gets a copy",
            note = "derive `Clone` for the message, or send it in an `Arc`"
        )]
        trait Copied<T> {
            fn copied(self) -> ::kamaelia::__private::Outgoing<T>;
        }
        #[diagnostic::do_not_recommend]
        impl<T: ::core::clone::Clone> Copied<T> for ::kamaelia::__private::Out<T> {
            fn copied(self) -> ::kamaelia::__private::Outgoing<T> {
                self.several()
            }
        }
        fn several<T>(
            out_: ::kamaelia::__private::Out<T>,
        ) -> ::kamaelia::__private::Outgoing<T>
        where
            ::kamaelia::__private::Out<T>: Copied<T>,
        {
            out_.copied()
        }
    }
}

/// `via_converts(&from, f)`: the conversion takes what is sent.
///
/// The supertrait tells the compiler what a closure is given. What the closure
/// takes is looked at before the two are compared, which waits for `K`: so a
/// wrong one gets our words, and of a generic function the type is found. The
/// user's own words stand among these names, which therefore are no common ones.
fn via_converts(from: &End, to: &End, span: Span) -> TokenStream {
    let sends = if from.is_own() {
        format!("the inbox `{from}` brings `{{T}}`")
    } else {
        format!("the outbox `{from}` sends `{{T}}`")
    };
    let takes = format!("{sends}, but the conversion after `via` does not take `{{T}}`");
    let sent = format!("the conversion of the linkage `{from} -> {to}` is not `Send`");
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(
            message = #takes,
            label = "has to be a function or closure of `{T}`"
        )]
        trait ViaTakes<T, U, V, K, F>: ::core::ops::FnMut(T) -> U + ::core::ops::FnMut(V) -> U {
            fn itself(self) -> F;
        }
        #[diagnostic::do_not_recommend]
        impl<T, U, F: ::core::ops::FnMut(T) -> U> ViaTakes<T, U, T, (), F> for F {
            fn itself(self) -> F {
                self
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T, U, F: ::core::ops::FnMut(T) -> U> ViaTakes<T, U, T, ((),), F> for F {
            fn itself(self) -> F {
                self
            }
        }
        trait ViaKnown<K> {}
        impl<F> ViaKnown<()> for F {}
        #[diagnostic::on_unimplemented(
            message = #sent,
            label = "holds what is not `Send`",
            note = "it goes wherever the sender runs: let it own what it needs, and share by `Arc`, not `Rc`"
        )]
        trait ViaGoes<V, U> {}
        #[diagnostic::do_not_recommend]
        impl<V, U, F: ::core::ops::FnMut(V) -> U + ::core::marker::Send + 'static> ViaGoes<V, U> for F {}
        fn via_converts<T, U, V, K, F, G>(
            _: &impl ::kamaelia::__private::Typed<T>,
            convert_: G,
        ) -> F
        where
            G: ViaTakes<T, U, V, K, F> + ::core::ops::FnMut(V) -> U + ViaKnown<K> + ViaGoes<V, U>,
        {
            convert_.itself()
        }
    }
}

/// `let convert = via_converts(&sent, f);`: the conversion, and its variable.
pub(crate) fn conversion(from: &End, to: &End, via: &Expr, sent: &Ident) -> (Ident, TokenStream) {
    let convert = local("convert", via.span());
    let role = via_converts(from, to, via.span());
    let begin = quote_spanned!(via.span()=> let #convert = { #role via_converts(&#sent, #via) };);
    (convert, begin)
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
