//! `pipeline![a, b, c]`: a graph without names, which the macro gives.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Error, Expr, ExprPath, Ident, Result, Token, Type};

use super::ast::{Declaration, Endpoint, Graphline, Linkage, Target};
use super::parse::{expression, here, placement, skip};
use crate::errors::Errors;

/// The same graph as it would be written with names.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Graphline {
    let mut stages = Stages {
        declarations: Vec::new(),
        names: HashSet::new(),
        errors,
    };
    // All that this could still complain about are tokens left in brackets, which were reported.
    let _ = (|input: ParseStream| stages.all(input)).parse2(tokens);
    let declarations = stages.declarations;
    let linkages = declarations
        .windows(2)
        .map(|pair| linkage(&pair[0].name, &pair[1].name));
    Graphline {
        linkages: linkages.collect(),
        declarations,
        ..Graphline::default()
    }
}

struct Stages<'e> {
    declarations: Vec<Declaration>,
    names: HashSet<String>,
    errors: &'e mut Errors,
}

impl Stages<'_> {
    fn all(&mut self, input: ParseStream) -> Result<()> {
        if input.is_empty() {
            self.errors
                .push(here(input, "`pipeline!` needs at least one component"));
        }
        while !input.is_empty() {
            self.stage(input);
        }
        Ok(())
    }

    fn stage(&mut self, input: ParseStream) {
        let span = input.span();
        let number = self.declarations.len() + 1;
        let expression = expression(input, &format!("component {number} of the pipeline"));
        let expression = expression.map_err(|error| self.errors.push(error)).ok();
        let expression = expression.map(|expression| self.without_name(expression));
        let placement = expression
            .as_ref()
            .and_then(|_| placement(input, self.errors));
        let name = self.name(expression.as_ref(), number, span);
        let is_whole = expression.is_some();
        self.declarations.push(Declaration {
            name,
            expression,
            placement,
        });
        self.separator(input, is_whole);
    }

    /// `A = B::new()` is how a graph says it.
    fn without_name(&mut self, expression: Expr) -> Expr {
        match expression {
            Expr::Assign(named) if matches!(*named.left, Expr::Path(_)) => {
                let text = "the components of a pipeline have no names: write the expression \
                            alone, or a `graphline!`";
                self.errors.push(Error::new_spanned(&named.left, text));
                *named.right
            }
            other => other,
        }
    }

    fn separator(&mut self, input: ParseStream, is_whole: bool) {
        if is_whole && !input.is_empty() && !input.peek(Token![,]) {
            let text = "the components of a pipeline are parted by `,`, with `on task` or \
                        `on thread` in front of it";
            self.errors.push(here(input, text));
        }
        // A `;` is meant to part them, too.
        while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
            skip(input);
        }
        skip(input);
    }

    /// A name that no other stage has.
    fn name(&mut self, expression: Option<&Expr>, number: usize, span: Span) -> Ident {
        let own = expression
            .and_then(own_name)
            .filter(|name| syn::parse_str::<Ident>(name).is_ok());
        let name = own.unwrap_or_else(|| format!("stage_{number}"));
        let mut unique = name.clone();
        let mut repeated = 1;
        while !self.names.insert(unique.clone()) {
            repeated += 1;
            unique = format!("{name}_{repeated}");
        }
        Ident::new(&unique, span)
    }
}

/// `A -> B`
fn linkage(from: &Ident, to: &Ident) -> Linkage {
    let target = Target {
        endpoint: bare(to),
        policy: None,
        via: None,
    };
    Linkage {
        from: bare(from),
        arrow: Token![->](to.span()),
        targets: vec![target],
    }
}

fn bare(name: &Ident) -> Endpoint {
    Endpoint {
        name: name.clone(),
        box_name: None,
        index: None,
    }
}

/// What the expression itself calls the component: its type, else its variable or function.
fn own_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Call(call) => own_name(&call.func),
        Expr::MethodCall(call) => own_name(&call.receiver),
        Expr::Await(awaited) => own_name(&awaited.base),
        Expr::Try(tried) => own_name(&tried.expr),
        Expr::Paren(paren) => own_name(&paren.expr),
        Expr::Group(group) => own_name(&group.expr),
        Expr::Reference(reference) => own_name(&reference.expr),
        Expr::Index(index) => own_name(&index.expr),
        Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name.unraw().to_string()),
            syn::Member::Unnamed(_) => own_name(&field.base),
        },
        Expr::Struct(literal) => path_name(&literal.path),
        Expr::Path(ExprPath {
            qself: Some(qself), ..
        }) => match &*qself.ty {
            Type::Path(of) => path_name(&of.path),
            _ => None,
        },
        Expr::Path(path) => path_name(&path.path),
        _ => None,
    }
}

/// The last segment that is written as a type, else the last one.
fn path_name(path: &syn::Path) -> Option<String> {
    let names = || {
        path.segments
            .iter()
            .rev()
            .map(|segment| segment.ident.unraw().to_string())
    };
    let is_type = |name: &String| name.starts_with(char::is_uppercase);
    names().find(is_type).or_else(|| names().next())
}
