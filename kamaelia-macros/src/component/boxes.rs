//! Boxes: which way they work, and how many of which messages they hold.

use super::codegen::words;
use crate::errors::Errors;
use proc_macro2::Ident;
use std::fmt::{self, Display, Formatter};
use syn::{Expr, GenericArgument, Generics, Lifetime, PathArguments, Type};

pub(crate) struct BoxField<'a> {
    /// Its place among the component's boxes, in the order written.
    pub(crate) index: usize,
    pub(crate) direction: Direction,
    pub(crate) contents: Contents<'a>,
    /// Of a type parameter that may be no message, which was reported.
    pub(crate) is_of_anything: bool,
    pub(crate) optional: bool,
    pub(crate) len: Option<Expr>,
    pub(crate) batch: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    In,
    Out,
}

/// One box of a message type, or several of them.
#[derive(Clone, Copy)]
pub(crate) enum Contents<'a> {
    One(&'a Type),
    Array(&'a Type, &'a Expr),
    Vec(&'a Type),
    /// Not a type of box, which was reported.
    Unknown,
}

impl<'a> BoxField<'a> {
    /// A box of what borrows is none.
    pub(super) fn of_messages(
        self,
        name: &Ident,
        generics: &Generics,
        errors: &mut Errors,
    ) -> BoxField<'a> {
        let Some(message) = self.contents.message() else {
            return self;
        };
        let word = self.direction.word();
        let Some(lifetime) = borrowed(message, generics) else {
            return self;
        };
        errors.at(
            message,
            format_args!(
                "the {word} `{name}` carries what borrows for `{lifetime}`; a message is \
                 owned: it is `Send + 'static`",
            ),
        );
        BoxField {
            contents: Contents::Unknown,
            ..self
        }
    }

    pub(super) fn of_type(self, name: &Ident, ty: &'a Type, errors: &mut Errors) -> BoxField<'a> {
        let word = self.direction.word();
        match Contents::of(ty) {
            Some((direction, contents)) if direction == self.direction => {
                BoxField { contents, ..self }
            }
            Some((direction, contents)) => {
                errors.at(
                    ty,
                    format_args!(
                        "`{name}` is marked `#[{word}]`, but its type is an `{direction}`; mark \
                         it `#[{}]`",
                        direction.word(),
                    ),
                );
                BoxField {
                    direction,
                    contents,
                    ..self
                }
            }
            // rustc says that the message type is missing.
            None if ends_in(ty, "Inbox") || ends_in(ty, "Outbox") => self,
            None => {
                let kind = self.direction;
                errors.at(
                    ty,
                    format_args!(
                        "`{name}` is marked `#[{word}]`, so its type must be `{kind}<T>`, \
                         `[{kind}<T>; N]` or `Vec<{kind}<T>>`",
                    ),
                );
                self
            }
        }
    }
}

impl<'a> BoxField<'a> {
    /// What it holds, where that has to be known as boxes of messages.
    pub(crate) fn usable(&self) -> Contents<'a> {
        if self.is_of_anything {
            Contents::Unknown
        } else {
            self.contents
        }
    }
}

impl Direction {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Direction::In => "inbox",
            Direction::Out => "outbox",
        }
    }

    /// The box of this direction that every component has anyway.
    pub(crate) fn reserved_name(self) -> &'static str {
        match self {
            Direction::In => "control",
            Direction::Out => "signal",
        }
    }
}

/// The name of the type.
impl Display for Direction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::In => "Inbox",
            Direction::Out => "Outbox",
        })
    }
}

impl<'a> Contents<'a> {
    // A macro sees no further than the words: an alias of a box is no box.
    pub(super) fn of(ty: &'a Type) -> Option<(Direction, Contents<'a>)> {
        if let Type::Array(array) = bare(ty) {
            let (direction, message) = one_box(&array.elem)?;
            return Some((direction, Contents::Array(message, &array.len)));
        }
        if let Some((direction, message)) = one_box(ty) {
            return Some((direction, Contents::One(message)));
        }
        let (direction, message) = one_box(argument(ty, "Vec")?)?;
        Some((direction, Contents::Vec(message)))
    }

    pub(crate) fn message(self) -> Option<&'a Type> {
        match self {
            Contents::One(message) | Contents::Array(message, _) | Contents::Vec(message) => {
                Some(message)
            }
            Contents::Unknown => None,
        }
    }
}

fn one_box(ty: &Type) -> Option<(Direction, &Type)> {
    let inbox = argument(ty, "Inbox").map(|message| (Direction::In, message));
    inbox.or_else(|| argument(ty, "Outbox").map(|message| (Direction::Out, message)))
}

/// The `T` of `wanted<T>`, by whatever path it is reached.
fn argument<'a>(ty: &'a Type, wanted: &str) -> Option<&'a Type> {
    let Type::Path(path) = bare(ty) else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == wanted)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The lifetime of the component that the message mentions.
fn borrowed<'g>(message: &Type, generics: &'g Generics) -> Option<&'g Lifetime> {
    let words = words(message);
    let mut lifetimes = generics.lifetimes().map(|one| &one.lifetime);
    lifetimes.find(|lifetime| words.contains(&lifetime.ident.to_string()))
}

/// The type without the invisible brackets that `macro_rules!` leaves.
pub(super) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

/// Whether a type's last word is this one.
pub(crate) fn ends_in(ty: &Type, word: &str) -> bool {
    match bare(ty) {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == word),
        _ => false,
    }
}
