//! The graph as static data, for the wiring and the topology.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::names::{Names, plain};
use crate::graphline::ast::Place;
use crate::graphline::cycle;
use crate::graphline::graph::{End, Graph, Link, LinkTarget, Owner};
use crate::graphline::row::Rows;

/// `&Plan { .. }`
pub(crate) fn plan(graph: &Graph, names: &Names, rows: &Rows) -> TokenStream {
    let members = graph.instances.iter().map(|instance| {
        let name = plain(&instance.name);
        let placement = match instance.placement.as_ref().map(|placement| placement.place) {
            None => quote!(Fused),
            Some(Place::Task) => quote!(Task),
            Some(Place::Thread) => quote!(Thread),
        };
        member(&name, line(instance.name.span()), &placement)
    });
    let fanouts = names.fanouts().iter().map(|(at, _)| {
        let from = &graph.links[*at].from;
        member(&from.to_string(), line(from.name.span()), &quote!(Fused))
    });
    let links = graph.links.iter().enumerate().flat_map(|(at, from)| {
        let in_row = rows.has(at);
        from.targets.iter().map(move |to| link(from, to, in_row))
    });
    let parts = cycle::parts(graph);
    let parts = parts.iter().map(|part| quote!(&[#(#part),*]));
    quote! {
        &::kamaelia::__private::Plan {
            file: ::core::file!(),
            members: &[#(#members,)* #(#fanouts,)*],
            links: &[#(#links),*],
            parts: &[#(#parts),*],
        }
    }
}

/// A line, so that the plan stays the same wherever a test puts its graph.
fn line(span: Span) -> u32 {
    span.start().line.try_into().unwrap_or(u32::MAX)
}

fn member(name: &str, line: u32, placement: &TokenStream) -> TokenStream {
    quote! {
        ::kamaelia::__private::MemberPlan {
            name: #name,
            line: #line,
            placement: ::kamaelia::__private::Placement::#placement,
        }
    }
}

fn link(from: &Link, to: &LinkTarget, in_row: bool) -> TokenStream {
    let line = line(from.arrow.spans[0]);
    let converted = to.via.is_some();
    let (from, to) = (end(&from.from), end(&to.end));
    quote! {
        ::kamaelia::__private::LinkPlan {
            from: #from,
            to: #to,
            converted: #converted,
            in_row: #in_row,
            line: #line,
        }
    }
}

fn end(end: &End) -> TokenStream {
    let name = box_name(end);
    let owner = match end.owner {
        Owner::Child(index) => quote!(::core::option::Option::Some(#index)),
        Owner::Own => quote!(::core::option::Option::None),
    };
    quote!((#name, #owner))
}

/// `BoxName { .. }`
pub(crate) fn box_name(end: &End) -> TokenStream {
    let (component, name) = (plain(&end.name), plain(&end.box_name));
    let index = match &end.index {
        Some(index) => quote!(::core::option::Option::Some(#index)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        ::kamaelia::__private::BoxName { component: #component, name: #name, index: #index }
    }
}
