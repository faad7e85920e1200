//! Tokens to a [`Graphline`]. A statement that is not understood is reported and skipped, and
//! parsing goes on behind it, so that one mistake hides nothing else, from the compiler as from an
//! editor in which a statement is half typed.

mod endpoint;
mod foreign;
mod linkage;
mod suffix;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typing;

pub(crate) use self::suffix::placement;

use std::fmt::Display;

use proc_macro2::{Punct, Spacing, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Error, Expr, Ident, Result, Token, Type, token};

use super::ast::{Declaration, Endpoint, Graphline, Placement};
use crate::errors::Errors;

mod words {
    syn::custom_keyword!(on);
    syn::custom_keyword!(via);
    syn::custom_keyword!(with);
}

/// Understands as much of a graph as it can.
pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Graphline {
    let mut statements = Statements {
        graphline: Graphline::default(),
        errors,
    };
    // All that this could still complain about are tokens left in brackets, which were reported.
    let _ = (|input: ParseStream| statements.all(input)).parse2(terminated(tokens));
    statements.graphline
}

/// An expression up to where it cannot go on; `owner` says whose it is.
pub(crate) fn expression(input: ParseStream, owner: &str) -> Result<Expr> {
    input.parse().map_err(|error| {
        Error::new(
            error.span(),
            format!("the expression of {owner} does not parse: {error}"),
        )
    })
}

/// What was understood so far.
struct Statements<'e> {
    graphline: Graphline,
    errors: &'e mut Errors,
}

impl Statements<'_> {
    fn all(&mut self, input: ParseStream) -> Result<()> {
        while !input.is_empty() {
            let start = input.cursor();
            if let Err(error) = self.statement(input) {
                self.errors.push(error);
                self.recover(start, input);
            }
        }
        Ok(())
    }

    fn statement(&mut self, input: ParseStream) -> Result<()> {
        if input.parse::<Option<Token![;]>>()?.is_some() {
            return Ok(());
        }
        foreign::attributes(input, self.errors)?;
        foreign::keyword_let(input, self.errors)?;
        foreign::section(input)?;
        if declares(input) {
            self.declaration(input)
        } else {
            self.linkage(input)
        }
    }

    fn declaration(&mut self, input: ParseStream) -> Result<()> {
        let name = input.call(Ident::parse_any)?;
        self.equals(input, &name)?;
        match component(input, &name) {
            Ok(expression) => self.placed(name, expression, input),
            Err(error) => {
                self.declare(name, None, None);
                Err(error)
            }
        }
    }

    fn placed(&mut self, name: Ident, expression: Expr, input: ParseStream) -> Result<()> {
        let placement = placement(input, self.errors);
        let expected = match placement {
            None => "`;`, `on task` or `on thread`",
            Some(_) => "`;`",
        };
        self.declare(name, Some(expression), placement);
        self.end(input, expected)
    }

    fn declare(&mut self, name: Ident, expression: Option<Expr>, placement: Option<Placement>) {
        self.graphline.declarations.push(Declaration {
            name,
            expression,
            placement,
        });
    }

    /// The `=`, or a `:` for which it is taken.
    fn equals(&mut self, input: ParseStream, name: &Ident) -> Result<()> {
        if let Some(colon) = input.parse::<Option<Token![:]>>()? {
            let form = format!("a component is declared with `=`: write `{name} = expression;`");
            self.errors.at(colon, form);
            skip_type(input);
            input.parse::<Option<Token![=]>>()?;
        } else {
            input.parse::<Token![=]>()?;
        }
        Ok(())
    }

    /// The `;`, or what stands in its place.
    fn end(&mut self, input: ParseStream, expected: &str) -> Result<()> {
        if input.parse::<Option<Token![;]>>()?.is_some() {
            return Ok(());
        }
        if let Some(comma) = input.parse::<Option<Token![,]>>()? {
            self.errors
                .at(comma, "a statement ends with `;`: write `;` for `,`");
        } else if starts_statement(input) {
            self.errors.at_span(
                input.span(),
                "missing `;`: write it in front of this statement",
            );
        } else {
            return Err(here(
                input,
                format!("this belongs to no statement; there may be {expected} here"),
            ));
        }
        Ok(())
    }

    /// Goes to the end of a broken statement, or to where the next one starts without one.
    fn recover(&mut self, start: Cursor, input: ParseStream) {
        if input.cursor() == start {
            skip_part(input);
        }
        while !input.is_empty() && !input.peek(Token![;]) && !starts_statement(input) {
            skip_part(input);
        }
        self.dispute(start, input.cursor());
    }

    /// Writes down what a broken statement was about.
    fn dispute(&mut self, mut start: Cursor, end: Cursor) {
        while start != end {
            let Some((token, rest)) = start.token_tree() else {
                return;
            };
            self.dispute_words(token);
            start = rest;
        }
    }

    fn dispute_words(&mut self, token: TokenTree) {
        match token {
            TokenTree::Ident(word) => self.graphline.disputed.push(word.to_string()),
            TokenTree::Group(group) => {
                group
                    .stream()
                    .into_iter()
                    .for_each(|token| self.dispute_words(token));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }

    /// Keeps an endpoint of a broken linkage: an editor may be asking for the boxes there are.
    fn keep(&mut self, endpoint: Endpoint) {
        self.graphline.loose.push(endpoint);
    }
}

/// Ends the last statement too, so that whatever is missing there has a place to be missed at.
fn terminated(tokens: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if let Some(last) = tokens.last() {
        let mut end = Punct::new(';', Spacing::Alone);
        end.set_span(last.span());
        tokens.push(end.into());
    }
    tokens.into_iter().collect()
}

/// Whether `NAME =` comes next, or a `NAME :` that was meant so.
fn declares(input: ParseStream) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok()
        && (peeks_equals(&ahead) || peeks_colon(&ahead) && !endpoint::peeks_colon_and_box(&ahead))
}

