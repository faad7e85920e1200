//! Names to components. What leads to a name that is not there is reported once and left out; the
//! other end of it still counts as linked.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::{Expr, Ident};

use super::ast::{Declaration, Endpoint, Graphline, Linkage, Target};
use super::graph::{End, Graph, Instance, Link, LinkTarget, Owner};
use crate::errors::Errors;
use crate::nearest::nearest;

/// More names than this are no help to somebody who looks for one.
const LISTED: usize = 6;

/// The component called `self` is the one that the graph belongs to.
const OWN: &str = "self";

/// Finds the component that every name stands for.
pub(crate) fn resolve(graphline: Graphline, errors: &mut Errors) -> Graph {
    let mut names = Names::new(graphline.disputed, errors);
    for declaration in graphline.declarations {
        names.declare(declaration);
    }
    for linkage in graphline.linkages {
        names.link(linkage);
    }
    for endpoint in graphline.loose {
        names.keep(endpoint);
    }
    names.graph
}

struct Names<'e> {
    graph: Graph,
    /// `None` for what is declared, but not usable, which was reported.
    declared: HashMap<String, Option<usize>>,
    /// Whatever is declared, in the order written.
    words: Vec<String>,
    disputed: HashSet<String>,
    unknown: HashSet<String>,
    /// The variables that are components, each with its component.
    used: HashMap<String, Ident>,
    errors: &'e mut Errors,
}

impl<'e> Names<'e> {
    fn new(disputed: Vec<String>, errors: &'e mut Errors) -> Self {
        Self {
            graph: Graph::default(),
            declared: HashMap::new(),
            words: Vec::new(),
            disputed: disputed.into_iter().collect(),
            unknown: HashSet::new(),
            used: HashMap::new(),
            errors,
        }
    }

    fn declare(&mut self, declaration: Declaration) {
        let name = declaration.name.to_string();
        if is_reserved(&name) {
            self.refuse_reserved(&declaration.name);
            self.declared.entry(name).or_insert(None);
        } else if self.declared.contains_key(&name) {
            self.refuse_second(&declaration.name);
        } else {
            let instance = self
                .instance(declaration)
                .map(|instance| self.add(instance));
            self.words.push(name.clone());
            self.declared.insert(name, instance);
        }
    }

    fn instance(&mut self, declaration: Declaration) -> Option<Instance> {
        let Declaration {
            name,
            expression,
            placement,
        } = declaration;
        let expression = expression?;
        if let Some(variable) = variable(&expression)
            && self.is_used(variable, &name)
        {
            return None;
        }
        let disputed = self.disputed.contains(&name.to_string());
        Some(Instance {
            name,
            expression,
            placement,
            disputed,
        })
    }

    fn add(&mut self, instance: Instance) -> usize {
        self.graph.instances.push(instance);
        self.graph.instances.len() - 1
    }

    /// Whether another component took the variable already, which is reported.
    fn is_used(&mut self, variable: &Ident, name: &Ident) -> bool {
        let Some(first) = self.used.get(&variable.to_string()) else {
            self.used.insert(variable.to_string(), name.clone());
            return false;
        };
        let line = line(first.span());
        let text = format!(
            "`{variable}` is already the component `{first}` (line {line}); a component can be \
             used once"
        );
        self.errors.at(variable, text);
        true
    }

    fn refuse_reserved(&mut self, name: &Ident) {
        let text = match name.to_string().as_str() {
            OWN => "`self` is the component that this graph belongs to: choose another name".into(),
            "_" => "a component needs a name: write `NAME = expression;`".into(),
            word => format!("`{word}` is a keyword of Rust: choose another name"),
        };
        self.errors.at(name, text);
    }

    fn refuse_second(&mut self, name: &Ident) {
        let word = name.to_string();
        self.disputed.insert(word.clone());
        let found = self
            .graph
            .instances
            .iter_mut()
            .find(|instance| instance.name == word);
        // Without a first one that is usable, the name was reported already.
        let Some(first) = found else { return };
        first.disputed = true;
        let line = line(first.name.span());
        let text = format!(
            "there is a component `{name}` already, in line {line}: give one of them another name"
        );
        self.errors.at(name, text);
    }

