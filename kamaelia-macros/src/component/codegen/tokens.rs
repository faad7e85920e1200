//! Looking into the user's tokens, and changing single words of them.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::{Expr, Ident};

/// Every word that occurs.
pub(crate) fn words(tokens: impl ToTokens) -> HashSet<String> {
    let mut found = HashSet::new();
    collect(tokens.into_token_stream(), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut HashSet<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(word) => {
                found.insert(word.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// `ways + 1` as `self.ways + 1`, for every word that names a parameter: a
/// place, so that `ways` copies and `routes.len()` borrows.
pub(crate) fn through_self(expression: &Expr, parameters: &[&Ident]) -> TokenStream {
    replace(expression.to_token_stream(), parameters)
}

fn replace(tokens: TokenStream, parameters: &[&Ident]) -> TokenStream {
    let mut after_path = false;
    let replaced = tokens.into_iter().map(|tree| {
        let names_a_field = after_path;
        after_path =
            matches!(&tree, TokenTree::Punct(punct) if matches!(punct.as_char(), '.' | ':'));
        match tree {
            TokenTree::Ident(word) if !names_a_field && parameters.contains(&&word) => {
                let span = Span::call_site().located_at(word.span());
                let mut field = word;
                field.set_span(span);
                quote_spanned!(span=> self.#field)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), parameters));
                inner.set_span(group.span());
                inner.into_token_stream()
            }
            other => other.into_token_stream(),
        }
    });
    replaced.collect()
}

/// A number as a type, which the compiler can compare: a list of 32 bits, the
/// highest first, `(B0, (B0, .. (B1, ())))`.
pub(crate) fn bits(number: u32) -> TokenStream {
    (0..u32::BITS).fold(quote!(()), |lower, place| {
        let bit = if number >> place & 1 == 0 {
            quote!(B0)
        } else {
            quote!(B1)
        };
        quote!((::kamaelia::__private::#bit, #lower))
    })
}
