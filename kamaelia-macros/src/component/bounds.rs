//! Type parameters of a component that its boxes carry, and whether they are messages.
//!
//! A macro knows the traits of the standard library by their names, and of others not what
//! they stand for. So a parameter is refused here if its bounds are well known and make no
//! message of it; of any other rustc says whether it is one.

use super::ast::{BoxField, Component};
use super::boxes::bare;
use super::codegen::words;
use crate::errors::Errors;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Generics, Path, Type, TypeParam, TypeParamBound, WherePredicate};

/// Reports every parameter that may be no message, once, where it is declared.
pub(super) fn parameters_are_messages(component: &mut Component<'_>, errors: &mut Errors) {
    let generics = &component.syntax.generics;
    for parameter in generics.type_params() {
        let Some(missing) = Missing::of(parameter, generics) else {
            continue;
        };
        let mut first = None;
        for (name, boxed) in component.boxes_mut() {
            if missing.in_box(boxed, &parameter.ident) {
                boxed.is_of_anything = true;
                first.get_or_insert((boxed.direction.word(), name));
            }
        }
        if let Some((word, name)) = first {
            errors.at(
                &parameter.ident,
                format_args!(
                    "the {word} `{name}` carries `{0}`, which may be no message; write `{0}: \
                     {1}Message`",
                    parameter.ident,
                    written(parameter),
                ),
            );
        }
    }
}

/// `Clone + ` of `T: Clone`, without what every message is.
fn written(parameter: &TypeParam) -> String {
    let bounds = parameter.bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let is_relaxed = bound.to_token_stream().to_string().starts_with('?');
            let last = &bound.path.segments.last()?.ident;
            Some(format!("{}{last}", if is_relaxed { "?" } else { "" }))
        }
        _ => None,
    });
    bounds
        .filter(|bound| bound != "Send")
        .map(|bound| bound + " + ")
        .collect()
}

/// What keeps a parameter from being a message.
enum Missing {
    /// It may borrow, and so may whatever is made of it.
    Static,
    /// It may not be `Send`, but what is made of it may be, like `fn(T)`.
    Send,
}

impl Missing {
    /// `None` if it is a message, or nobody knows.
    fn of(parameter: &TypeParam, generics: &Generics) -> Option<Missing> {
        let mut bounds: Vec<&TypeParamBound> = parameter.bounds.iter().collect();
        let clause = generics.where_clause.iter();
        for predicate in clause.flat_map(|clause| &clause.predicates) {
            match predicate {
                WherePredicate::Type(one)
                    if one.lifetimes.is_none() && is(&one.bounded_ty, &parameter.ident) =>
                {
                    bounds.extend(&one.bounds);
                }
                other if words(other).contains(&parameter.ident.to_string()) => return None,
                _ => {}
            }
        }
        let (mut is_static, mut is_send) = (false, false);
        for bound in bounds {
            match bound {
                TypeParamBound::Lifetime(lifetime) => is_static |= lifetime.ident == "static",
                TypeParamBound::Trait(bound) if is_known(&bound.path) => {
                    is_send |= bound
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "Send");
                }
                _ => return None,
            }
        }
        match (is_static, is_send) {
            (true, true) => None,
            (true, false) => Some(Missing::Send),
            (false, _) => Some(Missing::Static),
        }
    }

    /// Whether the messages of a box are none for this reason.
    fn in_box(&self, boxed: &BoxField<'_>, parameter: &Ident) -> bool {
        boxed.contents.message().is_some_and(|message| match self {
            Missing::Static => is_made_of(message.to_token_stream(), parameter),
            Missing::Send => is(message, parameter),
        })
    }
}

fn is(ty: &Type, parameter: &Ident) -> bool {
    matches!(bare(ty), Type::Path(path) if path.path.is_ident(parameter))
}

/// Whether the parameter itself stands there, not `T::Item` or `other::T`.
fn is_made_of(tokens: TokenStream, parameter: &Ident) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    let mut after_path = false;
    while let Some(token) = tokens.next() {
        let is_colon =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        match &token {
            TokenTree::Ident(word)
                if word == parameter && !after_path && !tokens.peek().is_some_and(is_colon) =>
            {
                return true;
            }
            TokenTree::Group(group) if is_made_of(group.stream(), parameter) => return true,
            _ => {}
        }
        after_path = is_colon(&token);
    }
    false
}

/// Traits of the standard library that make no message of a type, `Send` aside.
const KNOWN: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
];

fn is_known(path: &Path) -> bool {
    let words: Vec<String> = (path.segments.iter())
        .map(|segment| segment.ident.to_string())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match &words[..] {
        [name] | ["std" | "core", .., name] | ["fmt" | "hash" | "cmp", name] => {
            KNOWN.contains(name)
        }
        _ => false,
    }
}
