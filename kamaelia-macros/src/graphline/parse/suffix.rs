//! What may follow: `on task` after a component, `with capacity(8)` and `via f` after a target.

use std::fmt::Display;

use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Error, Expr, Ident, Lit, LitInt, Result, Token, parenthesized, token};

use super::{expression, here, skip, words};
use crate::errors::Errors;
use crate::graphline::ast::{Place, Placement, Policy, PolicyKind, Target};
use crate::nearest::by_nearness;

/// `on task` or `on thread`, if one of them comes next.
pub(crate) fn placement(input: ParseStream, errors: &mut Errors) -> Option<Placement> {
    input.parse::<Option<words::on>>().ok()??;
    let Ok(word) = input.call(Ident::parse_any) else {
        errors.push(here(
            input,
            "the placement is missing: write `on task` or `on thread`",
        ));
        return None;
    };
    let place = match word.to_string().as_str() {
        "task" => Place::Task,
        "thread" => Place::Thread,
        other => {
            let known = by_nearness(other, ["on task", "on thread"]).join("` or `");
            errors.at(
                &word,
                format!("there is no placement `{other}`: write `{known}`"),
            );
            return None;
        }
    };
    Some(Placement {
        place,
        span: word.span(),
    })
}

/// The policy and the conversion of `target`, in either order.
pub(super) fn suffixes(target: &mut Target, input: ParseStream, errors: &mut Errors) -> Result<()> {
    let mut found = Errors::default();
    let result = all(target, input, &mut found);
    let place = format!("linkage to `{}`", target.endpoint);
    errors.extend_at(&place, found);
    result
}

fn all(target: &mut Target, input: ParseStream, errors: &mut Errors) -> Result<()> {
    loop {
        if let Some(found) = policy(input, errors)? {
            put_policy(&mut target.policy, found, errors);
        } else if let Some(found) = via(input)? {
            put_via(&mut target.via, found, errors);
        } else {
            return Ok(());
        }
    }
}

/// The policy behind a broadcast, which is that of every target without one.
pub(super) fn shared(
    targets: &mut [Target],
    input: ParseStream,
    errors: &mut Errors,
) -> Result<()> {
    let mut found = Errors::default();
    let result = common(targets, input, &mut found);
    let names: Vec<String> = targets
        .iter()
        .map(|target| target.endpoint.to_string())
        .collect();
    errors.extend_at(&format!("linkages to `{}`", names.join("`, `")), found);
    result
}

fn common(targets: &mut [Target], input: ParseStream, errors: &mut Errors) -> Result<()> {
    let mut common = None;
    loop {
        let span = input.span();
        if let Some(found) = policy(input, errors)? {
            put_policy(&mut common, found, errors);
        } else if via(input)?.is_some() {
            let text = "a conversion belongs to one target: write `[B.inbox via f, C.inbox via g]`";
            return Err(Error::new(span, text));
        } else {
            break;
        }
    }
    for target in targets.iter_mut().filter(|target| target.policy.is_none()) {
        target.policy.clone_from(&common);
    }
    Ok(())
}

/// `with capacity(8)`, if a policy comes next.
fn policy(input: ParseStream, errors: &mut Errors) -> Result<Option<Policy>> {
    if input.parse::<Option<words::with>>()?.is_none() {
        return Ok(None);
    }
    let span = input.span();
    let kind = kind(input, errors);
    let amount = amount(input, kind, errors)?;
    let is_whole = amount.is_some() || !kind.has_amount();
    let kind = if is_whole { kind } else { PolicyKind::Unknown };
    Ok(Some(Policy { kind, amount, span }))
}

/// `via f`, if a conversion comes next.
fn via(input: ParseStream) -> Result<Option<Expr>> {
    match input.parse::<Option<words::via>>()? {
        Some(_) => expression(input, "`via`").map(Some),
        None => Ok(None),
    }
}

fn put_policy(place: &mut Option<Policy>, found: Policy, errors: &mut Errors) {
    if place.is_some() {
        errors.at_span(
            found.span,
            "a linkage has one policy: take one of them away",
        );
    } else {
        *place = Some(found);
    }
}

fn put_via(place: &mut Option<Expr>, found: Expr, errors: &mut Errors) {
    if place.is_some() {
        errors.at(
            found,
            "a linkage has one conversion: write `via |x| g(f(x))` for two",
        );
    } else {
        *place = Some(found);
    }
}

fn kind(input: ParseStream, errors: &mut Errors) -> PolicyKind {
    let Ok(word) = input.call(Ident::parse_any) else {
        let text = "the policy is missing after `with`: write `with capacity(64)` or one of ";
        errors.push(here(input, format!("{text}{}", policies(""))));
        if input.peek(Lit) {
            skip(input);
        }
        return PolicyKind::Unknown;
    };
    let text = word.to_string();
    let known = PolicyKind::ALL.iter().find(|(name, _)| *name == text);
    known.map_or_else(|| unknown(&word, errors), |(_, kind)| *kind)
}

fn unknown(word: &Ident, errors: &mut Errors) -> PolicyKind {
    let known = policies(&word.to_string());
    errors.at(
        word,
        format!("there is no policy `{word}`: write one of {known}"),
    );
    PolicyKind::Unknown
}

/// The forms of all policies, the one most similar to `word` first.
fn policies(word: &str) -> String {
    let names = by_nearness(word, PolicyKind::ALL.map(|(name, _)| name));
    let forms: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", form(name)))
        .collect();
    forms.join(", ")
}

fn form(name: &str) -> String {
    let takes = PolicyKind::ALL
        .iter()
        .any(|(word, kind)| *word == name && kind.has_amount());
    if takes {
        format!("{name}(n)")
    } else {
        name.to_owned()
    }
}

/// The number in brackets, if there is one where there should be one.
fn amount(input: ParseStream, kind: PolicyKind, errors: &mut Errors) -> Result<Option<Expr>> {
    let word = kind.word();
    if !input.peek(token::Paren) {
        if let Some(word) = word.filter(|_| kind.has_amount()) {
            errors.push(unbracketed(input, word));
        }
        return Ok(None);
    }
    let content;
    let bracket = parenthesized!(content in input);
    match word {
        Some(word) if kind.has_amount() => Ok(number(&content, word, errors)),
        Some(word) => {
            errors.at_span(
                bracket.span.join(),
                format!("`{word}` takes no number: write `with {word}`"),
            );
            Ok(None)
        }
        None => Ok(None),
    }
}

/// The `64` without brackets, or the `= 64` of who writes it like a field; or no number.
fn unbracketed(input: ParseStream, word: &str) -> Error {
    let span = input.span();
    let _ = input.parse::<Option<Token![=]>>();
    match input.parse::<Option<LitInt>>() {
        Ok(Some(number)) => {
            let form = format!("`with {word}({number})`");
            let text = format!("the number of `{word}` stands in brackets: write {form}");
            Error::new(span, text)
        }
        _ => Error::new(span, no_number(word)),
    }
}

fn number(content: &ParseBuffer<'_>, word: &str, errors: &mut Errors) -> Option<Expr> {
    let parsed = if content.is_empty() {
        Err(here(content, no_number(word)))
    } else {
        expression(content, &format!("`{word}`"))
    };
    let number = parsed.map_err(|error| errors.push(error)).ok()?;
    if content.is_empty() {
        return Some(number);
    }
    errors.push(here(
        content,
        format!("`{word}` takes one number: write `with {word}(64)`"),
    ));
    None
}

fn no_number(word: &str) -> impl Display {
    format!("`{word}` needs a number: write `with {word}(64)`")
}
