//! What a graph has not: sections, `let`, attributes.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Error, Ident, Result, Token, token};

use crate::errors::Errors;

/// The macro of old had sections; here all statements stand side by side.
pub(super) fn section(input: ParseStream) -> Result<()> {
    let ahead = input.fork();
    let Ok(name) = ahead.call(Ident::parse_any) else {
        return Ok(());
    };
    let is_section = ["components", "linkages"].contains(&name.to_string().to_lowercase().as_str());
    let _ = ahead.parse::<Option<Token![=]>>();
    let _ = ahead.parse::<Option<Token![:]>>();
    if is_section && ahead.peek(token::Brace) {
        let text = format!(
            "a graph has no section `{name}`: write its statements themselves, \
             `NAME = expression;` and `A.outbox -> B.inbox;`"
        );
        return Err(Error::new(name.span(), text));
    }
    Ok(())
}

/// `let NAME = expression;`
pub(super) fn keyword_let(input: ParseStream, errors: &mut Errors) -> Result<()> {
    if let Some(word) = input.parse::<Option<Token![let]>>()? {
        errors.at(
            word,
            "a component is declared without `let`: write `NAME = expression;`",
        );
    }
    Ok(())
}

/// `#[cfg(..)]`, or a doc comment, in front of a statement, which is understood without it.
pub(super) fn attributes(input: ParseStream, errors: &mut Errors) -> Result<()> {
    if !input.peek(Token![#]) || !input.peek2(token::Bracket) {
        return Ok(());
    }
    let attributes = input.call(Attribute::parse_outer)?;
    let Some(first) = attributes.first() else {
        return Ok(());
    };
    let text = if first.path().is_ident("doc") {
        "a statement has no doc comment: write `//`"
    } else if first.path().is_ident("cfg") {
        "a statement has no attributes: what depends on `cfg` is written in the expression, or \
         as a graph of its own"
    } else {
        "a statement has no attributes: write it around the graph"
    };
    errors.at(first, text);
    Ok(())
}
