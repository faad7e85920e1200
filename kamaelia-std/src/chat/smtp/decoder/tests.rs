use super::*;

const RULES: Rules = Rules {
    size: 200,
    line: 20,
    eight_bit: false,
};

/// What a client has sent, in short: commands as they are, messages joined. Of a message
/// that is refused there is only why.
fn read(pieces: impl IntoIterator<Item = Bytes>) -> Vec<String> {
    let mut decoder = Decoder::new(24);
    let mut all = Vec::new();
    let mut message = String::new();
    let mut flaw = None;
    for piece in pieces {
        decoder.push(piece);
        while let Some(part) = decoder.next_part() {
            match part {
                Part::Command(line) => {
                    let line = String::from_utf8_lossy(&line).into_owned();
                    match &*line.split(' ').collect::<Vec<_>>() {
                        ["DATA"] => decoder.data(RULES),
                        ["BDAT", bytes] => decoder.bdat(number(bytes), false, RULES),
                        ["BDAT", bytes, "LAST"] => decoder.bdat(number(bytes), true, RULES),
                        ["SKIP", bytes] => decoder.skip(number(bytes)),
                        ["RSET"] => decoder.abandon(),
                        _ => {}
                    }
                    all.push(line);
                }
                Part::NoCommand(flaw) => all.push(format!("no command: {flaw}")),
                Part::Chunk(bytes) => {
                    assert!(flaw.is_none() && (1..=Ask::CHUNK).contains(&bytes.len()));
                    message += &String::from_utf8_lossy(&bytes);
                }
                Part::Flaw(found) => flaw = Some(found),
                Part::End => {
                    all.push(match flaw.take() {
                        None => format!("{message:?}"),
                        Some(flaw) => format!("refused: {flaw}"),
                    });
                    message.clear();
                }
            }
        }
    }
    if let Some(flaw) = flaw {
        all.push(format!("refused: {flaw}"));
    }
    all
}

fn number(text: &str) -> u64 {
    text.parse().expect("the test has written it")
}

/// Reads it whole, cut in two anywhere, and byte by byte.
#[track_caller]
fn check(sent: impl AsRef<[u8]>, expected: &[&str]) {
    let sent = Bytes::copy_from_slice(sent.as_ref());
    let bytes = (0..sent.len()).map(|at| sent.slice(at..=at));
    assert_eq!(read(bytes), expected, "byte by byte");
    for cut in 0..=sent.len() {
        let pieces = [sent.slice(..cut), sent.slice(cut..)];
        assert_eq!(read(pieces), expected, "cut at {cut}");
    }
}

#[test]
fn commands_are_lines_that_end_with_cr_lf() {
    check("EHLO a\r\n\r\nNOOP  \r\nQU", &["EHLO a", "", "NOOP  "]);
    let bare_lf = "no command: a line ends with LF alone; it has to be CR LF";
    let bare_cr = "no command: a CR has no LF behind it; lines have to end with CR LF";
    let long = "no command: a line is longer than 24 bytes";
    check("NOOP\nNOOP\r\n", &[bare_lf, "NOOP"]);
    check("NO\rOP\r\nNOOP\r\n", &[bare_cr, "NOOP"]);
    check("NOOP\r\r\n", &[bare_cr]);
    check("NO\0OP\r\n", &["no command: there is a byte 0 in a line"]);
    let most = "a".repeat(22);
    check(format!("{most}\r\nNOOP\r\n"), &[&most, "NOOP"]);
    check(format!("{most}a\r\nNOOP\r\n"), &[long, "NOOP"]);
    check(format!("{most}\r\0aaa\nNOOP\r\n"), &[long, "NOOP"]);
}

