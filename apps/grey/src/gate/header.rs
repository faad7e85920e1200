//! The lines that go before a message: where it came from (RFC 5321 4.4), and why it
//! was let through.

use super::Gate;
use super::transaction::Transaction;
use crate::policy::{Address, Point, Question, Verdict};
use bytes::Bytes;
use kamaelia_std::chat::smtp::{Hello, Mailbox};
use std::net::IpAddr;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

impl Gate {
    pub(super) fn question(
        &self,
        transaction: &Transaction,
        recipients: &[Mailbox],
        at: Point,
    ) -> Question {
        let visit = &self.visit;
        let hello = visit.hello.as_ref();
        Question {
            id: transaction.id().to_owned(),
            trace: self.trace,
            client: visit.client(),
            helo: hello.map_or_else(String::new, |hello| hello.name.clone()),
            name: None,
            sender: transaction.mail().from.as_ref().map(address),
            recipients: recipients.iter().map(address).collect(),
            at,
            secured: hello.is_some_and(|hello| hello.secured.is_some()),
            authenticated: false,
            relay_checked: false,
        }
    }

    pub(super) fn headers(&self) -> Bytes {
        let Some(transaction) = &self.visit.transaction else {
            return Bytes::new();
        };
        let date = OffsetDateTime::from(self.clock.now()).format(&Rfc2822);
        // A year that RFC 5322 cannot write leaves the date away.
        let date = date.unwrap_or_default();
        let trace = Trace {
            client: self.visit.client(),
            hello: self.visit.hello.as_ref(),
            server_name: &self.server_name,
            transaction,
            date: &date,
        };
        Bytes::from(trace.received() + &trace.greylist())
    }
}

fn address(mailbox: &Mailbox) -> Address {
    Address {
        local: mailbox.local().to_owned(),
        domain: mailbox.domain().to_owned(),
    }
}

/// A name that a client gives itself, without what means something in a header: nobody is
/// to forge where a message came from, or to put bytes there that need SMTPUTF8.
fn harmless(name: &str) -> String {
    name.replace(
        |c: char| !c.is_ascii_graphic() || "()<>\\\";,@".contains(c),
        "?",
    )
}

/// What is said where nobody is held up.
fn shadow_of(verdict: Verdict) -> String {
    let rule = verdict.rule();
    match verdict {
        Verdict::Pass { .. } => format!("not delayed (shadow mode; {rule})"),
        _ => format!("not delayed (shadow mode; else deferred by {rule})"),
    }
}

/// What the headers tell of a message.
struct Trace<'a> {
    client: IpAddr,
    hello: Option<&'a Hello>,
    server_name: &'a str,
    transaction: &'a Transaction,
    date: &'a str,
}

