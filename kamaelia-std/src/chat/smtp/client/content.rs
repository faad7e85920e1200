//! How a message goes over the wire: [`Content`].

use super::super::{Ask, Reply};
use super::backend::Backend;
use bytes::{Bytes, BytesMut};
use memchr::memmem;
use std::collections::VecDeque;

/// A message that has begun, and has not come to its end.
pub(super) enum Content {
    /// Behind DATA (RFC 5321 4.5.2).
    Dotted {
        /// The next byte is the first of a line.
        at_start: bool,
    },
    /// By BDAT (RFC 3030).
    Counted {
        /// What has come, and is held for the case that it is the last.
        held: VecDeque<Bytes>,
        length: usize,
    },
    /// It cannot go there any more, and that is the reply to its end.
    Failed(Reply),
}

impl Content {
    pub(super) const DOTTED: Content = Content::Dotted { at_start: true };

    pub(super) const COUNTED: Content = Content::Counted {
        held: VecDeque::new(),
        length: 0,
    };

    /// Takes a piece, and puts what can go before what is to be written; gives how many
    /// commands were put there that the server replies to.
    pub(super) fn piece(&mut self, piece: Bytes, to: &mut Backend) -> usize {
        let Some(&last) = piece.last() else {
            return 0;
        };
        match self {
            Content::Dotted { at_start } => {
                let stuffed = stuff(piece, *at_start);
                *at_start = last == b'\n';
                to.put(stuffed);
                0
            }
            Content::Counted { held, length } => {
                let is_full = *length > 0 && *length + piece.len() > Ask::CHUNK;
                if is_full {
                    to.say(format_args!("BDAT {length}"));
                    held.drain(..).for_each(|piece| to.put(piece));
                    *length = 0;
                }
                *length += piece.len();
                held.push_back(piece);
                usize::from(is_full)
            }
            Content::Failed(_) => 0,
        }
    }

    /// Puts what is left of the message, and its end, before what is to be written.
    pub(super) fn end(self, to: &mut Backend) {
        match self {
            Content::Dotted { at_start } => to.put(Bytes::from_static(match at_start {
                true => b".\r\n",
                // The last line was not one yet.
                false => b"\r\n.\r\n",
            })),
            Content::Counted { held, length } => {
                to.say(format_args!("BDAT {length} LAST"));
                held.into_iter().for_each(|piece| to.put(piece));
            }
            Content::Failed(_) => {}
        }
    }
}

/// Puts a dot more before each that a line begins with, so that none of them looks like
/// the end (RFC 5321 4.5.2). Mostly there is none, and nothing is copied.
fn stuff(piece: Bytes, at_start: bool) -> Bytes {
    let mut found = memmem::find_iter(&piece, b"\n.").peekable();
    let is_first = at_start && piece.first() == Some(&b'.');
    if !is_first && found.peek().is_none() {
        drop(found);
        return piece;
    }
    let mut stuffed = BytesMut::with_capacity(piece.len() + piece.len() / 8 + 1);
    if is_first {
        stuffed.extend_from_slice(b".");
    }
    let mut written = 0;
    for line_end in found {
        let to = line_end + 1;
        stuffed.extend_from_slice(piece.get(written..to).unwrap_or_default());
        stuffed.extend_from_slice(b".");
        written = to;
    }
    stuffed.extend_from_slice(piece.get(written..).unwrap_or_default());
    stuffed.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &'static str, stuffed: &str) {
        // However it is cut, the same comes of it.
        for size in 1..=message.len().max(1) {
            let mut at_start = true;
            let mut all = Vec::new();
            for piece in message.as_bytes().chunks(size) {
                all.extend_from_slice(&stuff(Bytes::from_static(piece), at_start));
                at_start = piece.ends_with(b"\n");
            }
            assert_eq!(str::from_utf8(&all), Ok(stuffed), "in pieces of {size}");
        }
    }

    #[test]
    fn a_dot_at_the_start_of_a_line_becomes_two() {
        check("", "");
        check("a.b\r\n", "a.b\r\n");
        check(".\r\n", "..\r\n");
        check("..\r\n.\r\n", "...\r\n..\r\n");
        check("a\r\n.b\r\n.\r\n..", "a\r\n..b\r\n..\r\n...");
        // No server may take this for an end either.
        check("a\n.\nb", "a\n..\nb");
    }

    #[test]
    fn what_needs_no_dot_is_not_copied() {
        let piece = Bytes::from_static(b"a\r\nb.\r\n");
        assert_eq!(stuff(piece.clone(), true).as_ptr(), piece.as_ptr());
    }
}
