//! `A.outbox -> B.inbox;`, a chain `A -> B -> C;`, a broadcast `A.outbox -> [B.inbox, C.inbox];`

use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Ident, LitStr, Result, Token, bracketed, token};

use super::endpoint::endpoint;
use super::suffix::{shared, suffixes};
use super::{Statements, here, skip, starts_statement, words};
use crate::graphline::ast::{Endpoint, Linkage, Target};

impl Statements<'_> {
    /// One linkage, or as many as a chain has arrows.
    pub(super) fn linkage(&mut self, input: ParseStream) -> Result<()> {
        let mut from = endpoint(self, input, no_statement(input))?;
        loop {
            let linkage = self.step(from, input)?;
            let next = linkage
                .targets
                .first()
                .map(|target| target.endpoint.name.clone());
            self.graphline.linkages.push(linkage);
            match next {
                Some(name) if input.peek(Token![->]) || peeks_wrong_arrow(input) => {
                    from = Endpoint {
                        name,
                        box_name: None,
                        index: None,
                    };
                }
                _ => break,
            }
        }
        self.refuse_list(input)?;
        self.end(input, "`;`, `with` and a policy, or `via` and a function")
    }

    /// `A.outbox -> B.inbox, C.inbox;`
    fn refuse_list(&self, input: ParseStream) -> Result<()> {
        let ahead = input.fork();
        let is_list = ahead.parse::<Token![,]>().is_ok() && is_last_endpoint(&ahead);
        let [.., Linkage { from, targets, .. }] = &self.graphline.linkages[..] else {
            return Ok(());
        };
        let [Target { endpoint, .. }] = &targets[..] else {
            return Ok(());
        };
        if !is_list {
            return Ok(());
        }
        let text =
            format!("several targets stand in brackets: write `{from} -> [{endpoint}, ..];`");
        Err(here(input, text))
    }

    fn step(&mut self, from: Endpoint, input: ParseStream) -> Result<Linkage> {
        match self.leads(&from, input) {
            Ok((arrow, targets)) => Ok(Linkage {
                from,
                arrow,
                targets,
            }),
            Err(error) => {
                self.keep(from);
                Err(error)
            }
        }
    }

    /// The arrow and where it leads. A wrong arrow to a wrong target is not reported twice.
    fn leads(&mut self, from: &Endpoint, input: ParseStream) -> Result<(Token![->], Vec<Target>)> {
        let (arrow, slip) = arrow(from, input)?;
        let targets = self.targets(input)?;
        slip.into_iter().for_each(|slip| self.errors.push(slip));
        Ok((arrow, targets))
    }

    fn targets(&mut self, input: ParseStream) -> Result<Vec<Target>> {
        let is_broadcast = input.peek(token::Bracket);
        let targets = match is_broadcast {
            true => self.broadcast(input)?,
            false => vec![self.target(input, "the inbox is missing here: write `-> B.inbox`")?],
        };
        if let Err(error) = refuse_middle(input, is_broadcast, &targets) {
            targets
                .into_iter()
                .for_each(|target| self.keep(target.endpoint));
            return Err(error);
        }
        Ok(targets)
    }

    fn target(&mut self, input: ParseStream, missing: &str) -> Result<Target> {
        let endpoint = endpoint(self, input, missing)?;
        let mut target = Target {
            endpoint,
            policy: None,
            via: None,
        };
        match suffixes(&mut target, input, self.errors) {
            Ok(()) => Ok(target),
            Err(error) => {
                self.keep(target.endpoint);
                Err(error)
            }
        }
    }

    fn broadcast(&mut self, input: ParseStream) -> Result<Vec<Target>> {
        let content;
        let bracket = bracketed!(content in input);
        if content.is_empty() {
            let text = "a broadcast needs targets: write `A.outbox -> [B.inbox, C.inbox];`";
            return Err(Error::new(bracket.span.open(), text));
        }
        let mut targets = Vec::new();
        while !content.is_empty() {
            targets.extend(self.listed(&content));
        }
        if let Err(error) = shared(&mut targets, input, self.errors) {
            targets
                .into_iter()
                .for_each(|target| self.keep(target.endpoint));
            return Err(error);
        }
        Ok(targets)
    }

    /// One target of a broadcast, and the comma behind it.
    fn listed(&mut self, content: &ParseBuffer<'_>) -> Option<Target> {
        let start = content.cursor();
        let target = self.target(content, "a target is missing here: write `B.inbox`");
        match target {
            Ok(target) => {
                self.separator(content);
                Some(target)
            }
            Err(error) => {
                self.errors.push(error);
                to_comma(content);
                self.dispute(start, content.cursor());
                None
            }
        }
    }

    fn separator(&mut self, content: &ParseBuffer<'_>) {
        if content.is_empty() || matches!(content.parse::<Option<Token![,]>>(), Ok(Some(_))) {
            return;
        }
        self.errors.push(here(
            content,
            "the targets of a broadcast are parted by `,`",
        ));
        if !content.peek(Ident::peek_any) {
            to_comma(content);
        }
    }
}