fn peeks_equals(input: ParseStream) -> bool {
    input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>])
}

fn peeks_colon(input: ParseStream) -> bool {
    input.peek(Token![:]) && !input.peek(Token![::])
}

/// The type in `NAME: Type = expression;`
fn skip_type(input: ParseStream) {
    let ahead = input.fork();
    if ahead.parse::<Type>().is_ok() && peeks_equals(&ahead) {
        let _ = input.parse::<Type>();
    }
}

/// The expression of a declaration, told from the next statement.
fn component(input: ParseStream, name: &Ident) -> Result<Expr> {
    if input.peek(Token![;]) || starts_statement(input) {
        let text =
            format!("the expression of `{name}` is missing: write `{name} = Component::new(..);`");
        return Err(here(input, text));
    }
    expression(input, &format!("`{name}`"))
}

/// Whether a declaration or a linkage comes next for certain.
fn starts_statement(input: ParseStream) -> bool {
    let ahead = input.fork();
    if ahead.call(Ident::parse_any).is_err() {
        return false;
    }
    if peeks_equals(&ahead) {
        return true;
    }
    if ahead.parse::<Token![.]>().is_ok() && ahead.call(Ident::parse_any).is_err() {
        return false;
    }
    if ahead.peek(token::Bracket) {
        skip(&ahead);
    }
    ahead.peek(Token![->])
}

/// Leaves one token out, or a dot with its word, which starts no statement.
fn skip_part(input: ParseStream) {
    if input.peek(Token![.]) && input.peek2(Ident::peek_any) {
        skip(input);
    }
    skip(input);
}

/// A mistake at the next token.
pub(crate) fn here(input: ParseStream, message: impl Display) -> Error {
    Error::new(input.span(), message)
}

/// Leaves one token out. At the end there is none, and nothing to do.
pub(crate) fn skip(input: ParseStream) {
    let _ = input.parse::<TokenTree>();
}
