//! Writes linkages.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::names::{Names, local, own_name, own_several as several};
use super::{boxes, carry, plan, roles, row};
use crate::graphline::graph::{End, Graph, Link, LinkTarget, Owner};
use crate::graphline::row::Rows;

/// Every linkage of the graph, in the order written.
///
/// Each is a block of its own, and all of them are one statement: a `let` for
/// each would nest as many scopes, and the compiler's stack is not endless.
pub(crate) fn links(graph: &Graph, names: &Names, rows: &Rows) -> TokenStream {
    let (several, own) = (own_several(graph), own_outboxes(graph, names));
    let mut number = 0;
    let links = graph.links.iter().enumerate().map(|(at, link)| {
        let writer = Writer {
            names,
            rows,
            link,
            at,
            first: number,
        };
        number += link.targets.len();
        match link.from.owner {
            Owner::Child(index) => writer.link_out(index),
            Owner::Own => match names.fanout(at) {
                Some((member, var)) => writer.fan_out(member, var),
                None => writer.pass_through(),
            },
        }
    });
    let (results, links): (Vec<_>, Vec<_>) = links.unzip();
    quote!(#several #own let (#(#results,)*) = (#(#links,)*);)
}

/// `let mut own_frames = goes_out(self.frames).for_uses(1);`: those that lead
/// there share it, and the last of them gets the end itself.
fn own_outboxes(graph: &Graph, names: &Names) -> TokenStream {
    let targets = || graph.links.iter().flat_map(|link| &link.targets);
    let ends = || targets().map(|target| &target.end);
    let own = names.own_outboxes().iter().filter_map(|(name, var)| {
        let is_same = |end: &&End| end.owner == Owner::Own && own_name(end) == *name;
        let number = ends().position(|end| is_same(&end))?;
        let (end, uses) = (ends().nth(number)?, ends().filter(is_same).count());
        let (role, own) = (roles::goes_out(end), own_box(end, number, names));
        Some(quote_spanned! {end.box_name.span()=>
            let mut #var = { #role goes_out(#own) }.for_uses(#uses);
        })
    });
    own.collect()
}

/// `let mut several_frames = self.frames;`: each of them goes its own way.
fn own_several(graph: &Graph) -> TokenStream {
    let numbered = graph
        .ends()
        .filter(|end| end.is_own() && end.index.is_some());
    let fields: BTreeMap<String, &End> = numbered
        .map(|end| (end.box_name.to_string(), end))
        .collect();
    let fields = fields.values().map(|end| {
        let (several, own, field) = (several(end), &end.name, &end.box_name);
        quote_spanned!(field.span()=> let mut #several = #own.#field;)
    });
    fields.collect()
}

/// `self.frames`, or one of several, of the linkage of this number.
fn own_box(end: &End, number: usize, names: &Names) -> TokenStream {
    let (own, field) = (&end.name, &end.box_name);
    let Some(index) = &end.index else {
        return quote_spanned!(field.span()=> #own.#field);
    };
    let (mut several, role) = (several(end), roles::own_at(end, index));
    several.set_span(Span::mixed_site().located_at(index.span()));
    let (name, wiring) = (plan::box_name(end), names.wiring(field.span()));
    quote_spanned! {index.span()=> {
        #role
        let (found_, exists_) = own_at({ &mut #several });
        #wiring.missing(#number, #name, exists_);
        found_
    }}
}

pub(super) struct Writer<'a> {
    pub(super) names: &'a Names,
    rows: &'a Rows,
    pub(super) link: &'a Link,
    /// The link's place in the graph.
    at: usize,
    /// The number of the first target's linkage.
    first: usize,
}

impl Writer<'_> {
    /// `A.outbox -> ..`
    fn link_out(&self, index: usize) -> (TokenStream, TokenStream) {
        let from = &self.link.from;
        let span = from.box_name.span();
        let address = boxes::port(from, index, self.names);
        let (role, element, ticket) = (roles::sends(from), element(from), boxes::ticket(from));
        let exists = self.exists(from, self.first, span);
        let (attach, arrivals) = (self.attach(index), self.arrivals());
        let [port, end, pass] = ["port", "end", "_pass"].map(|name| local(name, span));
        let (sent, tickets) = (boxes::ticket_variable(self.at, None), self.tickets());
        let lent = self.lent();
        let passes = if self.passes() {
            quote_spanned!(span=> ::core::convert::identity)
        } else {
            quote_spanned!(span=> ())
        };
        let block = quote_spanned! {span=>
            {
                let #port = #address;
                let #sent = #ticket;
                #element
                let (#end, (#sent, #pass)) = { #role sends({ #port }, (#sent, #passes)) };
                #exists
                #attach
                (#sent, #arrivals #lent)
            }
        };
        (quote!((#sent, #(#tickets)* #lent)), block)
    }

    /// Leads an outbox to its targets.
    fn attach(&self, index: usize) -> TokenStream {
        let Link { from, targets, .. } = self.link;
        let span = from.box_name.span();
        let wiring = self.names.wiring(span);
        let [end, out] = ["end", "out"].map(|name| local(name, span));
        if let [target] = &targets[..]
            && !target.end.is_own()
            && from.box_name != "signal"
        {
            return self.only_way(self.first, target);
        }
        let ways = targets
            .iter()
            .enumerate()
            .map(|(at, target)| self.way(self.first + at, target));
        let outgoing = self.outgoing();
        let attach = if from.box_name == "signal" {
            quote_spanned!(span=> #wiring.signal(#index, #end.attach(#outgoing));)
        } else {
            quote_spanned!(span=> #end.attach(#outgoing);)
        };
        quote_spanned! {span=>
            let mut #out = #end.out();
            #(#ways)*
            #attach
        }
    }

    /// `self.inbox -> B.inbox`
    fn pass_through(&self) -> (TokenStream, TokenStream) {
        let Link { from, targets, .. } = self.link;
        let [target] = &targets[..] else {
            return (quote!(_), quote!(()));
        };
        let (come_in, tickets) = (self.come_in(), self.tickets());
        let (inbox, wiring) = (
            inbox(self.first, target),
            self.names.wiring(target.end.span()),
        );
        let via = target.via.as_ref().map(|via| {
            let (convert, begin) = carry::conversion(from, &target.end, via, &inbox);
            quote_spanned!(via.span()=> #begin let #inbox = #wiring.inbox_via(#inbox, #convert);)
        });
        let arrivals = self.arrivals();
        let block = quote_spanned! {from.box_name.span()=>
            {
                let #inbox = #come_in;
                #via
                (#arrivals)
            }
        };
        (quote!((#(#tickets)*)), block)
    }

    /// `self.inbox -> [B.inbox, C.inbox]`: a component of its own copies.
    fn fan_out(&self, member: usize, var: &syn::Ident) -> (TokenStream, TokenStream) {
        let Link { from, targets, .. } = self.link;
        let span = from.box_name.span();
        let (wiring, come_in) = (self.names.wiring(span), self.come_in());
        let ways = targets
            .iter()
            .enumerate()
            .map(|(at, target)| self.way(self.first + at, target));
        let (outgoing, arrivals, tickets) = (self.outgoing(), self.arrivals(), self.tickets());
        let [inbox, out] = ["inbox", "out"].map(|name| local(name, span));
        let block = quote_spanned! {span=>
            {
                let #inbox = #come_in;
                #wiring.come_in(#member, &#inbox);
                let mut #out = ::kamaelia::__private::Out::of(&#inbox);
                #(#ways)*
                let mut #var = ::kamaelia::__private::Fanout::new(#inbox, #outgoing);
                #wiring.enter(#member, &mut #var);
                (#var, #arrivals)
            }
        };
        (quote!((#var, #(#tickets)*)), block)
    }

    /// Whether the address of the only target goes through what `sends` gives:
    /// if that fails, nothing more is said of this linkage.
    pub(super) fn passes(&self) -> bool {
        let is_child = |target: &LinkTarget| !target.end.is_own();
        !self.link.from.is_own()
            && self.link.targets.len() == 1
            && self.link.targets.iter().all(is_child)
    }

    /// The variable of the conversion, which two transforms in a row take in.
    pub(super) fn lent(&self) -> Option<syn::Ident> {
        let converted = self.link.targets.iter().any(|target| target.via.is_some());
        (converted && self.rows.has(self.at)).then(|| row::lent(self.at))
    }

    /// What happens at each target, and the tickets of their boxes.
    fn arrivals(&self) -> TokenStream {
        let Link { from, targets, .. } = self.link;
        let arrivals = targets
            .iter()
            .enumerate()
            .map(|(at, target)| match target.end.owner {
                Owner::Child(reader) => self.arrival(self.first + at, target, reader, from),
                Owner::Own => quote!((),),
            });
        arrivals.collect()
    }

    fn tickets(&self) -> Vec<TokenStream> {
        let targets = 0..self.link.targets.len();
        let tickets = targets.map(|target| {
            let ticket = boxes::ticket_variable(self.at, Some(target));
            quote!(#ticket,)
        });
        tickets.collect()
    }

    fn come_in(&self) -> TokenStream {
        let from = &self.link.from;
        let (role, own) = (roles::comes_in(from), own_box(from, self.first, self.names));
        quote_spanned!(from.box_name.span()=> { #role comes_in(#own) })
    }

    /// One way, or several that each get a copy.
    fn outgoing(&self) -> TokenStream {
        let Link {
            from,
            arrow,
            targets,
        } = self.link;
        let out = local("out", from.box_name.span());
        if targets.len() == 1 {
            return quote_spanned!(from.box_name.span()=> #out.single());
        }
        let role = carry::several(from, arrow.spans[0]);
        quote_spanned!(arrow.spans[0]=> {
            #role
            #[allow(unused_braces)]
            let all_ = several({ #out });
            all_
        })
    }

    /// One of several boxes: a `Vec` of them may be too short.
    pub(super) fn exists(&self, end: &End, number: usize, span: Span) -> Option<TokenStream> {
        end.index.as_ref()?;
        let (name, wiring) = (plan::box_name(end), self.names.wiring(span));
        let is = local("end", span);
        Some(quote_spanned!(span=> #wiring.missing(#number, #name, #is.exists());))
    }
}

/// `let port = at(port);` for one of several boxes of a kind.
pub(super) fn element(end: &End) -> Option<TokenStream> {
    let index = end.index.as_ref()?;
    let role = roles::at(end, index);
    let port = local("port", index.span());
    Some(quote_spanned!(index.span()=> let #port = { #role at({ #port }) };))
}

pub(super) fn inbox(number: usize, target: &LinkTarget) -> syn::Ident {
    let span = Span::mixed_site().located_at(target.end.box_name.span());
    format_ident!("inbox_{number}", span = span)
}
