//! Writes a graph as code.
//!
//! `A.outbox -> B.inbox;` between two components becomes, with the spans of the
//! user's words on every token:
//!
//! ```text
//! let (mut a, mut b) = (component(Echo::new()), component(Printer::new()));
//! let mut wiring = Wiring::new(&Plan { .. });
//! let (ticket_a, ticket_b) = {
//!     // `sends`, `fits` and `receives` are local functions whose bounds carry
//!     // the words of this very linkage
//!     let port = a.outbox();
//!     let ticket_a = ticket(&port);
//!     let (end, ticket_a) = sends(port, ticket_a);
//!     let inbox = wiring.link_only(0, end, None);
//!     let port = b.inbox();
//!     let ticket_b = ticket(&port);
//!     let (end, ticket_b) = receives(port, ticket_b);
//!     let same = fits(pair(&inbox, &end));
//!     wiring.arrive(0, None, end, same, inbox);
//!     (ticket_a, ticket_b)
//! };
//! wiring.enter(0, &mut a);
//! wiring.enter(1, &mut b);
//! // the boxes that have to be linked
//! mark(a.__sheet(), ticket_a, Linked::<1>).finish::<A>();
//! mark(b.__sheet(), ticket_b, Linked::<1>).finish::<B>();
//! // the graph: neighbours are joined, from the last to the first
//! let ((a, b),) = ({
//!     let row = row(b, 1);
//!     let (b, row) = join(&mut wiring, 0, a, Straight, row);
//!     (first(row), b)
//! },);
//! Graph::new(wiring, move || (a, b))
//! ```

mod boxes;
mod carry;
mod link;
mod names;
mod place;
mod plan;
mod policy;
mod roles;
mod row;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::graphline::graph::{Graph, Warning};
use crate::graphline::row::Rows;
use names::{Names, local};

/// The expression that a graph becomes, with its mistakes beside it.
pub(crate) fn graph(graph: &Graph, errors: &Errors) -> TokenStream {
    let names = Names::of(graph);
    let rows = rows(graph, errors);
    let put_together = put_together(graph, &names, &rows, errors);
    let finish = finish(graph, &names, &rows);
    quote!({ #put_together #finish })
}

/// The same for a pipeline, whose two ends may be open.
pub(crate) fn pipeline(graph: &Graph, errors: &Errors) -> TokenStream {
    let names = Names::of_pipeline(graph);
    let rows = rows(graph, errors);
    let put_together = put_together(graph, &names, &rows, errors);
    let finish = finish(graph, &names, &rows);
    let wiring = names.wiring(Span::mixed_site());
    let (Some(first), Some(last)) = (names.vars().first(), names.vars().last()) else {
        return quote!({ #errors });
    };
    let end = graph.instances.len() - 1;
    let [ends, head, tail] = ["ends", "head", "tail"].map(|name| local(name, Span::call_site()));
    quote!({
        #put_together
        let #ends = ::kamaelia::__private::ends_of(&#first, &#last);
        ::kamaelia::__private::Pipeline::new(#wiring, #ends, {
            move |mut #wiring: ::kamaelia::__private::Wiring, #head, #tail| {
                ::kamaelia::__private::join_head(&mut #wiring, 0, &mut #first, #head);
                ::kamaelia::__private::join_tail(&mut #wiring, #end, &mut #last, #tail);
                #finish
            }
        })
    })
}

/// Of a graph with a mistake nothing is joined: that would be said twice.
fn rows(graph: &Graph, errors: &Errors) -> Rows {
    if errors.is_empty() {
        Rows::of(graph)
    } else {
        Rows::default()
    }
}

/// The components, in the order written, and everything between them.
fn put_together(graph: &Graph, names: &Names, rows: &Rows, errors: &Errors) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let vars = names.vars();
    let components = graph.instances.iter().map(|instance| {
        let expression = &instance.expression;
        quote_spanned!(expression.span()=> { ::kamaelia::__private::component({ #expression }) })
    });
    let enter = names
        .vars()
        .iter()
        .enumerate()
        .map(|(at, var)| quote_spanned!(var.span()=> #wiring.enter(#at, &mut #var);));
    let plan = plan::plan(graph, names, rows);
    let loose = boxes::loose(graph, names);
    let links = link::links(graph, names, rows);
    // A mistake that was found may be why a box is not linked.
    let (complete, warnings) = if errors.is_empty() {
        (
            boxes::complete(graph, names),
            graph.warnings.iter().map(warning).collect(),
        )
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    quote! {
        #errors
        #[allow(unused_braces)]
        let (#(mut #vars,)*) = (#(#components,)*);
        let mut #wiring = ::kamaelia::__private::Wiring::new(#plan);
        #links
        #loose
        #(#enter)*
        #complete
        #warnings
    }
}

/// Makes the graph of the components.
fn finish(graph: &Graph, names: &Names, rows: &Rows) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let in_rows: BTreeSet<usize> = rows.iter().flat_map(|row| row.members.clone()).collect();
    let instances = graph.instances.iter().enumerate();
    let single = instances.filter(|(at, _)| !in_rows.contains(at));
    let (single, place): (Vec<_>, Vec<_>) = single
        .map(|(at, instance)| (&names.vars()[at], place::place(at, instance, names)))
        .unzip();
    let (row_vars, row_values): (Vec<_>, Vec<_>) =
        rows.iter().map(|row| row::row(row, graph, names)).unzip();
    let fanouts = names
        .fanouts()
        .iter()
        .map(|(_, var)| quote!(::kamaelia::__private::fused(#var)));
    let fans = || names.fanouts().iter().map(|(_, var)| var);
    let members: Vec<&Ident> = names.vars().iter().chain(fans()).collect();
    let fans = fans();
    let children = pairs(&members);
    let vars = names.vars();
    // From here on they leave one by one, and each step may panic. Of plain variables
    // the compiler would keep account at each step which are left: of `n` in `n * n` places.
    quote! {
        let (#(mut #vars,)*) = (#(::core::option::Option::Some(#vars),)*);
        let (#(#single,)* #(#row_vars,)* #(#fans,)*) =
            (#(#place,)* #(#row_values,)* #(#fanouts,)*);
        ::kamaelia::__private::Graph::new(#wiring, move || #children)
    }
}

/// `((a, b), (c, d))`
fn pairs(members: &[&Ident]) -> TokenStream {
    match members {
        [] => quote!(()),
        [member] => quote!(#member),
        members => {
            let (left, right) = members.split_at(members.len() / 2);
            let (left, right) = (pairs(left), pairs(right));
            quote!((#left, #right))
        }
    }
}

/// A warning on stable: a deprecated macro with the words, called at the user's
/// token. Of a function the compiler would tell the path.
fn warning(warning: &Warning) -> TokenStream {
    let text = &warning.text;
    quote_spanned! {warning.span=>
        {
            #[deprecated(note = #text)]
            macro_rules! graph { () => {}; }
            graph!();
        }
    }
}
