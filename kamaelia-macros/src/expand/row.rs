//! Writes the components that stand in a row, from the last to the first: each
//! may turn out to be one with those behind it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::names::{Names, local};
use super::place::taken;
use crate::graphline::graph::Graph;
use crate::graphline::row::Row;

/// The pattern of a row's variables, and what they are.
pub(crate) fn row(row: &Row, graph: &Graph, names: &Names) -> (TokenStream, TokenStream) {
    let vars = || row.members.iter().map(|member| &names.vars()[*member]);
    let (Some(begin), Some(end), Some(last)) =
        (vars().next(), vars().next_back(), row.members.last())
    else {
        return (quote!(()), quote!(()));
    };
    let behind = vars().skip(1);
    let pairs = vars().zip(vars().skip(1)).zip(&row.links).rev();
    let joined = pairs.map(|((var, behind), link)| {
        let (rest, wiring) = (local("row", var.span()), names.wiring(var.span()));
        let (number, via) = (number(*link, graph), passage(*link, graph));
        let component = taken(var);
        quote_spanned! {var.span()=>
            let (#behind, #rest) =
                ::kamaelia::__private::join(&mut #wiring, #number, #component, #via, #rest);
        }
    });
    let begun = local("row", end.span());
    let component = taken(end);
    let begin_row = quote_spanned!(end.span()=> ::kamaelia::__private::row(#component, #last));
    let whole = local("row", begin.span());
    let members = vars();
    let value = quote_spanned! {begin.span()=>
        {
            let #begun = #begin_row;
            #(#joined)*
            (::kamaelia::__private::first(#whole), #(#behind,)*)
        }
    };
    (quote!((#(#members,)*)), value)
}

/// The number of a link's only linkage.
fn number(link: usize, graph: &Graph) -> usize {
    let before = graph.links.iter().take(link);
    before.map(|link| link.targets.len()).sum()
}

/// What happens to a message on the way to the next.
fn passage(link: usize, graph: &Graph) -> TokenStream {
    if graph.links[link].targets.iter().any(|to| to.via.is_some()) {
        let lent = lent(link);
        quote!({
            #[allow(unused_imports)]
            use ::kamaelia::__private::{Broken as _, Converts as _};
            #lent.passage()
        })
    } else {
        quote!(::kamaelia::__private::Straight)
    }
}

/// The variable of a conversion that two transforms may take in.
pub(crate) fn lent(link: usize) -> Ident {
    local(&format!("via_{link}"), Span::call_site())
}
