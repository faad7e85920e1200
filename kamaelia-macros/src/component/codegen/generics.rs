//! The generics of an item that speaks of messages alone.

use super::tokens::words;
use std::collections::HashSet;
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, Token, Type, TypeParamBound,
    WherePredicate,
};

type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// The generics that occur in a message, with those of their bounds that
/// speak of nothing else: rustc allows no parameter that is not used.
pub(crate) fn used<'a>(all: &Generics, messages: impl Iterator<Item = &'a Type>) -> Generics {
    let used: HashSet<String> = messages.flat_map(words).collect();
    let (kept, dropped): (Vec<&GenericParam>, Vec<&GenericParam>) = all
        .params
        .iter()
        .partition(|param| used.contains(&name_of(param)));
    let dropped: HashSet<String> = dropped.into_iter().map(name_of).collect();
    let kept_names: HashSet<String> = kept.iter().map(|param| name_of(param)).collect();

    let params = kept
        .into_iter()
        .map(|param| without_bounds_on(param, &dropped));
    let mut generics = Generics {
        params: params.collect(),
        ..Generics::default()
    };
    if let Some(clause) = &all.where_clause {
        let kept = clause
            .predicates
            .iter()
            .filter(|one| !words(one).is_disjoint(&kept_names));
        let predicates = kept.filter_map(|predicate| predicate_without(predicate, &dropped));
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}

fn name_of(param: &GenericParam) -> String {
    match param {
        GenericParam::Type(param) => param.ident.to_string(),
        GenericParam::Const(param) => param.ident.to_string(),
        GenericParam::Lifetime(param) => param.lifetime.ident.to_string(),
    }
}

fn without_bounds_on(param: &GenericParam, dropped: &HashSet<String>) -> GenericParam {
    let mut param = param.clone();
    match &mut param {
        GenericParam::Type(ty) => ty.bounds = bounds_without(&ty.bounds, dropped),
        GenericParam::Lifetime(lifetime) => {
            let bounds = std::mem::take(&mut lifetime.bounds);
            lifetime.bounds = bounds
                .into_iter()
                .filter(|bound| words(bound).is_disjoint(dropped))
                .collect();
        }
        GenericParam::Const(_) => {}
    }
    param
}

fn predicate_without(
    predicate: &WherePredicate,
    dropped: &HashSet<String>,
) -> Option<WherePredicate> {
    let mut predicate = predicate.clone();
    if let WherePredicate::Type(ty) = &mut predicate {
        ty.bounds = bounds_without(&ty.bounds, dropped);
    }
    words(&predicate).is_disjoint(dropped).then_some(predicate)
}

/// `Iterator<Item = U> + Into<U> + Clone` without `U`: `Iterator + Clone`.
fn bounds_without(bounds: &Bounds, dropped: &HashSet<String>) -> Bounds {
    let mut bounds = bounds.clone();
    for bound in &mut bounds {
        let TypeParamBound::Trait(bound) = bound else {
            continue;
        };
        let Some(last) = bound.path.segments.last_mut() else {
            continue;
        };
        let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
            continue;
        };
        let all = std::mem::take(&mut arguments.args);
        arguments.args = all
            .into_iter()
            .filter(|argument| {
                !matches!(argument, GenericArgument::AssocType(_))
                    || words(argument).is_disjoint(dropped)
            })
            .collect();
    }
    bounds
        .into_iter()
        .filter(|bound| words(bound).is_disjoint(dropped))
        .collect()
}
