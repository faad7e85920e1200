//! The fields of an event, as they are written.

use super::DECISION;
use std::fmt::{Debug, Write};
use tracing::field::{Field, Visit};

/// The fields of decisions that hold JSON already.
const LISTS: [&str; 3] = ["name", "to", "facts"];

/// Writes fields into an object of JSON that has begun.
pub(super) struct JsonFields<'a> {
    pub(super) text: &'a mut String,
    /// A decision is told by its fields alone.
    pub(super) is_decision: bool,
}

impl<'a> JsonFields<'a> {
    pub(super) fn new(text: &'a mut String, target: &str) -> JsonFields<'a> {
        let is_decision = target == DECISION;
        JsonFields { text, is_decision }
    }

    fn raw(&mut self, field: &Field, value: impl std::fmt::Display) {
        // A string takes all.
        let _ = write!(self.text, ",\"{}\":{value}", field.name());
    }
}

impl Visit for JsonFields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" if self.is_decision => {}
            name if self.is_decision && LISTS.contains(&name) => {
                self.raw(field, format_args!("{value:?}"));
            }
            _ => self.record_str(field, &format!("{value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.raw(field, quoted(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.raw(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.raw(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.raw(field, value);
    }
}

/// A text, as JSON.
fn quoted(text: &str) -> String {
    // Every text can be written.
    serde_json::to_string(text).unwrap_or_default()
}

/// Writes the message, and behind it the other fields by their names.
pub(super) struct TextFields {
    message: String,
    others: String,
}

impl TextFields {
    pub(super) fn new() -> TextFields {
        TextFields {
            // Most lines have room in it.
            message: String::with_capacity(256),
            others: String::new(),
        }
    }

    pub(super) fn text(self) -> String {
        let mut text = self.message + &self.others;
        // What others have said is to begin no other line; of most it is plain that it
        // does not, which is seen many bytes at a time.
        let is_plain = |all: bool, byte: u8| all & matches!(byte, b' '..=b'~');
        if !text.bytes().fold(true, is_plain) && text.contains(char::is_control) {
            text = text.replace(char::is_control, "?");
        }
        text
    }
}

impl Visit for TextFields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // A string takes all.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.others, " {name}={value:?}"),
        };
    }
}
