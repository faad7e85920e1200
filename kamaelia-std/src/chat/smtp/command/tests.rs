use super::*;

#[track_caller]
fn parsed(line: &str) -> Command {
    Command::parse(line.as_bytes(), &Extensions::all())
        .unwrap_or_else(|reply| panic!("{line}: {reply}"))
}

#[track_caller]
fn refused(line: impl AsRef<[u8]>, words: &str) {
    let reply = Command::parse(line.as_ref(), &Extensions::all());
    let reply = reply.expect_err("it is wrong").to_string();
    assert!(
        reply.contains(words),
        "{:?}: {reply}",
        String::from_utf8_lossy(line.as_ref())
    );
}

#[test]
fn verbs_are_written_in_any_letters_and_may_have_spaces_behind_them() {
    for line in ["DATA", "data", "DaTa  "] {
        assert_eq!(parsed(line), Command::Data);
    }
    assert_eq!(parsed("rset"), Command::Reset);
    assert_eq!(parsed("quit "), Command::Quit);
    assert_eq!(parsed("STARTTLS"), Command::StartTls);
    assert_eq!(parsed("NOOP anything at all"), Command::Noop);
    assert_eq!(parsed("help data"), Command::Help);
    assert_eq!(parsed("VRFY jö"), Command::Verify);
}

#[test]
fn a_client_may_give_itself_any_name() {
    let hello = |name: &str, esmtp| Command::Hello {
        name: name.to_owned(),
        esmtp,
    };
    assert_eq!(
        parsed("EHLO mail.example.org"),
        hello("mail.example.org", true)
    );
    assert_eq!(parsed("helo [192.0.2.1]"), hello("[192.0.2.1]", false));
    assert_eq!(parsed("HELO my_pc"), hello("my_pc", false));
    assert_eq!(parsed("HELO my pc"), hello("my?pc", false));
    let latin = Command::parse(b"EHLO b\xfcro", &Extensions::all());
    assert_eq!(latin, Ok(hello("b\u{fffd}ro", true)));
    refused("EHLO", "501 5.5.4 say your name");
    refused("HELO ", "501 5.5.4 say your name");
    refused(format!("EHLO {}", "a".repeat(256)), "501 5.5.4");
}

#[test]
fn mail_has_a_sender_who_may_be_nobody() {
    let from = |line: &str| match parsed(line) {
        Command::Mail(mail) => mail.from.map(|from| from.to_string()),
        other => panic!("{other:?}"),
    };
    let a = Some("a@example.org".to_owned());
    assert_eq!(from("MAIL FROM:<a@example.org>"), a);
    assert_eq!(from("mail from: <a@example.org> SIZE=1"), a);
    assert_eq!(from("MAIL  FROM:<@b,@c:a@example.org>"), a);
    assert_eq!(from("MAIL FROM:<>"), None);
    assert_eq!(
        from("MAIL FROM:<ä@example.org> SMTPUTF8"),
        Some("ä@example.org".to_owned())
    );
    refused("MAIL", "501 5.5.4 write MAIL FROM:<address>");
    refused(
        "MAIL <a@example.org>",
        "501 5.5.4 write MAIL FROM:<address>",
    );
    refused("MAIL FROM", "501 5.5.4");
    refused("MAIL TO:<a@example.org>", "501 5.5.4");
    refused(
        "MAIL FROM:",
        "501 5.1.7 the address does not begin with `<`",
    );
    refused(
        "MAIL FROM:a@example.org",
        "501 5.1.7 the address does not begin with `<`",
    );
    refused("MAIL FROM:<a>", "501 5.1.7 the address has no `@`");
    refused(
        "MAIL FROM:<a@example.org>SIZE=1",
        "501 5.5.4 there is no space",
    );
    refused("MAIL FROM:<ä@example.org>", "553 5.6.7");
    refused(
        "MAIL FROM:<a@example.org> X=1",
        "555 5.5.4 the parameter X is not offered",
    );
    refused(
        b"MAIL FROM:<\xe4@example.org> SMTPUTF8",
        "500 5.5.2 the command is not UTF-8",
    );
}

#[test]
fn rcpt_has_somebody() {
    let Command::Recipient(one) = parsed("RCPT TO:<Postmaster> NOTIFY=NEVER") else {
        panic!("it is one");
    };
    assert_eq!(one.to.to_string(), "postmaster");
    assert!(one.params.iter().any(|param| param.is("notify")));
    refused("RCPT TO:<>", "501 5.1.3 nobody");
    refused(
        "RCPT FROM:<a@example.org>",
        "501 5.5.4 write RCPT TO:<address>",
    );
    refused(
        "RCPT TO:<@example.org>",
        "501 5.1.3 the address has no local part",
    );
}

#[test]
fn bdat_has_a_number_and_may_be_the_last() {
    let bdat = |bytes, last| Command::Bdat { bytes, last };
    assert_eq!(parsed("BDAT 10"), bdat(10, false));
    assert_eq!(parsed("bdat 0  last"), bdat(0, true));
    assert_eq!(parsed("BDAT 18446744073709551615"), bdat(u64::MAX, false));
    for line in [
        "BDAT",
        "BDAT x",
        "BDAT +1",
        "BDAT -1",
        "BDAT 1 2",
        "BDAT 1 LAST 2",
        "BDAT 18446744073709551616",
    ] {
        refused(line, "501 5.5.4 write BDAT");
    }
}

#[test]
fn what_stands_alone_is_not_to_have_company() {
    for line in ["DATA now", "RSET 1", "QUIT please", "STARTTLS 1.3"] {
        refused(line, "501 5.5.4");
    }
    refused("VRFY", "501 5.5.4");
}

#[test]
fn what_is_not_offered_is_told_apart_from_what_is_unknown() {
    for line in [
        "AUTH PLAIN abc",
        "EXPN list",
        "ETRN example.org",
        "XCLIENT NAME=a",
    ] {
        refused(line, "502 5.5.1");
    }
    for line in ["BDAT 1", "STARTTLS"] {
        let reply = Command::parse(line.as_bytes(), &Extensions::default());
        assert_eq!(reply.expect_err(line).code(), 502);
    }
    refused("", "500 5.5.1 there is no command in the line");
    refused(" DATA", "500 5.5.1 there is no command in the line");
    refused("GET / HTTP/1.1", "500 5.5.1 there is no command GET");
    refused(
        "MAILFROM:<a@example.org>",
        "500 5.5.1 there is no such command",
    );
    refused("\u{1b}[2J", "500 5.5.1 there is no such command");
}
