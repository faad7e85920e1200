//! Whether every box that has to be linked is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use std::collections::BTreeSet;

use super::names::{Names, local};
use crate::graphline::graph::{End, Graph, Owner};

/// `let a_boxes = a.__sheet();` for each component.
pub(crate) fn sheets(graph: &Graph, names: &Names) -> TokenStream {
    let sheets = (0..graph.instances.len()).map(|at| {
        let var = &names.vars()[at];
        let sheet = names.sheet(at, var.span());
        let method = Ident::new("__sheet", var.span().resolved_at(Span::call_site()));
        quote_spanned! {var.span()=>
            let #sheet = {
                #[allow(unused_imports)]
                use ::kamaelia::__private::Stage as _;
                #var.#method()
            };
        }
    });
    sheets.collect()
}

/// `(a.outbox(), ..)`: the address of a box, which the user's own words spell,
/// so that an editor knows what may follow `A.`.
pub(crate) fn port(end: &End, index: usize, names: &Names) -> TokenStream {
    let var = names.var(index, end.name.span());
    let name = &end.box_name;
    quote_spanned! {name.span()=>
        {
            #[allow(unused_imports)]
            use ::kamaelia::__private::{Component as _, Stage as _};
            #var.#name()
        }
    }
}

/// Marks the box that `port` is the address of, at its first linkage.
pub(crate) fn mark(end: &End, index: usize, graph: &Graph, names: &Names) -> TokenStream {
    let name = end.box_name.to_string();
    // Whoever does not declare these has them all the same.
    if name == "control" || name == "signal" {
        return TokenStream::new();
    }
    let same = |other: &&End| other.owner == end.owner && other.box_name == name;
    let (first, times) = {
        let mut ends = ends(graph).filter(same);
        let Some(first) = ends.next() else {
            return TokenStream::new();
        };
        let numbers = std::iter::once(first).chain(ends).map(|end| end.key().2);
        (first, numbers.collect::<BTreeSet<_>>().len())
    };
    if !std::ptr::eq(first, end) {
        return TokenStream::new();
    }
    let sheet = names.sheet(index, end.box_name.span());
    let port = local("port", end.box_name.span());
    quote_spanned! {end.box_name.span()=>
        let #sheet = ::kamaelia::__private::mark(
            #sheet,
            &#port,
            ::kamaelia::__private::Linked::<#times>,
        );
    }
}

/// Every end of a linkage, in the order that the code links them.
fn ends(graph: &Graph) -> impl Iterator<Item = &End> {
    graph.links.iter().flat_map(|link| {
        std::iter::once(&link.from).chain(link.targets.iter().map(|target| &target.end))
    })
}

/// Ends whose linkage was not understood: typed all the same, for an editor.
pub(crate) fn loose(graph: &Graph, names: &Names) -> TokenStream {
    let loose = graph.loose.iter().map(|end| match end.owner {
        Owner::Child(index) => {
            let port = port(end, index, names);
            quote_spanned!(end.box_name.span()=> let _ = #port;)
        }
        Owner::Own => {
            let (own, name) = (&end.name, &end.box_name);
            quote_spanned!(name.span()=> let _ = &#own.#name;)
        }
    });
    loose.collect()
}

/// `a_boxes.finish::<A>();` for each component.
pub(crate) fn complete(graph: &Graph, names: &Names) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let complete = graph
        .instances
        .iter()
        .enumerate()
        .filter(|(_, instance)| !instance.disputed);
    let complete = complete.map(|(at, instance)| {
        let name = &instance.name;
        let var = &names.vars()[at];
        let sheet = names.sheet(at, name.span());
        let assume = open_ends(at, graph, names);
        // The local type only lends its name to the compiler's words.
        quote_spanned! {name.span()=>
            {
                #[allow(non_camel_case_types, dead_code, clippy::upper_case_acronyms)]
                enum #name {}
                #sheet #assume.finish::<#name>();
            }
            #wiring.vacancies(#at, &#var);
        }
    });
    quote!(#(#complete)*)
}

/// A pipeline's first inbox and last outbox are linked when it is used.
fn open_ends(at: usize, graph: &Graph, names: &Names) -> TokenStream {
    let mut assume = TokenStream::new();
    if names.open_ends() && at == 0 {
        assume.extend(quote!(.assume_inbox()));
    }
    if names.open_ends() && at + 1 == graph.instances.len() {
        assume.extend(quote!(.assume_outbox()));
    }
    assume
}
