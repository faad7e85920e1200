use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;

/// Bytes that came in pieces, to be taken in others.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// None of them is empty.
    pieces: VecDeque<Bytes>,
    len: usize,
}

impl Pieces {
    pub(super) fn push(&mut self, piece: Bytes) {
        if !piece.is_empty() {
            self.len += piece.len();
            self.pieces.push_back(piece);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Takes the first `count` bytes, or as many as there are. Bytes that came
    /// in one piece are not copied.
    pub(super) fn take(&mut self, count: usize) -> Bytes {
        let count = count.min(self.len);
        self.len -= count;
        match self.pieces.front_mut() {
            None => Bytes::new(),
            Some(first) if first.len() > count => first.split_to(count),
            Some(first) if first.len() == count => self.pieces.pop_front().unwrap_or_default(),
            Some(_) => self.join(count),
        }
    }

    fn join(&mut self, count: usize) -> Bytes {
        let mut joined = BytesMut::with_capacity(count);
        while let Some(mut piece) = self.pieces.pop_front() {
            let missing = count - joined.len();
            if piece.len() > missing {
                joined.extend_from_slice(&piece.split_to(missing));
                self.pieces.push_front(piece);
                break;
            }
            joined.extend_from_slice(&piece);
        }
        joined.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;
    use bytes::Bytes;

    #[test]
    fn what_came_in_some_pieces_is_taken_in_others() {
        let mut pieces = Pieces::default();
        for piece in ["", "ab", "c", "", "defg"] {
            pieces.push(Bytes::from(piece));
        }
        assert_eq!(pieces.len(), 7);
        for (count, taken) in [(1, "a"), (1, "b"), (3, "cde"), (0, ""), (9, "fg"), (1, "")] {
            assert_eq!(pieces.take(count), taken);
        }
        assert_eq!(pieces.len(), 0);
    }

    #[test]
    fn bytes_of_one_piece_are_not_copied() {
        let mut pieces = Pieces::default();
        let whole = Bytes::from("abcdef");
        pieces.push(whole.clone());
        assert_eq!(pieces.take(4).as_ptr(), whole.as_ptr());
        assert_eq!(pieces.take(2).as_ptr(), whole[4..].as_ptr());
    }
}
