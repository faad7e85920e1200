//! A component as it was written: its boxes, parameters and state.

use super::attr::{self, ComponentOptions, Mark, Parameter, Word};
use super::bounds;
pub(crate) use super::boxes::{BoxField, Contents, Direction};
use crate::errors::Errors;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Fields, Lit, Meta, Type};

pub(crate) struct Component<'a> {
    pub(crate) syntax: &'a DeriveInput,
    pub(crate) options: ComponentOptions,
    pub(crate) fields: Vec<Field<'a>>,
    /// It has named fields, or none: `Self { .. }` makes one.
    pub(crate) is_struct: bool,
}

pub(crate) struct Field<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) role: Role<'a>,
}

pub(crate) enum Role<'a> {
    Box(BoxField<'a>),
    /// Given to `new`, or with a default and a setter.
    Parameter(Parameter),
    /// Starts as `Default`; the span is that of the word `state`.
    State(Span),
}

impl<'a> Component<'a> {
    pub(crate) fn from_syn(syntax: &'a DeriveInput, errors: &mut Errors) -> Component<'a> {
        let options = attr::of_component(&syntax.attrs, errors);
        let mut component = Component {
            syntax,
            options,
            fields: Vec::new(),
            is_struct: false,
        };
        match &syntax.data {
            Data::Struct(data) if !matches!(data.fields, Fields::Unnamed(_)) => {
                component.is_struct = true;
                data.fields
                    .iter()
                    .for_each(|field| component.add(field, errors));
            }
            _ => errors.at(
                &syntax.ident,
                format_args!(
                    "`{}`: a component is a struct with named fields",
                    syntax.ident
                ),
            ),
        }
        bounds::parameters_are_messages(&mut component, errors);
        component
    }

    fn add(&mut self, field: &'a syn::Field, errors: &mut Errors) {
        let Some(name) = &field.ident else { return };
        let index = self.boxes().map(|(_, boxed)| boxed.index + 1).max();
        let mut role = Role::from_syn(name, field, index.unwrap_or(0), errors);
        if let Role::Box(boxed) = role {
            role = Role::Box(boxed.of_messages(name, &self.syntax.generics, errors));
        }
        // rustc reports a second field of one name, and takes either type.
        let earlier = self.fields.iter().position(|earlier| earlier.name == name);
        if let (Some(_), Role::Box(boxed)) = (earlier, &mut role) {
            boxed.contents = Contents::Unknown;
        }
        self.fields.retain(|earlier| earlier.name != name);
        self.fields.push(Field {
            name,
            ty: &field.ty,
            attributes: &field.attrs,
            role,
        });
    }

    pub(crate) fn boxes(&self) -> impl Iterator<Item = (&Field<'a>, &BoxField<'a>)> {
        self.fields.iter().filter_map(|field| match &field.role {
            Role::Box(boxed) => Some((field, boxed)),
            _ => None,
        })
    }

    pub(super) fn boxes_mut(&mut self) -> impl Iterator<Item = (&'a Ident, &mut BoxField<'a>)> {
        self.fields
            .iter_mut()
            .filter_map(|field| match &mut field.role {
                Role::Box(boxed) => Some((field.name, boxed)),
                _ => None,
            })
    }

    pub(crate) fn inboxes(&self) -> impl Iterator<Item = (&Field<'a>, &BoxField<'a>)> {
        self.boxes()
            .filter(|(_, boxed)| boxed.direction == Direction::In)
    }

    pub(crate) fn outboxes(&self) -> impl Iterator<Item = (&Field<'a>, &BoxField<'a>)> {
        self.boxes()
            .filter(|(_, boxed)| boxed.direction == Direction::Out)
    }

    /// The single box of this name and direction, and its message type.
    pub(crate) fn single(
        &self,
        name: &str,
        direction: Direction,
    ) -> Option<(&Field<'a>, &BoxField<'a>, &'a Type)> {
        self.boxes()
            .find_map(|(field, boxed)| match boxed.contents {
                Contents::One(message) if field.name == name && boxed.direction == direction => {
                    Some((field, boxed, message))
                }
                _ => None,
            })
    }

    /// The name as messages and types show it, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.syntax.ident.unraw().to_string()
    }
}

impl<'a> Role<'a> {
    fn from_syn(
        name: &Ident,
        field: &'a syn::Field,
        index: usize,
        errors: &mut Errors,
    ) -> Role<'a> {
        match attr::of_field(field, errors) {
            Some(mark) => Role::marked(name, mark, field, index, errors),
            None => Role::unmarked(name, field, index, errors),
        }
    }

    fn marked(
        name: &Ident,
        mark: Mark,
        field: &'a syn::Field,
        index: usize,
        errors: &mut Errors,
    ) -> Role<'a> {
        let direction = match mark.word {
            Word::Param => return Role::Parameter(mark.parameter),
            Word::State => return Role::State(mark.span),
            Word::Inbox => Direction::In,
            Word::Outbox => Direction::Out,
        };
        let boxed = BoxField {
            index,
            direction,
            contents: Contents::Unknown,
            is_of_anything: false,
            optional: mark.optional || name == direction.reserved_name(),
            len: mark.len,
            batch: mark.batch,
        };
        Role::Box(boxed.of_type(name, &field.ty, errors))
    }

    // The type says what was meant, once the missing word was reported.
    fn unmarked(
        name: &Ident,
        field: &'a syn::Field,
        index: usize,
        errors: &mut Errors,
    ) -> Role<'a> {
        let Some((direction, contents)) = Contents::of(&field.ty) else {
            return Role::Parameter(Parameter::default());
        };
        if !field.attrs.iter().any(attr::is_foreign) {
            errors.at(
                name,
                format_args!(
                    "`{name}` is an `{direction}`; mark it `#[{}]`",
                    direction.word()
                ),
            );
        }
        let optional = name == direction.reserved_name();
        Role::Box(BoxField {
            index,
            direction,
            contents,
            is_of_anything: false,
            optional,
            len: None,
            batch: None,
        })
    }
}

/// The doc comment as one text.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
    lines.join("\n").trim().to_owned()
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    let text = text.value();
    let line = text.strip_prefix(' ').unwrap_or(&text);
    pair.path.is_ident("doc").then(|| line.to_owned())
}
