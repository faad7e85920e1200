//! Where a component runs, and the words that the compiler says if it may not.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::names::Names;
use crate::graphline::ast::Place;
use crate::graphline::graph::Instance;

/// `fused(a)`, or what an `on task` makes of it.
pub(crate) fn place(at: usize, instance: &Instance, names: &Names) -> TokenStream {
    let Some(placement) = &instance.placement else {
        let var = &names.vars()[at];
        let component = taken(var);
        return quote_spanned!(var.span()=> ::kamaelia::__private::fused(#component));
    };
    let span = placement.span;
    let (component, wiring) = (taken(&names.var(at, span)), names.wiring(span));
    let (method, word) = match placement.place {
        Place::Task => (quote_spanned!(span=> on_task), "task"),
        Place::Thread => (quote_spanned!(span=> on_thread), "thread"),
    };
    let role = moves(&instance.name, word, &method, span);
    quote_spanned! {span=>
        {
            #role
            #[allow(unused_braces)]
            let placed_ = place({ #component }, &#wiring, #at);
            placed_
        }
    }
}

/// The component, out of where it was kept until its turn to be placed.
pub(crate) fn taken(var: &Ident) -> TokenStream {
    quote_spanned!(var.span()=> ::kamaelia::__private::take(&mut #var))
}

/// `place(a, &wiring, index)`: only a component that may move.
fn moves(name: &Ident, word: &str, method: &TokenStream, span: Span) -> TokenStream {
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
            fn moved(
                self,
                wiring_: &::kamaelia::__private::Wiring,
                member_: usize,
            ) -> ::kamaelia::__private::Remote
            where
                Self: ::kamaelia::__private::Runnable;
        }
        #[diagnostic::do_not_recommend]
        impl<C> Moves for C
        where
            C: ::kamaelia::__private::Component<Place = ::kamaelia::__private::Anywhere> + 'static,
        {
            fn moved(
                self,
                wiring_: &::kamaelia::__private::Wiring,
                member_: usize,
            ) -> ::kamaelia::__private::Remote
            where
                Self: ::kamaelia::__private::Runnable,
            {
                wiring_.#method(member_, self)
            }
        }
        fn place<C: Moves + ::kamaelia::__private::Runnable>(
            component_: C,
            wiring_: &::kamaelia::__private::Wiring,
            member_: usize,
        ) -> ::kamaelia::__private::Remote {
            component_.moved(wiring_, member_)
        }
    }
}