    /// Keeps the linkage with those of its targets that are there.
    fn link(&mut self, linkage: Linkage) {
        let from = self.end(linkage.from, "inbox", "outbox");
        let targets: Vec<LinkTarget> = linkage
            .targets
            .into_iter()
            .filter_map(|target| self.target(target))
            .collect();
        match from {
            Some(from) if targets.is_empty() => self.graph.loose.push(from),
            Some(from) => self.graph.links.push(Link {
                from,
                arrow: linkage.arrow,
                targets,
            }),
            None => self
                .graph
                .loose
                .extend(targets.into_iter().map(|target| target.end)),
        }
    }

    fn target(&mut self, target: Target) -> Option<LinkTarget> {
        let Target {
            endpoint,
            policy,
            via,
        } = target;
        let end = self.end(endpoint, "outbox", "inbox")?;
        Some(LinkTarget { end, policy, via })
    }

    /// Keeps an endpoint that names its box; one that does not tells nothing.
    fn keep(&mut self, endpoint: Endpoint) {
        if endpoint.box_name.is_some() {
            let end = self.end(endpoint, "inbox", "outbox");
            self.graph.loose.extend(end);
        }
    }

    /// The box of a component, or of the graph's own one. The defaults are for a box left out.
    fn end(&mut self, endpoint: Endpoint, own_box: &str, child_box: &str) -> Option<End> {
        let Endpoint {
            name,
            box_name,
            index,
        } = endpoint;
        let owner = self.owner(&name)?;
        let default = if owner == Owner::Own {
            own_box
        } else {
            child_box
        };
        let box_name = box_name.unwrap_or_else(|| Ident::new(default, name.span()));
        Some(End {
            owner,
            name,
            box_name,
            index,
        })
    }

    fn owner(&mut self, name: &Ident) -> Option<Owner> {
        let word = name.to_string();
        match self.declared.get(&word) {
            // `self` too, where somebody has declared it, which was reported.
            Some(found) => found.map(Owner::Child),
            None if word == OWN => Some(Owner::Own),
            None => {
                self.refuse_unknown(name, word);
                None
            }
        }
    }

    /// Reports a name that is nowhere declared, once, and not if a broken statement may do so.
    fn refuse_unknown(&mut self, name: &Ident, word: String) {
        if !self.disputed.contains(&word) && !self.unknown.contains(&word) {
            self.errors.at(
                name,
                format!("no component `{word}` in this graph; {}", self.hint(&word)),
            );
            self.unknown.insert(word);
        }
    }

    fn hint(&self, word: &str) -> String {
        if ["self", "this"].contains(&word.to_lowercase().as_str()) {
            return format!("did you mean `{OWN}`?");
        }
        match (
            nearest(word, self.words.iter().map(String::as_str)),
            &self.words[..],
        ) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, [only]) => format!("there is `{only}`"),
            (None, words) if (2..=LISTED).contains(&words.len()) => {
                format!("there are `{}`", words.join("`, `"))
            }
            (None, _) => format!("declare it: `{word} = expression;`"),
        }
    }
}

/// Whether Rust keeps the word for itself.
fn is_reserved(word: &str) -> bool {
    syn::parse_str::<Ident>(word).is_err()
}

/// The variable that the expression is, if it is one. A constant or a unit struct may be used
/// twice, and starts with a capital.
fn variable(expression: &Expr) -> Option<&Ident> {
    let Expr::Path(path) = expression else {
        return None;
    };
    let name = path.path.get_ident()?;
    let is_lower = name
        .to_string()
        .starts_with(|first: char| first.is_lowercase() || first == '_');
    (is_lower && name != OWN).then_some(name)
}

fn line(span: Span) -> usize {
    span.start().line
}
