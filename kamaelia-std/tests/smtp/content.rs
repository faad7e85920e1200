//! Messages, and what is no message.

use crate::talk::{Talk, dialogue, server, yes};
use crate::{HELLO, said};
use kamaelia_std::chat::smtp::{Ask, Extensions, Reply, SmtpLimits};

const BEGIN: &str = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\n";

/// What is said behind `BEGIN`, and asked.
async fn after_begin(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut said, mut asked) = said(&format!("{BEGIN}{text}")).await;
    (said.split_off(HELLO.len() + 2), asked.split_off(4))
}

/// The published ones, each with a message behind it that somebody wants to smuggle in.
#[tokio::test(start_paused = true)]
async fn nothing_can_be_smuggled_into_a_message() {
    let bare_lf = "554 5.6.0 a line ends with LF alone; it has to be CR LF";
    let bare_cr = "554 5.6.0 a CR has no LF behind it; lines have to end with CR LF";
    for (end, refused) in [
        ("\n.\n", bare_lf),
        ("\n.\r\n", bare_lf),
        ("\r\n.\n", bare_lf),
        ("\r.\r\n", bare_cr),
        ("\r.\r", bare_cr),
        ("\r\n.\r", bare_cr),
    ] {
        let smuggled = "MAIL FROM:<x@y>\r\nRCPT TO:<z@b>\r\nDATA\r\nboo\r\n.\r\n";
        let (said, asked) = after_begin(&format!("DATA\r\nhello{end}{smuggled}QUIT\r\n")).await;
        assert_eq!(said, ["354 go on", refused], "{end:?}");
        assert_eq!(asked, ["DATA"], "{end:?}");
        // It is so in counted bytes, too.
        let (said, asked) =
            after_begin(&format!("BDAT 20 LAST\r\nhello{end}{smuggled}QUIT\r\n")).await;
        assert_eq!(said, [refused], "{end:?}");
        assert_eq!(asked, ["DATA"], "{end:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_breaks_a_rule_is_refused_when_it_is_whole() {
    let fine = "250 2.0.0 fine";
    for (text, refused) in [
        ("a\0b".to_owned(), "554 5.6.0 there is a byte 0 in a line"),
        (
            "a".repeat(999),
            "554 5.6.0 a line is longer than 1000 bytes",
        ),
    ] {
        let (said, asked) = after_begin(&format!("DATA\r\n{text}\r\n.\r\nMAIL FROM:<>\r\n")).await;
        assert_eq!(said, ["354 go on", refused, fine]);
        assert_eq!(asked, ["DATA", "reset", "MAIL <>"]);
    }
    let (said, _) = after_begin(&format!("DATA\r\n{}\r\n.\r\n", "a".repeat(998))).await;
    assert_eq!(said, ["354 go on", fine]);
}

#[tokio::test(start_paused = true)]
async fn bytes_above_127_need_8bitmime_to_be_offered() {
    let text = format!("{BEGIN}DATA\r\nä\r\n.\r\n");
    let (with, _) = dialogue(server(), &text, yes).await;
    assert_eq!(with.last().unwrap(), "250 2.0.0 fine");
    let extensions = Extensions {
        eight_bit_mime: false,
        ..Extensions::all()
    };
    let (without, asked) = dialogue(server().extensions(extensions), &text, yes).await;
    assert!(without.last().unwrap().starts_with("554 5.6.3 "));
    assert_eq!(asked.last().unwrap(), "reset");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_too_long_is_refused_by_its_size_and_by_its_bytes() {
    let limits = SmtpLimits {
        message: 20,
        ..SmtpLimits::default()
    };
    let small = || server().limits(limits);
    let refused = "552 5.3.4 a message has at most 20 bytes here";
    let text = "EHLO a\r\nMAIL FROM:<> SIZE=21\r\nMAIL FROM:<> SIZE=99999999999999999999\r\nMAIL FROM:<> SIZE=20\r\n";
    let (said, asked) = dialogue(small(), text, yes).await;
    assert!(said.contains(&"250-SIZE 20".to_owned()), "{said:?}");
    assert_eq!(said[HELLO.len()..], [refused, refused, "250 2.0.0 fine"]);
    assert_eq!(asked[2..], ["MAIL <> SIZE=20"]);

    let whole = "a".repeat(18);
    for (text, expected) in [
        (format!("DATA\r\n{whole}\r\n.\r\n"), "250 2.0.0 fine"),
        (format!("DATA\r\n{whole}\r\n\r\n.\r\n"), refused),
        (format!("BDAT 21 LAST\r\n{whole}a\r\n"), refused),
        (
            format!("BDAT 20\r\n{whole}\r\nBDAT 2 LAST\r\n\r\n"),
            refused,
        ),
    ] {
        let (said, asked) = dialogue(small(), format!("{BEGIN}{text}NOOP\r\n"), yes).await;
        assert_eq!(
            said[said.len() - 2..],
            [expected, "250 2.0.0 done"],
            "{text}"
        );
        let last = if expected == refused { "reset" } else { "end" };
        assert_eq!(asked.last().unwrap(), last, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_may_come_by_counted_bytes() {
    let (said, asked) =
        after_begin("BDAT 8\r\n.hello\r\nBDAT 0\r\nBDAT 3 LAST\r\nbyeNOOP\r\n").await;
    let bytes = |count: u32| format!("250 2.0.0 {count} bytes are here");
    assert_eq!(
        said,
        [&bytes(8), &bytes(0), "250 2.0.0 fine", "250 2.0.0 done"]
    );
    assert_eq!(asked, ["DATA", ".hello\\r\\nbye\\r\\n", "end"]);
}

#[tokio::test(start_paused = true)]
async fn counted_bytes_may_be_forgotten_between_two_commands() {
    let (said, asked) =
        after_begin("BDAT 3\r\na\r\nDATA\r\nRSET\r\nBDAT 5 LAST\r\nNOOP\nNOOP\r\n").await;
    assert_eq!(
        said,
        [
            "250 2.0.0 3 bytes are here",
            "503 5.5.1 the message has begun with BDAT",
            "250 2.0.0 forgotten",
            "503 5.5.1 say MAIL first",
            "250 2.0.0 done",
        ]
    );
    assert_eq!(asked, ["DATA", "a\\r\\n", "reset"]);
}

#[tokio::test(start_paused = true)]
async fn counted_bytes_that_nobody_wants_are_thrown_away() {
    let no = |ask: &Ask| match ask {
        Ask::Data => Reply::new(451).enhanced(4, 7, 1).text("not now"),
        ask => yes(ask),
    };
    let text = format!("{BEGIN}BDAT 6\r\nRSET\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
    let (said, asked) = dialogue(server(), text, no).await;
    assert_eq!(
        said[HELLO.len() + 2..],
        ["451 4.7.1 not now", "451 4.7.1 not now", "250 2.0.0 done"]
    );
    assert_eq!(asked[4..], ["DATA", "DATA"]);

    let (said, asked) = self::said("BDAT 6\r\nQUIT\r\nHELO a\r\nBDAT 6 LAST\r\nQUIT\r\n").await;
    let sender = "503 5.5.1 say MAIL first";
    assert_eq!(said[1..], [sender, "250 b.example", sender]);
    assert_eq!(asked[1..], ["HELO a"]);
}

#[tokio::test(start_paused = true)]
async fn bytes_that_nobody_can_count_are_the_end() {
    let (said, asked) = after_begin("BDAT many\r\nQUIT\r\n").await;
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("501 5.5.4 write BDAT"), "{said:?}");
    assert!(asked.is_empty(), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_long_message_passes_as_it_comes() {
    let mut talk = Talk::new(server(), yes);
    talk.say(format!("{BEGIN}DATA\r\n")).await;
    let line = "hello, world and all that\r\n";
    for _ in 0..100 {
        talk.say(line.repeat(1000)).await;
    }
    talk.say(".\r\nQUIT\r\n").await;
    let log = talk.log();
    talk.end().await;
    let asked = log.all();
    assert_eq!(asked[asked.len() - 2..], ["end", "QUIT"]);
    let text = asked[asked.len() - 3].replace("\\r\\n", "\r\n");
    assert!(text == line.repeat(100_000), "{} bytes", text.len());
}
