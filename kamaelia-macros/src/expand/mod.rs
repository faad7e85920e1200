//! Writes a graph as code.
//!
//! `A.outbox -> B.inbox;` between two components becomes, with the spans of the
//! user's words on every token:
//!
//! ```text
//! let mut a = component(Echo::new());
//! let mut b = component(Printer::new());
//! let mut wiring = Wiring::new(&Plan { .. });
//! wiring.enter(&mut a);
//! wiring.enter(&mut b);
//! // the linkage: `sends` and `receives` are local functions whose bounds
//! // carry the words of this very linkage
//! let end = sends(a.outbox());
//! let mut out = end.out();
//! let inbox = wiring.link(0, &mut out, None);
//! end.attach(out.single());
//! let end = receives(b.inbox());
//! end.attach(fits(pair(&inbox, &end)).inbox(inbox));
//! // the boxes that had to be linked
//! a_boxes.finish::<A>();
//! b_boxes.finish::<B>();
//! // the graph
//! let mut a = fused(a);
//! let mut b = fused(b);
//! Graph::new(wiring, move |index, cx| match index { 0 => a.poll(cx), 1 => b.poll(cx), .. })
//! ```

mod boxes;
mod link;
mod names;
mod plan;
mod roles;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::graphline::ast::Place;
use crate::graphline::graph::{Graph, Instance, Warning};
use names::Names;

/// The expression that a graph becomes, with its mistakes beside it.
pub(crate) fn graph(graph: &Graph, errors: &Errors) -> TokenStream {
    let names = Names::of(graph);
    let put_together = put_together(graph, &names, errors);
    let finish = finish(graph, &names);
    quote!({ #put_together #finish })
}

/// The same for a pipeline, whose two ends may be open.
pub(crate) fn pipeline(graph: &Graph, errors: &Errors) -> TokenStream {
    let names = Names::of_pipeline(graph);
    let put_together = put_together(graph, &names, errors);
    let finish = finish(graph, &names);
    let wiring = names.wiring(Span::mixed_site());
    let (Some(first), Some(last)) = (names.vars().first(), names.vars().last()) else {
        return quote!({ #errors });
    };
    let end = graph.instances.len() - 1;
    quote!({
        #put_together
        let ends = ::kamaelia::__private::ends_of(&#first, &#last);
        ::kamaelia::__private::Pipeline::new(#wiring, ends, {
            move |mut wiring: ::kamaelia::__private::Wiring, inbox, outbox| {
                ::kamaelia::__private::join_head(&mut wiring, 0, &mut #first, inbox);
                ::kamaelia::__private::join_tail(&mut wiring, #end, &mut #last, outbox);
                let #wiring = wiring;
                #finish
            }
        })
    })
}

/// The components, in the order written, and everything between them.
fn put_together(graph: &Graph, names: &Names, errors: &Errors) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let components = graph.instances.iter().zip(names.vars()).map(|(instance, var)| {
        let expression = &instance.expression;
        quote_spanned!(expression.span()=> let mut #var = ::kamaelia::__private::component(#expression);)
    });
    let enter = names
        .vars()
        .iter()
        .map(|var| quote_spanned!(var.span()=> #wiring.enter(&mut #var);));
    let plan = plan::plan(graph, names);
    let sheets = boxes::sheets(graph, names);
    let loose = boxes::loose(graph, names);
    let links = link::links(graph, names);
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
        #(#components)*
        let mut #wiring = ::kamaelia::__private::Wiring::new(#plan);
        #(#enter)*
        #sheets
        #links
        #loose
        #complete
        #warnings
    }
}

/// Makes the graph of the components.
fn finish(graph: &Graph, names: &Names) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let place = graph
        .instances
        .iter()
        .enumerate()
        .map(|(at, instance)| place(at, instance, names));
    let fanouts = names
        .fanouts()
        .iter()
        .map(|(_, var)| quote!(let mut #var = ::kamaelia::__private::fused(#var);));
    let arms = names
        .vars()
        .iter()
        .chain(names.fanouts().iter().map(|(_, var)| var))
        .enumerate();
    let arms = arms.map(|(at, var)| quote!(#at => #var.poll(cx),));
    quote! {
        #(#place)*
        #(#fanouts)*
        ::kamaelia::__private::Graph::new(
            #wiring,
            move |index: usize, cx: &mut ::core::task::Context<'_>| match index {
                #(#arms)*
                _ => ::core::task::Poll::Ready(::core::result::Result::Ok(())),
            },
        )
    }
}

fn place(at: usize, instance: &Instance, names: &Names) -> TokenStream {
    let var = &names.vars()[at];
    let Some(placement) = &instance.placement else {
        return quote_spanned!(var.span()=> let mut #var = ::kamaelia::__private::fused(#var););
    };
    let wiring = names.wiring(placement.span);
    let (method, word) = match placement.place {
        Place::Task => (quote_spanned!(placement.span=> on_task), "task"),
        Place::Thread => (quote_spanned!(placement.span=> on_thread), "thread"),
    };
    let role = roles::moves(&instance.name, word, &method, placement.span);
    quote_spanned! {placement.span=>
        let mut #var = { #role Moves::place(#var, &#wiring, #at) };
    }
}

/// A warning on stable: a deprecated function with the words, called at the
/// user's token.
fn warning(warning: &Warning) -> TokenStream {
    let text = &warning.text;
    quote_spanned! {warning.span=>
        {
            #[deprecated(note = #text)]
            fn graph() {}
            graph();
        }
    }
}
