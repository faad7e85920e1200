//! The attributes of a component and its fields.
//!
//! A bad attribute is reported and then ignored: nothing here gives a
//! `Result`, so that one pass finds every mistake.

use crate::errors::Errors;
use crate::nearest::nearest;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// `#[component(..)]`.
#[derive(Default)]
pub(crate) struct ComponentOptions {
    pub(crate) blocking: Option<Span>,
    pub(crate) transform: Option<Span>,
    /// There is a `Lead`: for components of `kamaelia-std`, so nobody is told of it.
    pub(crate) lead: bool,
    pub(crate) local: Option<Span>,
    pub(crate) no_new: bool,
    /// Some of it was not understood, which was reported: it may ask for another `main`.
    pub(crate) is_unclear: bool,
}

/// What a field is marked as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Inbox,
    Outbox,
    Param,
    State,
}

/// The attribute that marks a field, with everything it may say.
pub(crate) struct Mark {
    pub(crate) word: Word,
    pub(crate) span: Span,
    pub(crate) optional: bool,
    pub(crate) batch: Option<u32>,
    pub(crate) len: Option<Expr>,
    pub(crate) parameter: Parameter,
}

/// How a parameter gets its value: from `new`, or from a setter.
#[derive(Default)]
pub(crate) struct Parameter {
    pub(crate) default: Option<DefaultValue>,
    /// It takes whatever turns into its type.
    pub(crate) into: bool,
}

/// `default`, or `default = value`.
pub(crate) struct DefaultValue {
    pub(crate) span: Span,
    pub(crate) value: Option<Expr>,
}

const COMPONENT_OPTIONS: &[&str] = &["blocking", "transform", "local", "no_new"];

impl Word {
    const ALL: [Word; 4] = [Word::Inbox, Word::Outbox, Word::Param, Word::State];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Word::Inbox => "inbox",
            Word::Outbox => "outbox",
            Word::Param => "param",
            Word::State => "state",
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Word::Inbox => &["optional", "batch", "len"],
            Word::Outbox => &["optional", "len"],
            Word::Param => &["default", "into"],
            Word::State => &[],
        }
    }

    pub(crate) fn of(attribute: &Attribute) -> Option<Word> {
        Word::ALL
            .into_iter()
            .find(|word| attribute.path().is_ident(word.name()))
    }
}

pub(crate) fn of_component(attributes: &[Attribute], errors: &mut Errors) -> ComponentOptions {
    let mut options = ComponentOptions::default();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("component"))
    {
        let settings = settings(attribute, errors);
        options.is_unclear |= settings.is_none();
        for Setting { name, value } in settings.into_iter().flatten() {
            let span = Some(name.span());
            match name.to_string().as_str() {
                "blocking" => options.blocking = span,
                "transform" => options.transform = span,
                "local" => options.local = span,
                "lead" => options.lead = true,
                "no_new" => options.no_new = true,
                _ => {
                    unknown(&name, "component", COMPONENT_OPTIONS, errors);
                    options.is_unclear = true;
                    continue;
                }
            }
            refuse_value(&name, value.as_ref(), errors);
        }
    }
    options
}

/// The mark of a field, if it has one. Of several the first counts.
pub(crate) fn of_field(field: &syn::Field, errors: &mut Errors) -> Option<Mark> {
    let mut found: Option<Mark> = None;
    for attribute in &field.attrs {
        let Some(word) = Word::of(attribute) else {
            continue;
        };
        let mark = read(word, attribute, errors);
        match &found {
            None => found = Some(mark),
            Some(first) => errors.at(
                attribute,
                format_args!(
                    "this field is marked `#[{}]` already; a field is one of `#[inbox]`, \
                     `#[outbox]`, `#[param]` and `#[state]`",
                    first.word.name(),
                ),
            ),
        }
    }
    found
}

/// Whether rustc, or another derive, has something to say about this attribute.
pub(crate) fn is_foreign(attribute: &Attribute) -> bool {
    const BUILT_IN: &[&str] = &[
        "doc",
        "allow",
        "warn",
        "expect",
        "deny",
        "forbid",
        "cfg",
        "cfg_attr",
        "deprecated",
    ];
    Word::of(attribute).is_none() && !BUILT_IN.iter().any(|name| attribute.path().is_ident(name))
}

