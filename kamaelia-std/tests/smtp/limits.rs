//! How much a client may ask for.

use crate::HELLO;
use crate::talk::{dialogue, server, yes};
use kamaelia_std::chat::smtp::{Ask, Extensions, Reply, SmtpLimits};

fn limits() -> SmtpLimits {
    SmtpLimits::default()
}

const FINE: &str = "250 2.0.0 fine";

#[tokio::test(start_paused = true)]
async fn recipients_beyond_the_limit_are_for_another_message() {
    let limits = SmtpLimits {
        recipients: 2,
        ..limits()
    };
    let no_to_x = |ask: &Ask| match ask {
        Ask::Recipient(one) if one.to.local() == "x" => Reply::new(550).text("no"),
        ask => yes(ask),
    };
    let text = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<x@b>\r\nRCPT TO:<a@b>\r\nRCPT TO:<x@b>\r\nRCPT TO:<a@b>\r\n\
                RCPT TO:<a@b>\r\nDATA\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\n";
    let (said, _) = dialogue(server().limits(limits), text, no_to_x).await;
    let many = "452 4.5.3 too many recipients; send the message again to the others";
    assert_eq!(
        said[HELLO.len()..],
        [
            FINE,
            "550 no",
            FINE,
            "550 no",
            FINE,
            many,
            "354 go on",
            FINE,
            FINE,
            FINE
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn too_many_commands_without_a_message_are_the_end() {
    let limits = SmtpLimits {
        commands: 6,
        ..limits()
    };
    let last = "421 4.7.0 b.example closes the connection: there were too many commands";
    let (said, _) = dialogue(server().limits(limits), "NOOP\r\n".repeat(10), yes).await;
    assert_eq!(said.len(), 1 + 6 + 1);
    assert_eq!(said[7], last);
    // With messages that are taken, and recipients, it goes on and on.
    let mail = format!(
        "MAIL FROM:<>\r\n{}DATA\r\n.\r\n",
        "RCPT TO:<a@b>\r\n".repeat(10)
    );
    let text = format!("EHLO a\r\n{}QUIT\r\n", mail.repeat(10));
    let (said, _) = dialogue(server().limits(limits), text, yes).await;
    assert!(said.last().unwrap().starts_with("221 "), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn too_many_bad_commands_are_the_end() {
    let limits = SmtpLimits {
        bad_commands: 3,
        ..limits()
    };
    let last = "421 4.7.0 b.example closes the connection: there were too many bad commands";
    let text = "GET / HTTP/1.1\r\nHost: b\r\nNOOP\r\n\r\n\n";
    let (said, _) = dialogue(server().limits(limits), text, yes).await;
    assert_eq!(said.len(), 6);
    assert_eq!(said[5], last);
    // What comes behind a sender that was refused is no fault of the client.
    let text = format!("EHLO a\r\n{}DATA\r\n", "RCPT TO:<a@b>\r\n".repeat(10));
    let (said, _) = dialogue(server().limits(limits), text, yes).await;
    assert_eq!(said.len(), HELLO.len() + 11);
}

#[tokio::test(start_paused = true)]
async fn a_command_may_be_as_long_as_its_extensions_need() {
    let longest = format!(
        "RCPT TO:<{}@{}> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;{}\r\n",
        "a".repeat(64),
        "b".repeat(180),
        "c".repeat(493)
    );
    let text = format!("EHLO a\r\nMAIL FROM:<>\r\n{longest}");
    let (said, _) = dialogue(server(), &text, yes).await;
    assert_eq!(said.last().unwrap(), FINE);
    let long = format!("NOOP {}\r\n", "a".repeat(505));
    for (extensions, reply) in [
        (Extensions::all(), "250 2.0.0 done"),
        (Extensions::default(), FINE),
    ] {
        let fits = format!("{}\r\n", &long[..510]);
        for text in [fits, long.clone()] {
            let (said, _) = dialogue(server().extensions(extensions.clone()), &text, yes).await;
            let is_long = text.len() > 512 && reply == FINE;
            let expected = if is_long {
                "500 5.5.2 a line is longer than 512 bytes"
            } else {
                "250 2.0.0 done"
            };
            assert_eq!(said[1], expected);
        }
    }
}
