//! Whether every box that has to be linked is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use std::collections::{BTreeMap, BTreeSet};

use super::names::{Names, local};
use crate::graphline::graph::{End, Graph, Owner};

/// Methods of everything, or of every component or stage, that take it whole: the
/// compiler would find them before a box of that name.
const TAKE_WHOLE: &[&str] = &["background", "into", "itself", "try_into"];

/// `(a.outbox(), ..)`: the address of a box, which the user's own words spell,
/// so that an editor knows what may follow `A.`.
pub(crate) fn port(end: &End, index: usize, names: &Names) -> TokenStream {
    let var = names.var(index, end.name.span());
    let name = &end.box_name;
    let is_taken_whole = TAKE_WHOLE.iter().any(|method| name == method);
    let var = match is_taken_whole {
        true => quote_spanned!(end.name.span()=> (&mut #var)),
        false => quote!(#var),
    };
    quote_spanned! {name.span()=>
        {
            #[allow(unused_imports)]
            use ::kamaelia::__private::{Component as _, Stage as _};
            #var.#name()
        }
    }
}

/// `ticket(&port)`: which box it was, for [`complete`].
pub(crate) fn ticket(end: &End) -> TokenStream {
    // Whoever does not declare these has them all the same.
    if end.box_name == "control" || end.box_name == "signal" {
        return quote!(());
    }
    let port = local("port", end.box_name.span());
    quote_spanned!(end.box_name.span()=> ::kamaelia::__private::ticket(&#port))
}

/// The variable that holds a ticket: see [`ticket`].
pub(crate) fn ticket_variable(link: usize, target: Option<usize>) -> Ident {
    match target {
        None => local(&format!("from_{link}"), Span::call_site()),
        Some(target) => local(&format!("to_{link}_{target}"), Span::call_site()),
    }
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

/// `mark(a.__sheet(), ticket).finish::<A>();` for each component.
pub(crate) fn complete(graph: &Graph, names: &Names) -> TokenStream {
    let wiring = names.wiring(Span::mixed_site());
    let complete = graph
        .instances
        .iter()
        .enumerate()
        .filter(|(_, instance)| !instance.disputed);
    let complete = complete.map(|(at, instance)| {
        let name = &instance.name;
        let (shown, var) = (names.shown(name), names.var(at, name.span()));
        let sheet = sheet(at, &var, graph);
        let assume = open_ends(at, graph, names);
        // The local type only lends its name to the compiler's words.
        quote_spanned! {name.span()=>
            {
                #[allow(non_camel_case_types, dead_code, clippy::upper_case_acronyms)]
                enum #shown {}
                #[allow(unused_imports)]
                use ::kamaelia::__private::Stage as _;
                let () = { #sheet #assume }.finish::<#shown>();
            }
            #wiring.vacancies(#at, &#var);
        }
    });
    quote!(#(#complete)*)
}

/// The list of a component's boxes, with those marked that are linked.
fn sheet(at: usize, var: &Ident, graph: &Graph) -> TokenStream {
    let method = Ident::new("__sheet", var.span().resolved_at(Span::call_site()));
    let mut sheet = quote_spanned!(var.span()=> #var.#method());
    let mut numbers: BTreeMap<String, (TokenStream, BTreeSet<Option<String>>)> = BTreeMap::new();
    for (end, link, target) in ends(graph).filter(|(end, ..)| end.owner == Owner::Child(at)) {
        let name = end.box_name.to_string();
        if name == "control" || name == "signal" {
            continue;
        }
        // An inbox and an outbox may share a name.
        let key = format!("{name}{}", if target.is_some() { "<-" } else { "->" });
        let ticket = ticket_variable(link, target);
        let (_, numbers) = numbers
            .entry(key)
            .or_insert_with(|| (quote!(#ticket), BTreeSet::new()));
        numbers.insert(end.key().2);
    }
    for (ticket, numbers) in numbers.values() {
        let times = numbers.len();
        sheet = quote_spanned! {var.span()=>
            ::kamaelia::__private::mark(#sheet, #ticket, ::kamaelia::__private::Linked::<#times>)
        };
    }
    sheet
}

/// Every end of a linkage, and where in the graph it stands.
fn ends(graph: &Graph) -> impl Iterator<Item = (&End, usize, Option<usize>)> {
    graph.links.iter().enumerate().flat_map(|(at, link)| {
        let targets = link.targets.iter().enumerate();
        let targets = targets.map(move |(target, to)| (&to.end, at, Some(target)));
        std::iter::once((&link.from, at, None)).chain(targets)
    })
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