fn read(word: Word, attribute: &Attribute, errors: &mut Errors) -> Mark {
    let mut mark = Mark {
        word,
        span: attribute.path().span(),
        optional: false,
        batch: None,
        len: None,
        parameter: Parameter::default(),
    };
    for Setting { name, value } in settings(attribute, errors).into_iter().flatten() {
        match name.to_string() {
            option if !word.options().contains(&option.as_str()) => {
                unknown(&name, word.name(), word.options(), errors);
            }
            option if option == "optional" => {
                refuse_value(&name, value.as_ref(), errors);
                mark.optional = true;
            }
            option if option == "batch" => {
                let value = demand_value(&name, value, "4096", errors);
                mark.batch = value.and_then(|value| literal(&value, errors));
            }
            option if option == "len" => mark.len = demand_value(&name, value, "ways", errors),
            option if option == "into" => {
                refuse_value(&name, value.as_ref(), errors);
                mark.parameter.into = true;
            }
            _ => {
                let span = name.span();
                mark.parameter.default = Some(DefaultValue { span, value });
            }
        }
    }
    mark
}

/// `name` or `name = value`, as in `#[inbox(optional, batch = 4096)]`.
struct Setting {
    name: Ident,
    value: Option<Expr>,
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Setting> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected the name of an option"));
        }
        let name = input.call(Ident::parse_any)?;
        let equals: Option<Token![=]> = input.parse()?;
        let value = equals.map(|_| input.parse()).transpose()?;
        Ok(Setting { name, value })
    }
}

/// `None` if they were not understood, which was reported.
fn settings(attribute: &Attribute, errors: &mut Errors) -> Option<Vec<Setting>> {
    let list = match &attribute.meta {
        Meta::Path(_) => return Some(Vec::new()),
        Meta::List(list) => list,
        Meta::NameValue(_) => {
            let name = name_of(attribute);
            errors.at(
                attribute,
                format_args!(
                    "`#[{name}]` takes no value; write `#[{name}]`, \
                 or its options in parentheses"
                ),
            );
            return None;
        }
    };
    match list.parse_args_with(Punctuated::<Setting, Token![,]>::parse_terminated) {
        Ok(settings) => Some(without_repeats(settings, errors)),
        Err(error) => {
            errors.at_span(error.span(), error);
            None
        }
    }
}

fn without_repeats(settings: Punctuated<Setting, Token![,]>, errors: &mut Errors) -> Vec<Setting> {
    let mut kept: Vec<Setting> = Vec::new();
    for setting in settings {
        if kept.iter().any(|earlier| earlier.name == setting.name) {
            errors.at(
                &setting.name,
                format_args!("`{}` is given twice", setting.name),
            );
        } else {
            kept.push(setting);
        }
    }
    kept
}

fn name_of(attribute: &Attribute) -> String {
    attribute
        .path()
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn refuse_value(name: &Ident, value: Option<&Expr>, errors: &mut Errors) {
    if let Some(value) = value {
        errors.at(
            value,
            format_args!("`{name}` takes no value; write just `{name}`"),
        );
    }
}

fn demand_value(
    name: &Ident,
    value: Option<Expr>,
    example: &str,
    errors: &mut Errors,
) -> Option<Expr> {
    if value.is_none() {
        errors.at(
            name,
            format_args!("`{name}` needs a value, as in `{name} = {example}`"),
        );
    }
    value
}

// The compiler compares it with a linkage's capacity, and knows no other
// number at that time.
fn literal(value: &Expr, errors: &mut Errors) -> Option<u32> {
    let number = match bare(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| *number > 0);
    if number.is_none() {
        errors.at(
            value,
            "a batch is a literal number of messages, as in `batch = 4096`",
        );
    }
    number
}

/// The value without the invisible brackets that `macro_rules!` leaves.
fn bare(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => bare(&group.expr),
        other => other,
    }
}

fn unknown(name: &Ident, attribute: &str, known: &[&str], errors: &mut Errors) {
    let known_list = match known {
        [] => "it has none".to_owned(),
        [one] => format!("it knows `{one}`"),
        [most @ .., last] => format!("it knows `{}` and `{last}`", most.join("`, `")),
    };
    let hint = match nearest(&name.to_string(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {known_list}"),
        None => known_list,
    };
    errors.at(
        name,
        format_args!("`#[{attribute}]` has no option `{name}`; {hint}"),
    );
}
