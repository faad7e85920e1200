//! The rules that look at more than one thing of a component.
//!
//! What a single attribute may say is checked where it is read; types are
//! rustc's to report, on the code that [`codegen`](super::codegen) writes.

use super::ast::{Component, Field, Role};
use super::boxes::{Contents, Direction, ends_in};
use crate::errors::Errors;
use syn::ext::IdentExt;

pub(crate) fn component(component: &Component<'_>, errors: &mut Errors) {
    kinds_agree(component, errors);
    transforms_have_two_ends(component, errors);
    for field in &component.fields {
        name_is_free(field, errors);
        shutdown_boxes_carry_shutdown(field, errors);
        lengths_are_of_vecs(field, errors);
    }
}

// A thread of its own is neither a loop shared with neighbours nor a place for
// something that may not move there.
fn kinds_agree(component: &Component<'_>, errors: &mut Errors) {
    let options = &component.options;
    if let (Some(_), Some(transform)) = (options.blocking, options.transform) {
        errors.at_span(
            transform,
            "a component cannot be `blocking` and a `transform`: a transform never waits",
        );
    }
    if let (Some(_), Some(local)) = (options.blocking, options.local) {
        errors.at_span(
            local,
            "a component cannot be `blocking` and `local`: a blocking one moves to a thread",
        );
    }
}

fn transforms_have_two_ends(component: &Component<'_>, errors: &mut Errors) {
    let Some(transform) = component.options.transform else {
        return;
    };
    if component.is_struct && !is_transform(component) {
        errors.at_span(
            transform,
            "a transform has exactly one inbox and one outbox: messages go in, messages come out",
        );
    }
}

/// Whether `Shape` can be written for it.
pub(crate) fn is_transform(component: &Component<'_>) -> bool {
    let single = |contents| matches!(contents, Contents::One(_) | Contents::Unknown);
    component.options.transform.is_some()
        && component.inboxes().count() == 1
        && component.outboxes().count() == 1
        && component.boxes().all(|(_, boxed)| single(boxed.contents))
}

const RESERVED: &[&str] = &["new", "main", "recv_any", "boxed"];

/// Whether a method of this name would hide one of the framework's.
pub(crate) fn is_reserved(field: &Field<'_>) -> bool {
    RESERVED.iter().any(|reserved| field.name == reserved)
}

fn name_is_free(field: &Field<'_>, errors: &mut Errors) {
    let kind = match &field.role {
        Role::Box(boxed) => boxed.direction.word(),
        Role::Parameter(parameter) if parameter.default.is_some() => "parameter",
        // These have no method of their name.
        Role::Parameter(_) | Role::State(_) => return,
    };
    if is_reserved(field) {
        errors.at(
            field.name,
            format_args!(
                "`{0}` is reserved: every component has a `{0}` of its own; give the {kind} \
                 another name",
                field.name.unraw(),
            ),
        );
    }
}

fn shutdown_boxes_carry_shutdown(field: &Field<'_>, errors: &mut Errors) {
    for direction in [Direction::In, Direction::Out] {
        let name = direction.reserved_name();
        if field.name == name && !carries_shutdown(field, direction) {
            errors.at(
                field.ty,
                format_args!(
                    "`{name}` is reserved: it is the {} by which every component {} to end, \
                     `#[{}] {name}: {direction}<Shutdown>`",
                    direction.word(),
                    match direction {
                        Direction::In => "is told",
                        Direction::Out => "tells others",
                    },
                    direction.word(),
                ),
            );
        }
    }
}

/// Whether a field with a reserved name is the box that it has to be.
pub(crate) fn carries_shutdown(field: &Field<'_>, direction: Direction) -> bool {
    match &field.role {
        Role::Box(boxed) => match boxed.contents {
            Contents::One(message) => boxed.direction == direction && ends_in(message, "Shutdown"),
            // Reported as no box at all.
            Contents::Unknown => boxed.direction == direction,
            Contents::Array(..) | Contents::Vec(_) => false,
        },
        Role::Parameter(_) => false,
        Role::State(_) => true,
    }
}

fn lengths_are_of_vecs(field: &Field<'_>, errors: &mut Errors) {
    let Role::Box(boxed) = &field.role else {
        return;
    };
    let Some(len) = &boxed.len else { return };
    if let Contents::One(_) | Contents::Array(..) = boxed.contents {
        let direction = boxed.direction;
        errors.at(
            len,
            format_args!("only a `Vec<{direction}<T>>` takes its length from `len`"),
        );
    }
}
