//! Writes what a linkage does at its target.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::link::{Writer, element, inbox};
use super::names::local;
use super::{boxes, carry, policy, roles};
use crate::graphline::graph::{End, LinkTarget};

impl Writer<'_> {
    /// Leads `out` to one target.
    pub(super) fn way(&self, number: usize, target: &LinkTarget) -> TokenStream {
        let span = target.end.box_name.span();
        let wiring = self.names.wiring(span);
        if let Some(own) = self
            .names
            .own_outbox(&target.end)
            .filter(|_| target.end.is_own())
        {
            return self.way_out(target, own);
        }
        let (policy, inbox) = (policy::variable(number, span), inbox(number, target));
        let out = local("out", span);
        let chosen = policy::value(target.policy.as_ref(), span);
        match &target.via {
            None => quote_spanned! {span=>
                let #policy = #chosen;
                let #inbox = #wiring.link(#number, &mut #out, #policy);
            },
            Some(via) => {
                let (convert, begin) = carry::conversion(&self.link.from, &target.end, via, &out);
                quote_spanned! {via.span()=>
                    let #policy = #chosen;
                    #begin
                    let #inbox = #wiring.link_via(#number, &mut #out, #policy, #convert);
                }
            }
        }
    }

    /// Leads an outbox to its only target.
    pub(super) fn only_way(&self, number: usize, target: &LinkTarget) -> TokenStream {
        let span = target.end.box_name.span();
        let (wiring, end) = (
            self.names.wiring(span),
            local("end", self.link.from.box_name.span()),
        );
        let (policy, inbox) = (policy::variable(number, span), inbox(number, target));
        let chosen = policy::value(target.policy.as_ref(), span);
        match &target.via {
            None => quote_spanned! {span=>
                let #policy = #chosen;
                let #inbox = #wiring.link_only(#number, #end, #policy);
            },
            Some(via) => {
                let (convert, begin) = carry::conversion(&self.link.from, &target.end, via, &end);
                let link = match self.lent() {
                    Some(lent) => quote_spanned! {via.span()=>
                        let (#inbox, #lent) =
                            #wiring.link_row_via(#number, #end, #policy, #convert);
                    },
                    None => quote_spanned! {via.span()=>
                        let #inbox = #wiring.link_only_via(#number, #end, #policy, #convert);
                    },
                };
                quote_spanned! {via.span()=>
                    let #policy = #chosen;
                    #begin
                    #link
                }
            }
        }
    }

    /// `.. -> self.outbox`
    fn way_out(&self, target: &LinkTarget, own: &syn::Ident) -> TokenStream {
        let mut own = own.clone();
        own.set_span(Span::mixed_site().located_at(target.end.box_name.span()));
        let [out, same, made] =
            ["out", "same", "made"].map(|name| local(name, target.end.box_name.span()));
        let fits = carry::fits(&self.link.from, &target.end, target.via.is_some());
        match &target.via {
            Some(via) => {
                let (convert, begin) = carry::conversion(&self.link.from, &target.end, via, &out);
                quote_spanned! {target.end.box_name.span()=>
                    #begin
                    let #made = #out.after(&#convert);
                    let #same = { #fits fits({ ::kamaelia::__private::pair(&#made, &#own) }) };
                    #out.adopt_via(#same.outgoing(#own.share_end()), #convert);
                }
            }
            None => {
                quote_spanned! {target.end.box_name.span()=>
                    let #same = { #fits fits({ ::kamaelia::__private::pair(&#out, &#own) }) };
                    #out.adopt(#same.outgoing(#own.share_end()));
                }
            }
        }
    }

    /// Leads what was sent to a component's inbox.
    pub(super) fn arrival(
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
        let mut address = boxes::port(to, reader, self.names);
        if self.passes() {
            let pass = local("_pass", span);
            address = quote_spanned!(span=> #pass(#address));
        }
        let (element, ticket) = (element(to), boxes::ticket(to));
        let holds = self.holds(target);
        let (receives, fits) = (
            roles::receives(to),
            carry::fits(from, to, target.via.is_some()),
        );
        let exists = self.exists(to, number, span);
        let [port, end, same] = ["port", "end", "same"].map(|name| local(name, span));
        let policy = policy::variable(number, span);
        let arrive = match (
            from.is_own() && self.link.targets.len() == 1,
            to.box_name == "control",
        ) {
            (true, false) => quote!(#wiring.pass_in(#reader, #end, #same, #inbox);),
            (true, true) => quote!(#wiring.pass_control(#reader, #end, #same, #inbox);),
            (false, false) => quote!(#wiring.arrive(#number, #policy, #end, #same, #inbox);),
            (false, true) => quote!(#wiring.control(#number, #reader, #end, #same, #inbox);),
        };
        let arrived = local("arrived", span);
        quote_spanned! {span=>
            {
                let #port = #address;
                let #arrived = #ticket;
                #element
                #holds
                let (#end, #arrived) = { #receives receives({ #port }, #arrived) };
                #exists
                let #same = { #fits fits({ ::kamaelia::__private::pair(&#inbox, &#end) }) };
                #arrive
                #arrived
            },
        }
    }

    /// A literal capacity is compared with the reader's batch now.
    fn holds(&self, target: &LinkTarget) -> Option<TokenStream> {
        let policy = target.policy.as_ref()?;
        let capacity = policy.literal()?;
        let span = policy.amount.as_ref()?.span();
        let role = carry::holds(&self.link.from, &target.end, capacity, span);
        let port = local("port", span);
        Some(quote_spanned!(span=> { #role holds({ &#port }); }))
    }
}