#[test]
fn a_message_ends_with_a_dot_and_loses_the_stuffed_ones() {
    check("DATA\r\n.\r\nQUIT\r\n", &["DATA", "\"\"", "QUIT"]);
    check(
        "DATA\r\na\r\n.\r\nQUIT\r\n",
        &["DATA", "\"a\\r\\n\"", "QUIT"],
    );
    check(
        "DATA\r\n..\r\n...a\r\n.b\r\nc.\r\n\r\n.\r\n",
        &["DATA", "\".\\r\\n..a\\r\\nb\\r\\nc.\\r\\n\\r\\n\""],
    );
    check("DATA\r\na\r\n.", &["DATA"]);
}

#[test]
fn counted_bytes_are_taken_as_they_are_and_their_last_line_is_whole() {
    check(
        "BDAT 4\r\n.\r\nBBDAT 1 LAST\r\ncQUIT\r\n",
        &[
            "BDAT 4",
            "\".\\r\\nB\"",
            "BDAT 1 LAST",
            "\"c\\r\\n\"",
            "QUIT",
        ],
    );
}

/// What was published under the name of SMTP smuggling (2023), and what is like it.
#[test]
fn nothing_but_cr_lf_dot_cr_lf_ends_a_message() {
    let bare_lf = "refused: a line ends with LF alone; it has to be CR LF";
    let bare_cr = "refused: a CR has no LF behind it; lines have to end with CR LF";
    for (end, refused) in [
        ("\n.\n", bare_lf),
        ("\n.\r\n", bare_lf),
        ("\r\n.\n", bare_lf),
        ("\r\n.\n\r\n", bare_lf),
        ("\r.\r", bare_cr),
        ("\r.\r\n", bare_cr),
        ("\r\n.\r", bare_cr),
        ("\r\n.\r.\r\n", bare_cr),
        ("\r\r\n.\r\r\n", bare_cr),
        ("\n\n.\n\n", bare_lf),
        ("\0\n.\r\n", bare_lf),
        ("\r\n\0.\r\n", "refused: there is a byte 0 in a line"),
        ("\r\n.\0\r\n", "refused: there is a byte 0 in a line"),
    ] {
        let smuggled = format!("DATA\r\na{end}MAIL FROM:<b>\r\n");
        check(&smuggled, &["DATA", refused]);
        check(
            format!("{smuggled}\r\n.\r\nQUIT\r\n"),
            &["DATA", refused, "QUIT"],
        );
    }
}

#[test]
fn a_message_that_breaks_a_rule_is_read_to_its_end() {
    let most = "a".repeat(18);
    check(
        format!("DATA\r\n.{most}\r\n.\r\n"),
        &["DATA", &format!("\"{most}\\r\\n\"")],
    );
    let long = "refused: a line is longer than 20 bytes";
    check(
        format!("DATA\r\n{most}a\r\n.\r\nNOOP\r\n"),
        &["DATA", long, "NOOP"],
    );
    check(
        format!("DATA\r\n{}\r\n.\r\nNOOP\r\n", most.repeat(5)),
        &["DATA", long, "NOOP"],
    );
    let whole = format!("{most}\r\n").repeat(10);
    check(
        format!("DATA\r\n{whole}.\r\n"),
        &["DATA", &format!("{whole:?}")],
    );
    let big = "refused: the message is longer than 200 bytes";
    check(
        format!("DATA\r\n{whole}\r\n.\r\nNOOP\r\n"),
        &["DATA", big, "NOOP"],
    );
    let high = "refused: there are bytes above 127 in it, and 8BITMIME is not offered";
    check("DATA\r\nä\r\n.\r\nNOOP\r\n", &["DATA", high, "NOOP"]);
}

#[test]
fn of_several_flaws_the_heaviest_is_told_of() {
    let long = "refused: a line is longer than 20 bytes";
    let nul = "refused: there is a byte 0 in a line";
    let line = format!("{}\r\n", "ä".repeat(18));
    check(format!("DATA\r\n{}.\r\n", line.repeat(20)), &["DATA", long]);
    check(
        format!("DATA\r\n\0\r\n{}.\r\n", line.repeat(20)),
        &["DATA", nul],
    );
    check(
        format!("DATA\r\n{}\0\r\n.\r\n", line.repeat(20)),
        &["DATA", nul],
    );
}

