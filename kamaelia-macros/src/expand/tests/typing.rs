//! What an editor asks: the text up to some token, and there a word that it
//! made up. The expansion has to hold the component's boxes at this word.

use proc_macro2::{Group, Ident, LineColumn, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, ExprMethodCall, Member};

const SAMPLE: &str = "
    READ = FileReader::new(path, [1, 2]);
    DECODE = Decoder { kind: Kind::Fast, ..made? } on task;
    SPLIT = split.clone() on thread;
    READ -> DECODE -> SPLIT;
    SPLIT.outbox[0] -> DECODE.left with unbounded;
    SPLIT.outbox[1] -> [DECODE.right via f with latest, READ.control, self.copies] with latest;
    self.orders -> READ.orders via |x| -> u8 { g(x) };
    self.more -> [READ.more, DECODE.more];
    READ.log -> self.log
";

const WORD: &str = "invented";

#[test]
fn every_prefix_of_a_graph_expands_to_an_expression() {
    let prefixes = prefixes(&tokens());
    assert!(prefixes.len() > 100, "{}", prefixes.len());
    for prefix in prefixes {
        let expanded = super::graph(prefix.text.clone());
        if let Err(error) = syn::parse2::<Expr>(expanded) {
            panic!("{}\n{error}", prefix.text);
        }
    }
}

#[test]
fn a_box_that_is_being_typed_is_asked_of_its_component() {
    let mut asked = 0;
    for prefix in prefixes(&tokens()) {
        let Some(component) = prefix.component.clone() else {
            continue;
        };
        let expanded = super::graph(prefix.text.clone());
        let expression = syn::parse2(expanded).expect("an expression");
        let mut found = Found::default();
        found.visit_expr(&expression);
        // A variable of the macro is called like its component, and a number.
        let starts = match component.as_str() {
            "self" => component.clone(),
            name => format!("{}_", name.to_lowercase()),
        };
        let place = (prefix.place.line, prefix.place.column);
        let mut asked_there = found
            .0
            .iter()
            .filter(|(_, line, column)| (*line, *column) == place);
        assert!(
            asked_there.any(|(receiver, ..)| receiver.starts_with(&starts)),
            "{}\n{starts} at {place:?} is not in {found:?}",
            prefix.text
        );
        asked += 1;
    }
    let mentions = |name| SAMPLE.matches(name).count();
    let names = ["READ.", "DECODE.", "SPLIT.", "self."];
    // `split.clone()` is no component.
    assert_eq!(asked, names.into_iter().map(mentions).sum::<usize>());
}

/// Whose boxes are asked for at the invented word, and where it stands.
#[derive(Debug, Default)]
struct Found(Vec<(String, usize, usize)>);

impl Found {
    fn add(&mut self, receiver: &Expr, word: &Ident) {
        if word == WORD
            && let Expr::Path(path) = receiver
            && let Some(receiver) = path.path.get_ident()
        {
            let LineColumn { line, column } = word.span().start();
            self.0.push((receiver.to_string(), line, column));
        }
    }
}

impl<'a> Visit<'a> for Found {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        self.add(&call.receiver, &call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_field(&mut self, field: &'a ExprField) {
        if let Member::Named(word) = &field.member {
            self.add(&field.base, word);
        }
        visit::visit_expr_field(self, field);
    }
}

fn tokens() -> TokenStream {
    SAMPLE.parse().expect("tokens")
}

/// The text up to a token, with the invented word behind it.
struct Prefix {
    text: TokenStream,
    /// Whose boxes the word asks for, if it does.
    component: Option<String>,
    place: LineColumn,
}

/// One for each place in the text, those within brackets too.
fn prefixes(sample: &TokenStream) -> Vec<Prefix> {
    let all: Vec<TokenTree> = sample.clone().into_iter().collect();
    let mut found = Vec::new();
    for at in 0..=all.len() {
        let (before, next) = (&all[..at], all.get(at));
        found.push(cut(before, next));
        let Some(TokenTree::Group(group)) = next else {
            continue;
        };
        found.extend(prefixes(&group.stream()).into_iter().map(|inner| {
            let mut closed = Group::new(group.delimiter(), inner.text);
            closed.set_span(group.span());
            let text = before.iter().cloned().chain([closed.into()]).collect();
            Prefix { text, ..inner }
        }));
    }
    found
}

fn cut(before: &[TokenTree], next: Option<&TokenTree>) -> Prefix {
    // A word in the place of the next one; at the end, of the last one.
    let span = next
        .or(before.last())
        .map_or(Span::call_site(), TokenTree::span);
    let word = Ident::new(WORD, span);
    let component = match before {
        [.., name, dot] if dot.to_string() == "." => Some(name.to_string())
            .filter(|name| name == "self" || name.starts_with(char::is_uppercase)),
        _ => None,
    };
    Prefix {
        place: word.span().start(),
        text: before.iter().cloned().chain([word.into()]).collect(),
        component,
    }
}
