//! What is understood, and what is said about the rest.

mod broadcasts;
mod declarations;
mod good;
mod linkages;
mod policies;
mod soup;

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::parse;
use crate::errors::Errors;
use crate::graphline::ast::{Declaration, Graphline, Linkage, Policy, Target};

/// Every statement of the text as it was understood, then every mistake.
fn check(text: &str, expected: &[&str]) {
    let mut errors = Errors::default();
    let graphline = parse(tokens(text), &mut errors);
    let mut found = statements(&graphline);
    found.extend(errors.lines());
    assert_eq!(found, expected, "{text}");
}

pub(super) fn tokens(text: &str) -> TokenStream {
    text.parse().expect("the test is written in Rust's tokens")
}

pub(super) fn statements(graphline: &Graphline) -> Vec<String> {
    let declarations = graphline.declarations.iter().map(declaration);
    let linkages = graphline.linkages.iter().map(linkage);
    let loose = graphline.loose.iter().map(|end| format!("loose {end}"));
    declarations.chain(linkages).chain(loose).collect()
}

fn declaration(declaration: &Declaration) -> String {
    let expression = declaration.expression.as_ref().map_or("?".into(), flat);
    let placement = declaration
        .placement
        .as_ref()
        .map(|placement| placement.place);
    let placement = placement.map_or(String::new(), |place| format!(" on {place:?}"));
    format!("{} = {expression}{placement}", declaration.name)
}

fn linkage(linkage: &Linkage) -> String {
    let targets: Vec<String> = linkage.targets.iter().map(target).collect();
    format!("{} -> {}", linkage.from, targets.join(", "))
}

fn target(target: &Target) -> String {
    let policy = target.policy.as_ref().map_or(String::new(), policy);
    let via = target
        .via
        .as_ref()
        .map_or(String::new(), |via| format!(" via {}", flat(via)));
    format!("{}{policy}{via}", target.endpoint)
}

fn policy(policy: &Policy) -> String {
    let amount = policy
        .amount
        .as_ref()
        .map_or(String::new(), |amount| format!(" {}", flat(amount)));
    format!(" with {:?}{amount}", policy.kind)
}

fn flat(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

#[test]
fn the_words_of_a_broken_statement_are_disputed() {
    let mut errors = Errors::default();
    let graphline = parse(tokens("A.outbox -> (B [C]); D -> E;"), &mut errors);
    assert_eq!(graphline.disputed, ["A", "outbox", "B", "C"]);
}