impl Trace<'_> {
    fn received(&self) -> String {
        let Trace {
            server_name, date, ..
        } = self;
        let name = self.hello.map_or("unknown", |hello| &hello.name);
        let name = harmless(name);
        let client = match self.client.to_canonical() {
            IpAddr::V4(address) => format!("[{address}]"),
            IpAddr::V6(address) => format!("[IPv6:{address}]"),
        };
        let secured = self.hello.and_then(|hello| hello.secured.as_ref());
        let secured = secured.map_or_else(String::new, |tls| {
            format!("\r\n\t(using {} with {})", tls.version, tls.cipher)
        });
        // Of several, none is to learn of the others.
        let recipient = match self.transaction.recipients() {
            [one] => format!("\r\n\tfor <{one}>"),
            _ => String::new(),
        };
        let with = self.protocol();
        let id = self.transaction.id();
        format!(
            "Received: from {name} ({client}){secured}\r\n\tby {server_name} (grey) with {with} id {id}{recipient};\r\n\t{date}\r\n"
        )
    }

    /// The name of what was spoken (RFC 3848, RFC 6531 4.3).
    fn protocol(&self) -> &'static str {
        let is_esmtp = self.hello.is_some_and(|hello| hello.esmtp);
        let is_secured = self.hello.is_some_and(|hello| hello.secured.is_some());
        let params = &self.transaction.mail().params;
        let is_utf8 = params.iter().any(|param| param.is("SMTPUTF8"));
        match (is_utf8, is_esmtp, is_secured) {
            (true, _, false) => "UTF8SMTP",
            (true, _, true) => "UTF8SMTPS",
            (false, true, true) => "ESMTPS",
            (false, true, false) => "ESMTP",
            (false, false, _) => "SMTP",
        }
    }

    fn greylist(&self) -> String {
        let Trace {
            server_name, date, ..
        } = self;
        let transaction = self.transaction;
        let why = match (
            transaction.shadow(),
            transaction.waited(),
            transaction.rule(),
        ) {
            (Some(verdict), _, _) => shadow_of(verdict),
            (None, Some(waited), _) => format!("delayed {} seconds", waited.as_secs()),
            (None, None, Some(rule)) => format!("not delayed ({rule})"),
            (None, None, None) => "not delayed".to_owned(),
        };
        format!("X-Greylist: {why} by grey at {server_name};\r\n\t{date}\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Rule;
    use kamaelia_std::chat::smtp::Mail;
    use kamaelia_std::net::TlsSession;
    use std::time::Duration;

    fn hello(esmtp: bool, is_secured: bool) -> Hello {
        Hello {
            name: "mail.example.org".to_owned(),
            esmtp,
            secured: is_secured.then(|| TlsSession {
                version: "TLSv1.3".to_owned(),
                cipher: "TLS13_AES_128_GCM_SHA256".to_owned(),
                server_name: None,
            }),
        }
    }

    fn trace<'a>(hello: &'a Hello, transaction: &'a Transaction) -> Trace<'a> {
        Trace {
            client: [192, 0, 2, 1].into(),
            hello: Some(hello),
            server_name: "mx.example.com",
            transaction,
            date: "Sun, 29 Nov 2026 02:20:00 +0000",
        }
    }

    fn transaction(param: Option<&str>) -> Transaction {
        let params = param.into_iter().map(|it| it.parse().expect("a parameter"));
        Transaction::new(Mail {
            from: None,
            params: params.collect(),
        })
    }

    #[track_caller]
    fn check(esmtp: bool, is_secured: bool, param: Option<&str>, expected: &str) {
        let (hello, transaction) = (hello(esmtp, is_secured), transaction(param));
        assert_eq!(trace(&hello, &transaction).protocol(), expected);
    }

    #[test]
    fn a_header_says_what_was_spoken() {
        check(false, false, None, "SMTP");
        check(true, false, None, "ESMTP");
        check(true, true, None, "ESMTPS");
        check(true, false, Some("SMTPUTF8"), "UTF8SMTP");
        check(true, true, Some("SMTPUTF8"), "UTF8SMTPS");
    }

    #[test]
    fn every_header_ends_its_lines_as_mail_does_and_none_is_long() {
        let mut transaction = transaction(None);
        let verdict = Verdict::Pass {
            rule: Rule::Returned,
            waited: Some(Duration::from_secs(312)),
        };
        let recipient = "jo@example.com".parse().expect("an address");
        transaction.accept(recipient, &verdict);
        let hello = hello(true, true);
        let trace = trace(&hello, &transaction);
        let text = trace.received() + &trace.greylist();
        for line in text.split_terminator("\r\n") {
            assert!(!line.contains('\n') && line.len() < 120, "{line:?}");
        }
        assert!(text.contains("from mail.example.org ([192.0.2.1])"));
        assert!(text.contains("for <jo@example.com>;"));
        assert!(text.contains("X-Greylist: delayed 312 seconds by grey at mx.example.com;"));
    }

    #[test]
    fn what_a_client_calls_itself_says_nothing_else_in_a_header() {
        let transaction = transaction(None);
        for (name, said) in [
            ("[192.0.2.7]", "[192.0.2.7]"),
            ("[IPv6:2001:db8::7]", "[IPv6:2001:db8::7]"),
            ("good.example([192.0.2.7]);<", "good.example?[192.0.2.7]???"),
            ("\"a\\b\",c@d", "?a?b??c?d"),
            ("müller", "m?ller"),
        ] {
            let hello = Hello {
                name: name.to_owned(),
                ..hello(true, false)
            };
            let text = trace(&hello, &transaction).received();
            let expected = format!("Received: from {said} ([192.0.2.1])\r\n");
            assert!(text.starts_with(&expected), "{text}");
        }
    }

    #[test]
    fn who_is_one_of_several_recipients_does_not_learn_of_the_others() {
        let mut transaction = transaction(None);
        for recipient in ["jo@example.com", "di@example.com"] {
            let verdict = Verdict::pass(Rule::KnownClient);
            transaction.accept(recipient.parse().expect("an address"), &verdict);
        }
        let hello = hello(true, false);
        let text = trace(&hello, &transaction).received();
        assert!(!text.contains("example.com>"), "{text}");
    }

    #[test]
    fn a_header_says_what_would_have_been_where_nobody_is_held_up() {
        let wait = Duration::from_secs(60);
        let [first, returned] = [Rule::FirstAttempt, Rule::Returned];
        let mut transaction = transaction(None);
        let hello = hello(true, false);
        let header = |transaction: &Transaction| trace(&hello, transaction).greylist();
        let waited = Some(wait);
        transaction.is_only_noted(Verdict::Pass {
            rule: returned,
            waited,
        });
        let text = header(&transaction);
        assert!(
            text.contains(": not delayed (shadow mode; returned) by"),
            "{text}"
        );
        transaction.is_only_noted(Verdict::Defer { rule: first, wait });
        transaction.is_only_noted(Verdict::pass(Rule::KnownTriplet));
        let text = header(&transaction);
        let said = ": not delayed (shadow mode; else deferred by first-attempt) by";
        assert!(text.contains(said), "{text}");
    }
}