/// What to say if no component comes first.
fn no_statement(input: ParseStream) -> &'static str {
    if input.peek(token::Bracket) {
        "several linkages into one inbox are written one by one: \
         `A.outbox -> C.inbox; B.outbox -> C.inbox;`"
    } else {
        "this starts no statement: write `NAME = expression;` or `A.outbox -> B.inbox;`"
    }
}

/// The arrow, with an error if something else stands for it.
fn arrow(from: &Endpoint, input: ParseStream) -> Result<(Token![->], Option<Error>)> {
    if let Some(arrow) = input.parse::<Option<Token![->]>>()? {
        return Ok((arrow, None));
    }
    let missing = here(
        input,
        format!("`->` is missing after `{from}`: write {}", form(from)),
    );
    if peeks_mark(input, MARKS) {
        return wrong_arrow(from, input);
    }
    if from.box_name.is_some() && is_last_endpoint(input) {
        return Ok((Token![->](input.span()), Some(missing)));
    }
    Err(no_arrow(from, input, missing))
}

fn form(from: &Endpoint) -> String {
    match from.box_name {
        Some(_) => format!("`{from} -> B.inbox;`"),
        None => format!("`{from} -> B;`"),
    }
}

/// What people write for an arrow. Behind a target `,` and `:` are something else.
const MARKS: &str = "-=<>~:,";

fn peeks_wrong_arrow(input: ParseStream) -> bool {
    peeks_mark(input, "-=<>~")
}

fn peeks_mark(input: ParseStream, marks: &str) -> bool {
    let next = input.cursor().punct();
    next.is_some_and(|(punct, _)| marks.contains(punct.as_char()))
}

/// Takes all the marks that stand for the arrow.
///
/// One that points to the left is no linkage: its ends are the other way round.
fn wrong_arrow(from: &Endpoint, input: ParseStream) -> Result<(Token![->], Option<Error>)> {
    let mut arrow = Token![->](input.span());
    let mut marks = String::new();
    while let Some((mark, _)) = input.cursor().punct().filter(|_| peeks_mark(input, MARKS)) {
        arrow.spans[1] = mark.span();
        marks.push(mark.as_char());
        skip(input);
    }
    if marks.starts_with('<') {
        let text = "messages go from left to right: write the sender first, `A.outbox -> B.inbox;`";
        return Err(Error::new_spanned(arrow, text));
    }
    let text = format!(
        "a linkage is written with `->`, not with `{marks}`: write {}",
        form(from)
    );
    Ok((arrow, Some(Error::new_spanned(arrow, text))))
}

/// Whether there is an endpoint, and no arrow after it either.
fn is_last_endpoint(input: ParseStream) -> bool {
    let ahead = input.fork();
    let is_word = ahead.peek(words::with) || ahead.peek(words::via) || ahead.peek(words::on);
    if is_word || ahead.call(Ident::parse_any).is_err() {
        return false;
    }
    if ahead.parse::<Token![.]>().is_ok() && !ahead.peek(LitStr) {
        let _ = ahead.call(Ident::parse_any);
    }
    let ends = ahead.peek(Token![;]) || ahead.peek(Token![,]);
    ends || ahead.peek(words::with) || ahead.peek(words::via)
}

fn no_arrow(from: &Endpoint, input: ParseStream, missing: Error) -> Error {
    let is_alone = input.peek(Token![;]) || starts_statement(input);
    match (is_alone, &from.box_name) {
        (_, None) if is_keyword(&from.name) => {
            let text = format!(
                "`{from}` starts no statement of a graph, in which all is written out: write \
                 `NAME = expression;` or `A.outbox -> B.inbox;`"
            );
            Error::new_spanned(from, text)
        }
        (true, Some(_)) => {
            let text = format!("`{from}` is linked to nothing: write {}", form(from));
            Error::new_spanned(from, text)
        }
        (false, Some(_)) => missing,
        (true, None) => Error::new_spanned(from, alone(from)),
        (false, None) => here(input, alone(from)),
    }
}

fn is_keyword(name: &Ident) -> bool {
    name != "self" && syn::parse_str::<Ident>(&name.to_string()).is_err()
}

fn alone(from: &Endpoint) -> String {
    format!("`=` or `->` is missing after `{from}`: write `{from} = expression;` or `{from} -> B;`")
}

/// In the middle of a chain a component takes part with `inbox` and `outbox`.
fn refuse_middle(input: ParseStream, is_broadcast: bool, targets: &[Target]) -> Result<()> {
    if !input.peek(Token![->]) && !peeks_wrong_arrow(input) {
        return Ok(());
    }
    if is_broadcast {
        let text = "a broadcast ends its statement: link what comes after each target on its own";
        return Err(here(input, text));
    }
    targets
        .iter()
        .try_for_each(|target| refuse_box(&target.endpoint))
}

fn refuse_box(middle: &Endpoint) -> Result<()> {
    if middle.box_name.is_none() && middle.name != "self" {
        return Ok(());
    }
    let text = format!(
        "`{middle}` cannot stand in the middle of a chain, where a component takes at `inbox` and \
         sends from `outbox`: end the chain here and start another"
    );
    Err(Error::new(middle.span(), text))
}

fn to_comma(content: &ParseBuffer<'_>) {
    while !content.is_empty() && !content.peek(Token![,]) {
        skip(content);
    }
    skip(content);
}
