//! Small letters.

use std::borrow::Cow;

/// A text in small letters, as most of what is asked about is already.
pub(super) fn lowercase(text: &str) -> Cow<'_, str> {
    // All of it is looked at: that is done many bytes at a time.
    let is_small = |all: bool, byte: u8| all & byte.is_ascii() & !byte.is_ascii_uppercase();
    match text.bytes().fold(true, is_small) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_small_letters_stays_where_it_is() {
        assert_eq!(
            lowercase("ann-1@a.example"),
            Cow::Borrowed("ann-1@a.example")
        );
        for (text, small) in [("Ann", "ann"), ("ÄRGER@A.example", "ärger@a.example")] {
            assert_eq!(lowercase(text), small);
        }
    }
}
