use super::{Pairs, berkeley, dumb, gdbm, integers, text, texts};

/// What a fuzzer calls with whatever it makes up: no database says more than it has bytes
/// for, and what is read a second time is the same.
///
/// # Panics
///
/// If that does not hold.
pub fn fuzz(bytes: &[u8]) {
    for read in [berkeley::read, gdbm::read] {
        let Some(Ok(pairs)) = read(bytes) else {
            continue;
        };
        check(&pairs, bytes.len());
        assert_eq!(read(bytes), Some(Ok(pairs)));
    }
    check(&dumb::read(bytes, bytes), 2 * bytes.len());
    let _ = (berkeley::is_closed(bytes), integers(bytes));
    if let Some((_, rest)) = text(bytes) {
        assert!(rest.len() < bytes.len(), "a text has quotes at least");
    }
    for text in texts(bytes).into_iter().flatten() {
        assert!(text.len() <= bytes.len(), "what is escaped is not shorter");
    }
}

fn check(pairs: &Pairs, most: usize) {
    let read = pairs
        .pairs
        .iter()
        .map(|(key, value)| key.len() + value.len());
    assert!(read.sum::<usize>() <= most, "more than there is");
}
