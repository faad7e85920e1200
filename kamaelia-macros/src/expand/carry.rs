//! The words that the compiler says of what a linkage carries: local traits
//! and functions, as in [`roles`](super::roles).

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

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

/// `made(&out, f)`: the conversion, and something that stands for what it
/// makes, so that this can be compared before the conversion is used.
pub(crate) fn made(span: Span) -> TokenStream {
    quote_spanned! {span=>
        fn made<T, U, F: FnMut(T) -> U + ::core::marker::Send + 'static>(
            _: &::kamaelia::__private::Out<T>,
            convert_: F,
        ) -> (F, ::kamaelia::__private::Out<U>) {
            (convert_, ::kamaelia::__private::Out::new())
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
