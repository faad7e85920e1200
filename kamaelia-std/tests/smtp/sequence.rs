//! Which command may stand where.

use crate::talk::{dialogue, server, yes};
use crate::{HELLO, said};
use kamaelia_std::chat::smtp::{Ask, Extensions, Reply};

/// The last lines that are said to a client which has said hello, and then this.
#[track_caller]
fn check(text: &'static str, expected: &[&str]) -> impl Future<Output = ()> {
    let expected: Vec<String> = expected.iter().map(|&line| line.to_owned()).collect();
    let caller = std::panic::Location::caller();
    async move {
        let (said, _) = said(&format!("EHLO a\r\n{text}")).await;
        assert_eq!(said[HELLO.len()..], expected, "{text:?} at {caller}");
    }
}

const FINE: &str = "250 2.0.0 fine";

#[tokio::test(start_paused = true)]
async fn nothing_comes_before_hello() {
    let first = "503 5.5.1 say EHLO first";
    let (said, asked) =
        said("MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nNOOP\r\nRSET\r\nVRFY a\r\nHELP\r\n").await;
    let sender = "503 5.5.1 say MAIL first";
    assert_eq!(
        said[1..6],
        [
            first,
            sender,
            sender,
            "250 2.0.0 done",
            "250 2.0.0 forgotten"
        ]
    );
    assert!(said[6].starts_with("252 2.0.0") && said[7].starts_with("214 2.0.0"));
    assert_eq!(asked.len(), 1, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_transaction_goes_from_sender_to_recipients_to_message() {
    let sender = "503 5.5.1 say MAIL first";
    check("RCPT TO:<a@b>\r\nDATA\r\n", &[sender, sender]).await;
    check(
        "MAIL FROM:<>\r\nDATA\r\n",
        &[FINE, "554 5.5.1 there is no valid recipient"],
    )
    .await;
    let twice = "503 5.5.1 there is a sender already; RSET forgets it";
    check("MAIL FROM:<>\r\nMAIL FROM:<>\r\n", &[FINE, twice]).await;
    check(
        "MAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\n",
        &[FINE, "250 2.0.0 forgotten", FINE],
    )
    .await;
    check(
        "MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n.\r\nRCPT TO:<a@b>\r\nMAIL FROM:<>\r\n",
        &[FINE, FINE, "354 go on", FINE, sender, FINE],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_bad_command_is_answered_and_nothing_else_is() {
    check("GET / HTTP/1.1\r\n", &["500 5.5.1 there is no command GET"]).await;
    check("AUTH PLAIN\r\n", &["502 5.5.1 AUTH is not offered here"]).await;
    check("EXPN a\r\n", &["502 5.5.1 EXPN is not offered here"]).await;
    check("STARTTLS\r\n", &["502 5.5.1 STARTTLS is not offered here"]).await;
    check(
        "MAIL FROM:a@b\r\nNOOP\r\n",
        &[
            "501 5.1.7 the address does not begin with `<`",
            "250 2.0.0 done",
        ],
    )
    .await;
    check(
        "NOOP\n",
        &["500 5.5.2 a line ends with LF alone; it has to be CR LF"],
    )
    .await;
    check(
        "MAIL FROM:<>\r\nRCPT TO:<é@b>\r\n",
        &[FINE, "553 5.6.7 an address beyond ASCII needs SMTPUTF8"],
    )
    .await;
    check("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<é@b>\r\n", &[FINE, FINE]).await;
}

#[tokio::test(start_paused = true)]
async fn another_hello_and_rset_abandon_what_has_begun() {
    let begin = "MAIL FROM:<>\r\nRCPT TO:<a@b>\r\n";
    for end in ["EHLO c", "HELO c", "RSET"] {
        let (_, asked) = said(&format!("EHLO a\r\n{begin}{end}\r\nDATA\r\n")).await;
        assert_eq!(asked[2..5], ["MAIL <>", "RCPT a@b", "reset"]);
        let hello = end.split_once(' ').map(|_| end);
        assert_eq!(asked.get(5).map(String::as_str), hello);
    }
    // Where nothing has begun, nothing is abandoned.
    let (_, asked) = said("EHLO a\r\nRSET\r\nEHLO c\r\n").await;
    assert_eq!(asked[1..], ["EHLO a", "EHLO c"]);
}

#[tokio::test(start_paused = true)]
async fn helo_gets_one_line_and_no_extensions() {
    let (said, asked) = said("HELO a\r\nMAIL FROM:<> SIZE=1\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d> NOTIFY=NEVER\r\nRCPT TO:<c@d>\r\n").await;
    let parameters = "555 5.5.4 parameters need EHLO";
    assert_eq!(
        said[1..],
        ["250 b.example", parameters, FINE, parameters, FINE]
    );
    assert_eq!(asked[1..], ["HELO a", "MAIL a@b", "RCPT c@d"]);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_offered_can_be_used() {
    let nothing = server().extensions(Extensions::default());
    let text = "EHLO a\r\nMAIL FROM:<> SIZE=1\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nBDAT 1\r\n";
    let (said, _) = dialogue(nothing, text, yes).await;
    assert_eq!(
        said[1..],
        [
            "250 b.example",
            "555 5.5.4 the parameter SIZE is not offered here",
            FINE,
            FINE,
            "502 5.5.1 BDAT is not offered here",
        ]
    );
}

/// No to this one alone.
fn no_to(which: &'static str) -> impl FnMut(&Ask) -> Reply + Send + 'static {
    move |ask| {
        let is_it = match ask {
            Ask::Mail(_) => which == "MAIL",
            Ask::Recipient(recipient) => recipient.to.to_string() == which,
            Ask::Data => which == "DATA",
            Ask::End => which == "end",
            _ => false,
        };
        match is_it {
            true => Reply::new(451)
                .enhanced(4, 7, 1)
                .text("come back in\n300 seconds"),
            false => yes(ask),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_said_as_it_is_and_the_rest_goes_on() {
    let text =
        "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\nMAIL FROM:<>\r\n";
    let no = ["451-4.7.1 come back in", "451 4.7.1 300 seconds"];
    let (go, none) = ("354 go on", "503 5.5.1 the sender was refused");
    let (dot, sender) = (
        "500 5.5.1 there is no such command",
        "503 5.5.1 say MAIL first",
    );
    for (which, expected) in [
        ("c@d", vec![FINE, FINE, no[0], no[1], go, FINE, FINE]),
        ("end", vec![FINE, FINE, FINE, go, no[0], no[1], FINE]),
        (
            "DATA",
            vec![
                FINE,
                FINE,
                FINE,
                no[0],
                no[1],
                dot,
                "503 5.5.1 there is a sender already; RSET forgets it",
            ],
        ),
        (
            "MAIL",
            vec![no[0], no[1], none, none, sender, dot, no[0], no[1]],
        ),
    ] {
        let (said, _) = dialogue(server(), text, no_to(which)).await;
        assert_eq!(said[HELLO.len()..], expected, "no to {which}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_recipient_that_was_taken_there_is_no_message() {
    let text = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n";
    let (said, asked) = dialogue(server(), text, no_to("a@b")).await;
    assert_eq!(
        said.last().unwrap(),
        "554 5.5.1 there is no valid recipient"
    );
    assert_eq!(asked.last().unwrap(), "RCPT a@b");
}
