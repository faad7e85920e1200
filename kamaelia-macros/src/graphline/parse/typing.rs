//! What an editor sees while somebody types: the text up to some token, and there a word that the
//! editor made up to ask what may stand at this place.

use std::collections::HashSet;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::parse;
use super::tests::{statements, tokens};
use crate::errors::Errors;
use crate::graphline::ast::Graphline;
use crate::graphline::graph::{End, Graph, Owner};
use crate::graphline::resolve::resolve;

/// Something of everything. Component names stand nowhere inside an expression.
const SAMPLE: &str = "
    READ = FileReader::new(path, [1, 2]);
    DECODE = Decoder { kind: Kind::Fast, ..made? } on task;
    SPLIT = split.clone() on thread;
    JOIN = join::<u8>(|x: u8| -> u8 { x + 1 });
    READ -> DECODE -> SPLIT;
    SPLIT.outbox[0] -> JOIN.left with capacity(2 * n);
    SPLIT.outbox[1] -> [JOIN.right via f with latest, READ.control, self.copies] with unbounded;
    self.orders -> READ.orders via |x| -> u8 { g(x) };
    READ.log -> DECODE -> JOIN.log with drop_oldest(3);
    JOIN -> self;
    self -> READ.more
";

const WORD: &str = "invented";

#[test]
fn the_sample_is_right() {
    let mut errors = Errors::default();
    resolve(parse(tokens(SAMPLE), &mut errors), &mut errors);
    assert_eq!(errors.lines(), [""; 0]);
}

#[test]
fn every_statement_before_the_cursor_is_kept() {
    for cut in cuts(&tokens(SAMPLE), Rest::Gone) {
        let whole = understood(whole_statements(&cut.before));
        let found = understood(cut.text.clone());
        assert!(
            whole.is_subset(&found),
            "{}\nlost {:?}",
            cut.text,
            &whole - &found
        );
    }
}

#[test]
fn every_statement_but_the_typed_one_is_kept() {
    for cut in cuts(&tokens(SAMPLE), Rest::Kept) {
        let before = understood(whole_statements(&cut.before));
        let behind = understood(behind_statement(tokens(SAMPLE), cut.statement));
        let found = understood(cut.text.clone());
        let lost: Vec<_> = before
            .union(&behind)
            .filter(|one| !found.contains(*one))
            .collect();
        assert!(lost.is_empty(), "{}\nlost {lost:?}", cut.text);
    }
}

#[test]
fn a_box_that_is_being_typed_belongs_to_its_component() {
    for rest in [Rest::Gone, Rest::Kept] {
        let asking = cuts(&tokens(SAMPLE), rest).into_iter().filter(Cut::asks);
        let names = asking.map(|cut| {
            let name = cut.last[0].clone();
            assert!(has_asked_end(&cut.text, &name), "{}", cut.text);
            name
        });
        assert_eq!(
            names.count(),
            ["READ.", "SPLIT.", "JOIN.", "self."]
                .map(mentions)
                .iter()
                .sum()
        );
    }
}

fn mentions(name: &str) -> usize {
    SAMPLE.matches(name).count()
}

#[derive(Clone, Copy, PartialEq)]
enum Rest {
    Gone,
    Kept,
}

/// The text with the invented word at one place.
struct Cut {
    text: TokenStream,
    /// The tokens before it that stand in no bracket.
    before: Vec<TokenTree>,
    /// How many statements end before it.
    statement: usize,
    /// The two tokens before it in the same bracket.
    last: Vec<String>,
}

impl Cut {
    /// Whether it is about the boxes of a component.
    fn asks(&self) -> bool {
        match &self.last[..] {
            [name, dot] => dot == "." && (name == "self" || name.starts_with(char::is_uppercase)),
            _ => false,
        }
    }
}

fn cuts(sample: &TokenStream, rest: Rest) -> Vec<Cut> {
    let all: Vec<TokenTree> = sample.clone().into_iter().collect();
    let mut cuts = Vec::new();
    for at in 0..=all.len() {
        let before = all[..at].to_vec();
        let statement = before
            .iter()
            .filter(|token| token.to_string() == ";")
            .count();
        for (text, last) in places(&all, at, rest) {
            cuts.push(Cut {
                text,
                before: before.clone(),
                statement,
                last,
            });
        }
    }
    cuts
}

/// The word in front of the token `at`, and everywhere within it if it is a group.
fn places(all: &[TokenTree], at: usize, rest: Rest) -> Vec<(TokenStream, Vec<String>)> {
    let put = |word: TokenTree, behind: usize| {
        let behind = if rest == Rest::Kept {
            &all[behind..]
        } else {
            &[]
        };
        all[..at]
            .iter()
            .chain([&word])
            .chain(behind)
            .cloned()
            .collect()
    };
    let word = Ident::new(WORD, Span::call_site());
    let mut found = vec![(put(word.into(), at), last_two(&all[..at]))];
    if let Some(TokenTree::Group(group)) = all.get(at) {
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        let within = (0..=inside.len()).flat_map(|within| places(&inside, within, rest));
        found.extend(within.map(|(text, last)| {
            (
                put(Group::new(group.delimiter(), text).into(), at + 1),
                last,
            )
        }));
    }
    found
}

fn last_two(tokens: &[TokenTree]) -> Vec<String> {
    tokens[tokens.len().saturating_sub(2)..]
        .iter()
        .map(TokenTree::to_string)
        .collect()
}

fn whole_statements(before: &[TokenTree]) -> TokenStream {
    let end = before.iter().rposition(|token| token.to_string() == ";");
    before[..end.map_or(0, |end| end + 1)]
        .iter()
        .cloned()
        .collect()
}

fn behind_statement(all: TokenStream, statement: usize) -> TokenStream {
    let mut ended = 0;
    let behind = all.into_iter().skip_while(|token| {
        let is_behind = ended > statement;
        ended += usize::from(token.to_string() == ";");
        !is_behind
    });
    behind.collect()
}

fn understood(text: TokenStream) -> HashSet<String> {
    let graphline: Graphline = parse(text, &mut Errors::default());
    statements(&graphline).into_iter().collect()
}

fn has_asked_end(text: &TokenStream, name: &str) -> bool {
    let errors = &mut Errors::default();
    let graph = resolve(parse(text.clone(), errors), errors);
    graph
        .ends()
        .any(|end| end.box_name == WORD && owner(&graph, end) == name)
}

fn owner(graph: &Graph, end: &End) -> String {
    match end.owner {
        Owner::Own => "self".to_owned(),
        Owner::Child(child) => graph.instances[child].name.to_string(),
    }
}
