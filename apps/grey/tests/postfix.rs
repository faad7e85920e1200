//! The protocol in which Postfix asks for decisions.

use bytes::Bytes;
use grey::policy::{Judgement, Name, Point, Question, Rule, Verdict};
use grey::postfix::{Decoder, PolicyDecoder, PolicyEncoder, answer, fuzz};
use kamaelia::prelude::*;
use kamaelia_std::util::{DataSource, Expect, Map};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

const RECIPIENT: &str = include_str!("../corpus/postfix/recipient");

/// The request of the corpus, with some attributes changed.
fn request(changed: &[(&str, &str)]) -> String {
    let mut request = RECIPIENT.trim_end().to_owned() + "\n";
    for (name, value) in changed {
        request += &format!("{name}={value}\n");
    }
    request + "\n"
}

fn decode(mut bytes: &[u8]) -> Vec<Result<Question, String>> {
    let mut decoder = Decoder::new();
    let mut questions = Vec::new();
    while let Some(request) = decoder.next_request(&mut bytes) {
        let question = request.map(|request| request.question());
        questions.push(question.map_err(|error| error.to_string()));
    }
    questions.extend(decoder.finish().err().map(|error| Err(error.to_string())));
    questions
}

fn question(changed: &[(&str, &str)]) -> Question {
    let mut questions = decode(request(changed).as_bytes());
    let question = questions.pop().expect("there is one");
    question.expect("it is good")
}

#[track_caller]
fn is_bad(bytes: &[u8], said: &str) {
    let error = decode(bytes)
        .pop()
        .expect("there is one")
        .expect_err("it is bad");
    assert_eq!(
        error,
        format!(
            "request 1 for a policy decision {said}; only Postfix's check_policy_service is served here"
        ),
    );
}

#[test]
fn a_request_is_a_question() {
    let question = question(&[]);
    assert_eq!(question.id, "1b2c.65539a80.8f7e6.0");
    assert_eq!(question.client.to_string(), "192.0.2.17");
    assert_eq!(question.helo, "mail.a.example");
    assert_eq!(
        question.name,
        Some(Name::Confirmed(vec!["mail.a.example".to_owned()]))
    );
    assert_eq!(
        question.sender.map(|it| it.to_string()).as_deref(),
        Some("ann@a.example")
    );
    assert_eq!(question.recipients.len(), 1);
    assert_eq!(question.recipients[0].to_string(), "bob@home.example");
    assert_eq!(question.at, Point::Recipient);
    assert!(question.secured && question.relay_checked && !question.authenticated);
}

#[test]
fn what_postfix_does_not_know_is_not_known() {
    assert_eq!(question(&[("sender", "")]).sender, None);
    assert_eq!(question(&[("client_name", "unknown")]).name, None);
    assert!(question(&[("recipient", "")]).recipients.is_empty());
    assert!(!question(&[("encryption_protocol", "")]).secured);
    assert!(question(&[("sasl_username", "ann")]).authenticated);
    assert_eq!(question(&[("protocol_state", "DATA")]).at, Point::Data);
    for state in [
        "CONNECT",
        "EHLO",
        "HELO",
        "MAIL",
        "END-OF-MESSAGE",
        "VRFY",
        "ETRN",
    ] {
        assert_eq!(question(&[("protocol_state", state)]).at, Point::Elsewhere);
    }
    // Whatever Postfix takes for an address is one.
    assert_eq!(
        question(&[("sender", "root")])
            .sender
            .expect("it has one")
            .local,
        "root"
    );
    assert!(
        question(&[("what_comes_next", "= = =")]).secured,
        "it is passed over"
    );
}

#[test]
fn a_client_that_writes_no_utf_8_gets_a_decision_all_the_same() {
    let request = request(&[("helo_name", "M?LLER"), ("sender", "m?ller@a.example")]);
    let request = request
        .bytes()
        .map(|byte| if byte == b'?' { 0xdc } else { byte });
    let mut questions = decode(&request.collect::<Vec<_>>());
    let question = questions.pop().expect("there is one").expect("it is good");
    assert_eq!(question.helo, "M\u{fffd}LLER");
    let sender = question.sender.map(|sender| sender.to_string());
    assert_eq!(sender.as_deref(), Some("m\u{fffd}ller@a.example"));
}

#[test]
fn many_requests_come_on_one_connection_cut_anywhere() {
    let to = |number: u8| format!("{number}@home.example");
    let requests: String = (0..5).map(|n| request(&[("recipient", &to(n))])).collect();
    for size in [1, 3, 64, 1_000, requests.len()] {
        let mut decoder = Decoder::new();
        let mut recipients = Vec::new();
        for mut piece in requests.as_bytes().chunks(size) {
            while let Some(request) = decoder.next_request(&mut piece) {
                let question = request.expect("it is good").question();
                recipients.push(question.recipients[0].to_string());
            }
        }
        assert_eq!(
            recipients,
            [0, 1, 2, 3, 4].map(to),
            "in pieces of {size} bytes"
        );
        assert_eq!(decoder.finish(), Ok(()));
    }
}

