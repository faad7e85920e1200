//! What the generated code calls things.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;

use crate::graphline::graph::{End, Graph, Owner};

/// The variables of one expansion. All of them are hygienic: the user's
/// expressions cannot see them.
pub(crate) struct Names {
    vars: Vec<Ident>,
    /// Links, by their place in the graph, that need a component of their own:
    /// an inbox of `self` that leads to several components.
    fanouts: Vec<(usize, Ident)>,
    /// The boxes of `self` that messages go out by.
    own_outboxes: Vec<(String, Ident)>,
    open_ends: bool,
}

impl Names {
    pub(crate) fn of(graph: &Graph) -> Names {
        let vars = graph
            .instances
            .iter()
            .enumerate()
            .map(|(at, instance)| variable(&instance.name, at));
        let fanouts = graph
            .links
            .iter()
            .enumerate()
            .filter(|(_, link)| link.from.owner == Owner::Own && link.targets.len() > 1);
        let fanouts =
            fanouts.map(|(at, link)| (at, local(&format!("fan_{at}"), link.from.box_name.span())));
        Names {
            vars: vars.collect(),
            fanouts: fanouts.collect(),
            own_outboxes: own_outboxes(graph),
            open_ends: false,
        }
    }

    /// For a pipeline: its first inbox and its last outbox may be open.
    pub(crate) fn of_pipeline(graph: &Graph) -> Names {
        Names {
            open_ends: true,
            ..Names::of(graph)
        }
    }

    pub(crate) fn open_ends(&self) -> bool {
        self.open_ends
    }

    /// The components' variables, in the order of the graph.
    pub(crate) fn vars(&self) -> &[Ident] {
        &self.vars
    }

    /// A component's variable, at a place where the user wrote its name.
    pub(crate) fn var(&self, index: usize, span: Span) -> Ident {
        let mut var = self.vars[index].clone();
        var.set_span(Span::mixed_site().located_at(span));
        var
    }

    /// What the compiler calls an instance. In a pipeline instances are called
    /// like their types, of which the compiler would give the path then.
    pub(crate) fn shown(&self, name: &Ident) -> Ident {
        if self.open_ends {
            Ident::new(&plain(name).to_uppercase(), name.span())
        } else {
            name.clone()
        }
    }

    pub(crate) fn wiring(&self, span: Span) -> Ident {
        local("wiring", span)
    }

    pub(crate) fn fanouts(&self) -> &[(usize, Ident)] {
        &self.fanouts
    }

    /// The component that stands in for an inbox of `self`, and its index.
    pub(crate) fn fanout(&self, link: usize) -> Option<(usize, &Ident)> {
        let at = self.fanouts.iter().position(|(of, _)| *of == link)?;
        Some((self.vars.len() + at, &self.fanouts[at].1))
    }

    /// The boxes of `self` that messages go out by: the box, with its number if it is one of
    /// several, and the variable that it is moved to.
    pub(crate) fn own_outboxes(&self) -> &[(String, Ident)] {
        &self.own_outboxes
    }

    pub(crate) fn own_outbox(&self, end: &End) -> Option<&Ident> {
        let name = own_name(end);
        self.own_outboxes
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, var)| var)
    }
}

/// What tells a box of `self` from the others: `frames`, or `0_frames` of several.
pub(super) fn own_name(end: &End) -> String {
    let name = plain(&end.box_name);
    match &end.index {
        Some(index) => format!("{}_{name}", index.base10_digits()),
        None => name,
    }
}

/// The variable of all the boxes of `self` that have one name.
pub(super) fn own_several(end: &End) -> Ident {
    local(
        &format!("several_{}", plain(&end.box_name)),
        end.box_name.span(),
    )
}

fn own_outboxes(graph: &Graph) -> Vec<(String, Ident)> {
    let mut own: Vec<(String, Ident)> = Vec::new();
    for end in graph
        .links
        .iter()
        .flat_map(|link| &link.targets)
        .map(|target| &target.end)
    {
        let name = own_name(end);
        if end.owner == Owner::Own && !own.iter().any(|(known, _)| *known == name) {
            let var = local(&format!("own_{name}"), end.box_name.span());
            own.push((name, var));
        }
    }
    own
}

/// A component's variable. Names that differ in their capitals alone become
/// two, by the number.
fn variable(name: &Ident, at: usize) -> Ident {
    local(&format!("{}_{at}", plain(name).to_lowercase()), name.span())
}

/// A name without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// A variable, hygienic, at the user's word. No constant of the user's is
/// called like it: that would be a pattern.
pub(crate) fn local(name: &str, span: Span) -> Ident {
    format_ident!("{name}_", span = Span::mixed_site().located_at(span))
}
