//! Lines that are no text, or too long.

use crate::harness::{HELLO, fails, pipe, succeeds, text};

#[test]
fn what_is_not_utf8_fails_with_its_place() {
    let output = pipe(&[], b"hello\nab\xff\nworld\n");
    fails(&output, &["byte 6", "not UTF-8", "byte 8 is wrong"]);
}

#[test]
fn a_line_that_is_too_long_fails_with_its_place_and_the_limit() {
    let output = pipe(&["--limit", "5"], b"hello\nworlds\n");
    fails(&output, &["byte 6", "longer than the limit, 5 bytes"]);
    let endless = vec![b'x'; 1 << 20];
    fails(&pipe(&[], &endless), &["byte 0", "65536 bytes"]);
}

#[test]
fn bad_lines_are_skipped_and_named_if_so_asked() {
    let output = pipe(
        &["--bad-lines", "skip", "--limit", "5"],
        b"hello\n\xff\nworlds\nworld\n",
    );
    assert_eq!(text(&output.stdout), HELLO);
    assert_eq!(
        text(&output.stderr),
        "echo: the line at byte 6 is not UTF-8: byte 6 is wrong\n\
         echo: the line at byte 8 is longer than the limit, 5 bytes\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn bad_lines_are_mended_if_so_asked() {
    let output = pipe(
        &["--bad-lines", "replace", "--limit", "5"],
        b"hello\nworlds\na\xff\n",
    );
    let printed = format!("{HELLO}3: A\u{fffd} (1 word, 1 letter)\n").replace("WORLDS", "WORLD");
    succeeds(&output, &printed);
}

#[test]
fn the_lines_before_a_bad_one_are_printed() {
    let good: String = (1..=1000).map(|n| format!("{n}\n")).collect();
    let output = pipe(&[], &[good.as_bytes(), b"\xff\nmore\n"].concat());
    fails(&output, &["not UTF-8"]);
    let printed = text(&output.stdout);
    assert_eq!(printed.lines().count(), 1000);
    assert!(printed.ends_with("1000: 1000 (1 word, 0 letters)\n"));
}