#[test]
fn a_bad_request_says_what_is_wrong_with_it() {
    is_bad(
        b"hello\n\n",
        "has the line \"hello\", which is not `name=value`",
    );
    is_bad(
        b"GET / HTTP/1.1\r\n\r\n",
        "has the line \"GET / HTTP/1.1\\r\", which is not `name=value`",
    );
    is_bad(b"\n", "does not say `request`");
    is_bad(
        b"request=junk\n\n",
        "says `request=junk`; `smtpd_access_policy` is expected",
    );
    is_bad(
        b"request=smtpd_access_policy\n\n",
        "does not say `protocol_state`",
    );
    is_bad(
        b"protocol_state=LOST\n\n",
        "says `protocol_state=LOST`; `RCPT` or `DATA` is expected",
    );
    is_bad(
        b"client_address=unknown\n\n",
        "says `client_address=unknown`; an IP address is expected",
    );
    is_bad(b"sender=ann", "ends before its empty line");
    is_bad(
        &[b'x'; Decoder::LINE + 1],
        "has a line of more than 4096 bytes",
    );
    is_bad(
        &b"a=b\n".repeat(Decoder::LINES + 1),
        "has more than 200 lines",
    );
    let line = [&b"a="[..], &[b'b'; 4_000], b"\n"].concat();
    is_bad(&line.repeat(17), "has more than 65536 bytes");
}

#[test]
fn nothing_is_read_behind_a_bad_request() {
    let bytes = request(&[]) + "junk\n\n" + &request(&[]);
    let questions = decode(bytes.as_bytes());
    assert_eq!(questions.len(), 2);
    let error = questions[1].as_ref().expect_err("it is bad");
    assert!(
        error.starts_with("request 2 for a policy decision "),
        "{error}"
    );
}

#[test]
fn the_corpus_of_the_fuzzer_breaks_nothing() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/postfix");
    let files = std::fs::read_dir(folder).expect("the corpus is there");
    let mut count = 0;
    for file in files {
        let path = file.expect("it can be listed").path();
        fuzz(&std::fs::read(path).expect("it can be read"));
        count += 1;
    }
    assert!(count >= 20, "only {count} files");
}

fn judgement(verdict: Verdict, at: Point) -> Judgement {
    let question = Question {
        at,
        ..question(&[])
    };
    let when = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    Judgement::new(question, verdict, when)
}

const WAITED: Verdict = Verdict::Pass {
    rule: Rule::Returned,
    waited: Some(Duration::from_secs(312)),
};

#[test]
fn each_verdict_has_its_action() {
    let check = |verdict: Verdict, at_recipient: &str, at_data: &str| {
        for (at, action) in [(Point::Recipient, at_recipient), (Point::Data, at_data)] {
            let answer = answer(&judgement(verdict, at), "mx.home.example", true);
            assert_eq!(answer, format!("action={action}\n\n"));
        }
    };
    check(Verdict::pass(Rule::KnownClient), "DUNNO", "DUNNO");
    let header = "PREPEND X-Greylist: delayed 312 seconds by grey at mx.home.example; \
                  Tue, 14 Nov 2023 22:13:20 +0000";
    check(WAITED, header, header);
    let wait = Duration::from_millis(59_500);
    check(
        Verdict::Defer {
            rule: Rule::FirstAttempt,
            wait,
        },
        "DEFER_IF_PERMIT 4.2.0 Greylisted, please try again in 60 seconds",
        "451 4.7.1 Greylisted, please try again in 60 seconds",
    );
    check(
        Verdict::Unavailable {
            rule: Rule::StoreGone,
        },
        "DEFER_IF_PERMIT 4.3.0 Cannot decide at the moment, please try again later",
        "451 4.3.0 Cannot decide at the moment, please try again later",
    );
    let relay = "REJECT 5.7.1 Relaying denied";
    check(
        Verdict::Refuse {
            rule: Rule::ForeignDomain,
        },
        relay,
        relay,
    );
    let without = answer(&judgement(WAITED, Point::Recipient), "mx", false);
    assert_eq!(without, "action=DUNNO\n\n");
}

#[test]
fn a_message_gets_one_header_and_its_requests_are_answered_in_order() -> Outcome {
    let of = |id: &str| {
        let mut judgement = judgement(WAITED, Point::Recipient);
        Arc::make_mut(&mut judgement.question).id = id.to_owned();
        judgement
    };
    let first_word = |bytes: Bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.split(' ').next().unwrap_or_default().trim().to_owned()
    };
    let graph = graphline! {
        JUDGEMENTS = DataSource::new([of("one"), of("one"), of("two"), of(""), of("")]);
        ENCODE     = PolicyEncoder::new("mx.home.example");
        WORDS      = Map::new(first_word);
        CHECK      = Expect::new([
            "action=PREPEND",
            "action=DUNNO",
            "action=PREPEND",
            // Who gives its messages no names gets a header for each recipient.
            "action=PREPEND",
            "action=PREPEND",
        ].map(str::to_owned));

        JUDGEMENTS -> ENCODE -> WORDS -> CHECK;
    };
    futures::executor::block_on(graph.run())
}

#[test]
fn a_bad_request_is_the_fault_of_its_connection() {
    let graph = graphline! {
        BYTES  = DataSource::new([Bytes::from("request=smtpd_access_policy\n"), Bytes::from("junk\n")]);
        DECODE = PolicyDecoder::new();
        IDS    = Map::new(|question: Question| question.id);
        CHECK  = Expect::new(Vec::<String>::new());

        BYTES -> DECODE -> IDS -> CHECK;
    };
    let fault = futures::executor::block_on(graph.run())
        .expect_err("it is bad")
        .to_string();
    assert!(
        fault.contains("DECODE") && fault.contains("\"junk\""),
        "{fault}"
    );
}
