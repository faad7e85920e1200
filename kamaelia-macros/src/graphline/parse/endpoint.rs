//! `SPLIT.outbox[0]`: a component, its box, its place among several boxes.

use std::fmt::Display;

use proc_macro2::{Delimiter, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitInt, LitStr, Result, Token, bracketed, token};

use super::{Statements, here, skip, starts_statement};
use crate::graphline::ast::Endpoint;

/// An endpoint; `missing` says what to write if there is none.
pub(super) fn endpoint(
    statements: &mut Statements<'_>,
    input: ParseStream,
    missing: impl Display,
) -> Result<Endpoint> {
    let name = component(input, missing)?;
    let box_name = box_name(statements, input, &name)?;
    let index = index(input, &name, box_name.as_ref())?;
    let endpoint = Endpoint {
        name,
        box_name,
        index,
    };
    match refuse_more(input, &endpoint) {
        Ok(()) => Ok(endpoint),
        Err(error) => {
            statements.keep(endpoint);
            Err(error)
        }
    }
}

fn component(input: ParseStream, missing: impl Display) -> Result<Ident> {
    if let Ok(name) = input.call(Ident::parse_any) {
        return Ok(name);
    }
    if input.peek(Token![.]) {
        return Err(here(
            input,
            "the component is missing before the dot: write `A.outbox`",
        ));
    }
    if is_quoted(input) {
        return Err(here(
            input,
            "names are written without quotes: write `A.outbox -> B.inbox;`",
        ));
    }
    Err(here(input, missing))
}

/// Whether `"A"` or `("A", ..` comes next.
fn is_quoted(input: ParseStream) -> bool {
    match input.cursor().group(Delimiter::Parenthesis) {
        Some((inside, ..)) => is_text(inside.token_tree()),
        None => input.peek(LitStr),
    }
}

fn is_text<Rest>(token: Option<(TokenTree, Rest)>) -> bool {
    let Some((TokenTree::Literal(literal), _)) = token else {
        return false;
    };
    literal.to_string().starts_with('"')
}

fn box_name(
    statements: &mut Statements<'_>,
    input: ParseStream,
    name: &Ident,
) -> Result<Option<Ident>> {
    let dot = input.span();
    if input.peek(Token![::]) {
        colons(statements, input, name)?;
    } else if input.peek(Token![:]) && input.peek2(Ident) {
        let colon = input.parse::<Token![:]>()?;
        statements.errors.at(colon, no_colon(input, name));
    } else if input.parse::<Option<Token![.]>>()?.is_none() {
        return Ok(None);
    }
    if input.peek(LitStr) {
        return unquoted(statements, input, name).map(Some);
    }
    if is_next_statement(input, dot) {
        return Err(missing_box(dot, name));
    }
    input
        .parse()
        .map(Some)
        .map_err(|_| no_box(input, dot, name))
}

/// Whether the word in the next line is no box, but the start of a statement after a half written one.
fn is_next_statement(input: ParseStream, dot: Span) -> bool {
    let is_below = input.span().start().line > dot.start().line;
    let goes_on = input.peek2(Token![.]) || input.peek2(Token![=]);
    is_below && goes_on && starts_statement(input)
}

/// `A::outbox` for `A.outbox`. Behind a linkage's arrow it may also be an expression.
fn colons(statements: &mut Statements<'_>, input: ParseStream, name: &Ident) -> Result<()> {
    let ahead = input.fork();
    ahead.parse::<Token![::]>()?;
    let is_box = ahead.parse::<Ident>().is_ok();
    if !is_box || ahead.peek(token::Paren) || ahead.peek(Token![::]) {
        return Err(not_declared(input, name));
    }
    let colons = input.parse::<Token![::]>()?;
    statements.errors.at(colons, no_colon(input, name));
    Ok(())
}

/// What to say of the colons in front of a box.
fn no_colon(input: ParseStream, name: &Ident) -> String {
    let box_name = input.fork().call(Ident::parse_any);
    let box_name = box_name.map_or("inbox".to_owned(), |box_name| box_name.to_string());
    format!("a box follows a dot: write `{name}.{box_name}`")
}

/// Whether `: outbox ->` comes next, which is no type of a component.
pub(super) fn peeks_colon_and_box(input: ParseStream) -> bool {
    let ahead = input.fork();
    if ahead.parse::<Token![:]>().is_err() || ahead.call(Ident::parse_any).is_err() {
        return false;
    }
    if ahead.peek(token::Bracket) {
        skip(&ahead);
    }
    ahead.peek(Token![->])
}

fn not_declared(input: ParseStream, name: &Ident) -> Error {
    here(
        input,
        format!(
            "a linkage names components: declare it with `NAME = {name}..;` and write `NAME.inbox` here"
        ),
    )
}

fn unquoted(statements: &mut Statements<'_>, input: ParseStream, name: &Ident) -> Result<Ident> {
    let quoted: LitStr = input.parse()?;
    let text = format!(
        "a box is written without quotes: write `{name}.{}`",
        quoted.value()
    );
    let error = Error::new(quoted.span(), text);
    match quoted.parse() {
        Ok(box_name) => {
            statements.errors.push(error);
            Ok(box_name)
        }
        Err(_) => Err(error),
    }
}

fn missing_box(dot: Span, name: &Ident) -> Error {
    let text = format!("the box is missing after `{name}.`: write `{name}.inbox`");
    Error::new(dot, text)
}

fn no_box(input: ParseStream, dot: Span, name: &Ident) -> Error {
    match input.call(Ident::parse_any) {
        Ok(word) if word != "_" => {
            let raw = match word.to_string().as_str() {
                "self" | "Self" | "super" | "crate" => String::new(),
                word => format!("; a box of that name is written `{name}.r#{word}`"),
            };
            let text =
                format!("there is no box `{name}.{word}`: `{word}` is a keyword of Rust{raw}");
            Error::new(word.span(), text)
        }
        _ => missing_box(dot, name),
    }
}

fn index(input: ParseStream, name: &Ident, box_name: Option<&Ident>) -> Result<Option<LitInt>> {
    if !input.peek(token::Bracket) {
        return Ok(None);
    }
    let Some(box_name) = box_name else {
        return Err(here(
            input,
            format!("an index follows a box: write `{name}.outbox[0]`"),
        ));
    };
    let content;
    bracketed!(content in input);
    let number = content
        .parse()
        .map_err(|error| not_a_number(&error, name, box_name))?;
    match content.is_empty() {
        true => Ok(Some(number)),
        false => Err(not_a_number(&here(&content, ""), name, box_name)),
    }
}

fn not_a_number(error: &Error, name: &Ident, box_name: &Ident) -> Error {
    let text = format!("an index is a number written out: write `{name}.{box_name}[0]`");
    Error::new(error.span(), text)
}

fn refuse_more(input: ParseStream, endpoint: &Endpoint) -> Result<()> {
    let more = if input.peek(token::Paren) && endpoint.box_name.is_none() {
        return Err(not_declared(input, &endpoint.name));
    } else if input.peek(token::Paren) {
        format!("a box is not called: write `{endpoint}`")
    } else if input.peek(Token![.]) {
        format!("a box has no parts: write `{endpoint}`")
    } else {
        return Ok(());
    };
    Err(here(input, more))
}