#[test]
fn counted_bytes_go_on_where_the_ones_before_have_ended() {
    check(
        "BDAT 2\r\na\rBDAT 2 LAST\r\n\nbNOOP\r\n",
        &[
            "BDAT 2",
            "\"a\\r\"",
            "BDAT 2 LAST",
            "\"\\nb\\r\\n\"",
            "NOOP",
        ],
    );
    check(
        "BDAT 0\r\nBDAT 0 LAST\r\nNOOP\r\n",
        &["BDAT 0", "\"\"", "BDAT 0 LAST", "\"\"", "NOOP"],
    );
    let bare_cr = "refused: a CR has no LF behind it; lines have to end with CR LF";
    check(
        "BDAT 2 LAST\r\na\rNOOP\r\n",
        &["BDAT 2 LAST", bare_cr, "NOOP"],
    );
    check(
        "BDAT 2\r\na\nRSET\r\nSKIP 4\r\n\r\0\n\rNOOP\r\n",
        &[
            "BDAT 2",
            "refused: a line ends with LF alone; it has to be CR LF",
            "RSET",
            "SKIP 4",
            "\"\"",
            "NOOP",
        ],
    );
}

/// Numbers that are different each time round, and the same in each run.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is below")
    }
}

#[test]
fn what_is_read_does_not_depend_on_where_it_was_cut() {
    let mut number = numbers();
    let words = [
        "DATA\r\n",
        "BDAT 7\r\n",
        "BDAT 9 LAST\r\n",
        "SKIP 5\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "\r\n.\r\n",
        "\r\n..",
        ".",
        "\r",
        "\n",
        "\0",
        "a",
        "ä",
        "hello, world\r\n",
        "hello, world and more\r\n",
        "\r\n",
    ];
    for _ in 0..2000 {
        let sent: String = (0..number(40))
            .map(|_| words[number(words.len())])
            .collect();
        let sent = Bytes::from(sent);
        let whole = read([sent.clone()]);
        for _ in 0..5 {
            let mut rest = sent.clone();
            let mut pieces = Vec::new();
            while !rest.is_empty() {
                pieces.push(rest.split_to((1 + number(9)).min(rest.len())));
            }
            assert_eq!(read(pieces.clone()), whole, "{pieces:?}");
        }
    }
}

#[test]
fn no_more_is_held_than_a_line_of_a_command() {
    let mut decoder = Decoder::new(24);
    for _ in 0..1000 {
        decoder.push(Bytes::from_static(&[b'a'; 1000]));
        assert_eq!(decoder.next_part(), None);
        assert!(decoder.line.len() <= 24 && !decoder.has_more());
    }
    decoder.push("\r\n".into());
    assert_eq!(
        decoder.next_part(),
        Some(Part::NoCommand(Flaw::LongLine(24)))
    );
}

#[test]
fn a_long_piece_of_a_message_becomes_chunks_that_are_not_copied() {
    let sent = Bytes::from("0123456\r\n".repeat(20_000) + ".\r\n");
    let mut decoder = Decoder::new(24);
    decoder.data(Rules {
        size: u64::MAX,
        line: 1000,
        eight_bit: true,
    });
    decoder.push(sent.clone());
    let mut at = 0;
    while let Some(Part::Chunk(chunk)) = decoder.next_part() {
        assert!(chunk.len() <= Ask::CHUNK);
        assert_eq!(chunk.as_ptr(), sent.slice(at..).as_ptr());
        at += chunk.len();
    }
    assert_eq!(at + 3, sent.len());
}

#[test]
fn what_is_forgotten_does_not_come_back() {
    let mut decoder = Decoder::new(24);
    decoder.push("STARTTLS\r\nRSET\r\nMAI".into());
    assert_eq!(decoder.next_part(), Some(Part::Command("STARTTLS".into())));
    decoder.clear();
    assert!(!decoder.has_more());
    decoder.push("EHLO a\r\n".into());
    assert_eq!(decoder.next_part(), Some(Part::Command("EHLO a".into())));
}
