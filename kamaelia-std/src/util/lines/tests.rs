use super::*;

/// All lines of the pieces; a bad one as the text of its error.
fn cut(mut lines: Lines, pieces: &[&[u8]]) -> Vec<String> {
    let text = |line: Result<String, LineError>| line.unwrap_or_else(|error| format!("<{error}>"));
    let mut together = lines.clone();
    let (mut all, mut all_together) = (Vec::new(), Vec::new());
    for mut piece in pieces.iter().copied() {
        all_together.extend(together.lines_of(piece).map(text));
        while let Some(line) = lines.next_line(&mut piece) {
            all.push(text(line));
        }
        assert!(piece.is_empty(), "a piece is looked at whole");
        assert!(lines.rest.len() <= lines.limit + 1);
    }
    all.extend(lines.finish().map(text));
    all_together.extend(together.finish().map(text));
    assert_eq!(
        all_together, all,
        "all that a piece completes, and line by line"
    );
    all
}

/// Cut whole, in every two pieces, and byte by byte: always the same lines.
#[track_caller]
fn check(lines: Lines, bytes: &[u8], expected: &[&str]) {
    assert_eq!(cut(lines.clone(), &[bytes]), expected, "in one piece");
    for at in 0..=bytes.len() {
        let (one, other) = bytes.split_at(at);
        assert_eq!(cut(lines.clone(), &[one, other]), expected, "cut at {at}");
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(cut(lines, &single), expected, "byte by byte");
}

#[test]
fn both_line_endings() {
    check(Lines::new(80), b"one\ntwo\r\n", &["one", "two"]);
}

#[test]
fn a_last_line_without_ending_leaves_too() {
    check(Lines::new(80), b"one\ntwo", &["one", "two"]);
    check(Lines::new(80), b"", &[]);
}

#[test]
fn empty_lines_are_lines() {
    check(Lines::new(80), b"\n\r\n\n", &["", "", ""]);
    check(Lines::new(0), b"\n\r\n", &["", ""]);
}

#[test]
fn a_carriage_return_elsewhere_stays() {
    check(Lines::new(80), b"a\rb\nc\r\r\nd\r", &["a\rb", "c\r", "d\r"]);
}

#[test]
fn the_ending_is_not_counted() {
    check(
        Lines::new(4),
        b"1234\n1234\r\n1234",
        &["1234", "1234", "1234"],
    );
}

#[test]
fn a_line_that_is_too_long_is_named_and_dropped() {
    let error = "<the line at byte 3 is longer than the limit, 4 bytes>";
    check(Lines::new(4), b"12\n12345\nok\n", &["12", error, "ok"]);
    check(Lines::new(4), b"12\n12345\r\nok", &["12", error, "ok"]);
    check(Lines::new(4), b"12\n1234\r5\nok", &["12", error, "ok"]);
    check(Lines::new(4), b"12\n12345678901234567890", &["12", error]);
    check(Lines::new(4), b"12\n1234\r", &["12", error]);
}

#[test]
fn a_line_that_is_not_utf8_is_named_and_dropped() {
    let error = "<the line at byte 3 is not UTF-8: byte 5 is wrong>";
    check(
        Lines::new(80),
        b"hi\nab\xffcd\nyou\n",
        &["hi", error, "you"],
    );
    check(Lines::new(80), b"hi\nab\xc3", &["hi", error]);
}

#[test]
fn a_character_in_two_pieces_is_whole() {
    check(Lines::new(80), "grüß\n€\n".as_bytes(), &["grüß", "€"]);
}

#[test]
fn bad_lines_are_numbered() {
    let mut lines = Lines::new(1);
    let mut bytes = &b"\xff\n\n123\n"[..];
    let mut numbers = Vec::new();
    while let Some(line) = lines.next_line(&mut bytes) {
        numbers.extend(line.err().map(|error| error.number));
    }
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn replacing_makes_the_best_of_a_bad_line() {
    let lines = || Lines::new(5).replacing(true);
    check(lines(), b"a\xffb\nok\n", &["a\u{fffd}b", "ok"]);
    check(lines(), b"1234567\nok\n", &["12345", "ok"]);
    check(lines(), b"12345\r6\nok\n", &["12345", "ok"]);
    check(lines(), b"1234567", &["12345"]);
}

#[test]
fn replacing_cuts_between_characters() {
    check(Lines::new(4).replacing(true), "a€€\n".as_bytes(), &["a€"]);
    check(Lines::new(5).replacing(true), "a€€\n".as_bytes(), &["a€"]);
}
