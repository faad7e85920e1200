//! Writes linkages.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::names::{Names, local};
use super::{boxes, plan, roles};
use crate::graphline::ast::{Policy, PolicyKind};
use crate::graphline::graph::{End, Graph, Link, LinkTarget, Owner};

/// Every linkage of the graph, in the order written.
pub(crate) fn links(graph: &Graph, names: &Names) -> TokenStream {
    let own = own_outboxes(graph, names);
    let mut number = 0;
    let links = graph.links.iter().enumerate().map(|(at, link)| {
        let writer = Writer {
            graph,
            names,
            link,
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
    let links: TokenStream = links.collect();
    quote!(#own #links)
}

/// `let own_frames = goes_out(self.frames);`: moved once, shared by those that
/// lead there, and gone when they have it.
fn own_outboxes(graph: &Graph, names: &Names) -> TokenStream {
    let targets = || graph.links.iter().flat_map(|link| &link.targets);
    let own = names.own_outboxes().iter().filter_map(|(name, var)| {
        let end = targets()
            .map(|target| &target.end)
            .find(|end| end.owner == Owner::Own && end.box_name == name)?;
        let role = roles::goes_out(end);
        let (own, field) = (&end.name, &end.box_name);
        Some(quote_spanned! {field.span()=> let #var = { #role goes_out(#own.#field) }; })
    });
    own.collect()
}

struct Writer<'a> {
    graph: &'a Graph,
    names: &'a Names,
    link: &'a Link,
    /// The number of the first target's linkage.
    first: usize,
}

impl Writer<'_> {
    /// `A.outbox -> ..`
    fn link_out(&self, index: usize) -> TokenStream {
        let Link { from, targets, .. } = self.link;
        let span = from.box_name.span();
        let wiring = self.names.wiring(span);
        let address = boxes::port(from, index, self.names);
        let mark = boxes::mark(from, index, self.graph, self.names);
        let (role, element) = (roles::sends(from), element(from));
        let exists = self.exists(from, self.first, span);
        let ways = targets
            .iter()
            .enumerate()
            .map(|(at, target)| self.way(self.first + at, target));
        let arrivals = targets
            .iter()
            .enumerate()
            .map(|(at, target)| match target.end.owner {
                Owner::Child(reader) => self.arrival(self.first + at, target, reader, from),
                Owner::Own => TokenStream::new(),
            });
        let outgoing = self.outgoing();
        let end = local("end", span);
        let attach = if from.box_name == "signal" {
            quote_spanned!(span=> #wiring.signal(#index, #end.attach(#outgoing));)
        } else {
            quote_spanned!(span=> #end.attach(#outgoing);)
        };
        let [port, end, out] = ["port", "end", "out"].map(|name| local(name, span));
        quote_spanned! {span=>
            let #port = #address;
            #mark
            #element
            let #end = { #role sends({ #port }) };
            #exists
            let mut #out = #end.out();
            #(#ways)*
            #attach
            #(#arrivals)*
        }
    }

    /// `self.inbox -> B.inbox`
    fn pass_through(&self) -> TokenStream {
        let Link { from, targets, .. } = self.link;
        let come_in = self.come_in();
        let arrivals = targets.iter().enumerate().map(|(at, target)| {
            let Owner::Child(reader) = target.end.owner else {
                return TokenStream::new();
            };
            let number = self.first + at;
            let (inbox, wiring) = (inbox(number, target), self.names.wiring(target.end.span()));
            let via = target.via.as_ref().map(
                |via| quote_spanned!(via.span()=> let #inbox = #wiring.inbox_via(#inbox, #via);),
            );
            let arrival = self.arrival(number, target, reader, from);
            quote_spanned! {from.box_name.span()=>
                let #inbox = #come_in;
                #via
                #arrival
            }
        });
        arrivals.collect()
    }

    /// `self.inbox -> [B.inbox, C.inbox]`: a component of its own copies.
    fn fan_out(&self, member: usize, var: &syn::Ident) -> TokenStream {
        let Link { from, targets, .. } = self.link;
        let span = from.box_name.span();
        let wiring = self.names.wiring(span);
        let come_in = self.come_in();
        let ways = targets
            .iter()
            .enumerate()
            .map(|(at, target)| self.way(self.first + at, target));
        let arrivals = targets.iter().enumerate().filter_map(|(at, target)| {
            let Owner::Child(reader) = target.end.owner else {
                return None;
            };
            Some(self.arrival(self.first + at, target, reader, from))
        });
        let outgoing = self.outgoing();
        let [inbox, out] = ["inbox", "out"].map(|name| local(name, span));
        quote_spanned! {span=>
            let #inbox = #come_in;
            #wiring.pass_in(#member, &#inbox);
            let mut #out = ::kamaelia::__private::Out::of(&#inbox);
            #(#ways)*
            let mut #var = ::kamaelia::__private::Fanout::new(#inbox, #outgoing);
            #wiring.enter(&mut #var);
            #(#arrivals)*
        }
    }

    fn come_in(&self) -> TokenStream {
        let from = &self.link.from;
        let (own, field) = (&from.name, &from.box_name);
        let role = roles::comes_in(from);
        quote_spanned!(field.span()=> { #role comes_in(#own.#field) })
    }

    /// Leads `out` to one target.
    fn way(&self, number: usize, target: &LinkTarget) -> TokenStream {
        let span = target.end.box_name.span();
        let wiring = self.names.wiring(span);
        if let Some(own) = self
            .names
            .own_outbox(&target.end)
            .filter(|_| target.end.is_own())
        {
            return self.way_out(target, own);
        }
        let (policy, inbox) = (policy_variable(number, span), inbox(number, target));
        let out = local("out", span);
        let chosen = policy_value(target.policy.as_ref(), span);
        match &target.via {
            None => quote_spanned! {span=>
                let #policy = #chosen;
                let #inbox = #wiring.link(#number, &mut #out, #policy);
            },
            Some(via) => quote_spanned! {via.span()=>
                let #policy = #chosen;
                let #inbox = #wiring.link_via(#number, &mut #out, #policy, #via);
            },
        }
    }

    /// `.. -> self.outbox`
    fn way_out(&self, target: &LinkTarget, own: &syn::Ident) -> TokenStream {
        let mut own = own.clone();
        own.set_span(Span::mixed_site().located_at(target.end.box_name.span()));
        let [out, same] = ["out", "same"].map(|name| local(name, target.end.box_name.span()));
        match &target.via {
            Some(via) => quote_spanned!(via.span()=> #out.adopt_via(#own.share_end(), #via);),
            None => {
                let role = roles::fits(&self.link.from, &target.end, false);
                quote_spanned! {target.end.box_name.span()=>
                    let #same = { #role fits({ ::kamaelia::__private::pair(&#out, &#own) }) };
                    #out.adopt(#same.outgoing(#own.share_end()));
                }
            }
        }
    }

    /// Leads what was sent to a component's inbox.
    fn arrival(
        &self,
        number: usize,
        target: &LinkTarget,
        reader: usize,
        from: &End,
    ) -> TokenStream {
        let to = &target.end;
        let span = to.box_name.span();
        let wiring = self.names.wiring(span);
        let inbox = inbox(number, target);
        let address = boxes::port(to, reader, self.names);
        let mark = boxes::mark(to, reader, self.graph, self.names);
        let element = element(to);
        let holds = self.holds(target);
        let (receives, fits) = (
            roles::receives(to),
            roles::fits(from, to, target.via.is_some()),
        );
        let exists = self.exists(to, number, span);
        let [port, end, same] = ["port", "end", "same"].map(|name| local(name, span));
        let fit = (!from.is_own() || self.link.targets.len() > 1).then(|| {
            let policy = policy_variable(number, span);
            quote_spanned!(span=> #wiring.fit(#number, #policy, &#end);)
        });
        let pass_in = (from.is_own() && self.link.targets.len() == 1)
            .then(|| quote_spanned!(span=> #wiring.pass_in(#reader, &#inbox);));
        let attach = if to.box_name == "control" {
            quote_spanned!(span=> #wiring.control(#number, #reader, #end.attach(#inbox));)
        } else {
            quote_spanned!(span=> #end.attach(#inbox);)
        };
        quote_spanned! {span=>
            let #port = #address;
            #mark
            #element
            #holds
            let #end = { #receives receives({ #port }) };
            #exists
            #fit
            let #same = { #fits fits({ ::kamaelia::__private::pair(&#inbox, &#end) }) };
            let #inbox = #same.inbox(#inbox);
            #pass_in
            #attach
        }
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
        let role = roles::several(from, arrow.spans[0]);
        quote_spanned!(arrow.spans[0]=> { #role several({ #out }) })
    }

    /// A literal capacity is compared with the reader's batch now.
    fn holds(&self, target: &LinkTarget) -> Option<TokenStream> {
        let policy = target.policy.as_ref()?;
        let capacity = policy.literal()?;
        let span = policy.amount.as_ref()?.span();
        let role = roles::holds(&self.link.from, &target.end, capacity, span);
        let port = local("port", span);
        Some(quote_spanned!(span=> { #role holds({ &#port }); }))
    }

    /// One of several boxes: a `Vec` of them may be too short.
    fn exists(&self, end: &End, number: usize, span: Span) -> Option<TokenStream> {
        end.index.as_ref()?;
        let (name, wiring) = (plan::box_name(end), self.names.wiring(span));
        let is = local("end", span);
        Some(quote_spanned!(span=> #wiring.missing(#number, #name, #is.exists());))
    }
}

/// `let port = at(port);` for one of several boxes of a kind.
fn element(end: &End) -> Option<TokenStream> {
    let index = end.index.as_ref()?;
    let role = roles::at(end, index);
    let port = local("port", index.span());
    Some(quote_spanned!(index.span()=> let #port = { #role at({ #port }) };))
}

fn inbox(number: usize, target: &LinkTarget) -> syn::Ident {
    let span = Span::mixed_site().located_at(target.end.box_name.span());
    format_ident!("inbox_{number}", span = span)
}

fn policy_variable(number: usize, span: Span) -> syn::Ident {
    format_ident!(
        "policy_{number}",
        span = Span::mixed_site().located_at(span)
    )
}

/// `Some(Policy::capacity(8))`, or `None` for the default.
fn policy_value(policy: Option<&Policy>, span: Span) -> TokenStream {
    let none = quote_spanned!(span=> ::core::option::Option::None);
    let Some(policy) = policy else { return none };
    let constructor = match policy.kind {
        PolicyKind::Capacity => quote_spanned!(policy.span=> capacity),
        PolicyKind::Unbounded => quote_spanned!(policy.span=> unbounded),
        PolicyKind::Latest => quote_spanned!(policy.span=> latest),
        PolicyKind::DropNewest => quote_spanned!(policy.span=> drop_newest),
        PolicyKind::DropOldest => quote_spanned!(policy.span=> drop_oldest),
        PolicyKind::Unknown => return none,
    };
    let amount = policy.amount.as_ref();
    quote_spanned! {policy.span=>
        ::core::option::Option::Some(::kamaelia::__private::Policy::#constructor(#amount))
    }
}
