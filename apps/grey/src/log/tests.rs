use super::line::missing;
use super::sink::Sink;
use super::subscriber::LogSubscriber;
use super::{News, Record, tell};
use crate::Clock;
use crate::config::{self, LogFormat, LogLevel};
use crate::policy::{
    Address, Answer, Facts, Judgement, Lookup, Name, Point, Question, Rule, TraceId, Verdict,
};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use tokio::sync::mpsc;
use tracing::{Dispatch, dispatcher::with_default};

const MORNING: Duration = Duration::from_millis(1_777_622_400_123);

/// The lines that come of what is said.
fn lines(format: LogFormat, level: LogLevel, say: impl FnOnce()) -> Vec<String> {
    let (sender, mut lines) = mpsc::channel(16);
    let settings = config::Log {
        format,
        level,
        file: "grey.log".into(),
    };
    let clock = Clock::by_hand(UNIX_EPOCH + MORNING);
    let subscriber = LogSubscriber::new(&settings, clock, Sink::new(sender));
    with_default(&Dispatch::new(subscriber), say);
    std::iter::from_fn(|| lines.try_recv().ok().map(|line| line.text)).collect()
}

#[track_caller]
fn comes_back(judgement: Judgement) {
    let lines = lines(LogFormat::Json, LogLevel::Info, || {
        tell::decided(&judgement, LogFormat::Json);
    });
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    let read = Record::parse(line);
    assert_eq!(read, Ok(Record::Decision(Box::new(judgement))), "{line}");
}

fn judgement(verdict: Verdict) -> Judgement {
    let sender = Some(Address::of("ann@home.example"));
    let question = Question::new([192, 0, 2, 1].into(), sender, Address::of("jo@example.com"));
    Judgement::new(question, verdict, UNIX_EPOCH + MORNING)
}

#[test]
fn every_verdict_and_every_rule_is_read_as_it_was_written() {
    for &rule in Rule::ALL {
        let wait = Duration::from_millis(59_500);
        for verdict in [
            Verdict::pass(rule),
            Verdict::Pass {
                rule,
                waited: Some(wait),
            },
            Verdict::Defer { rule, wait },
            Verdict::Refuse { rule },
            Verdict::Unavailable { rule },
        ] {
            comes_back(judgement(verdict));
        }
    }
}

#[test]
fn every_part_of_a_question_is_read_as_it_was_written() {
    let client: IpAddr = "2001:db8::1".parse().expect("an address");
    for (name, sender, at) in [
        (None, None, Point::Data),
        (
            Some(Name::None),
            Some("\"a b\"@x.example"),
            Point::Recipient,
        ),
        (
            Some(Name::Unconfirmed),
            Some("a\"}\n\\@x.example"),
            Point::Elsewhere,
        ),
        (
            Some(Name::Confirmed(vec!["a.example".into(), "\u{2603}".into()])),
            Some("ann"),
            Point::Data,
        ),
    ] {
        let to = ["jo@example.com", "postmaster", "d,i]@example.com"];
        comes_back(Judgement {
            question: Arc::new(Question {
                id: "4f.1".into(),
                trace: Some(TraceId::next()),
                client,
                helo: "mail\u{7}\"home".into(),
                name,
                sender: sender.map(Address::of),
                recipients: to.map(Address::of).into(),
                at,
                secured: true,
                authenticated: true,
                relay_checked: true,
            }),
            order: 17,
            shadow: true,
            ..judgement(Verdict::pass(Rule::KnownClient))
        });
    }
}

#[test]
fn every_answer_of_the_dns_is_read_as_it_was_written() {
    let client: IpAddr = [192, 0, 2, 1].into();
    let helo = "mail.home.example".to_owned();
    let spf = |sender: &str| Lookup::Spf {
        client,
        helo: helo.clone(),
        sender: Address::of(sender),
    };
    let listed = |zone: &str| Lookup::Listed {
        zone: zone.into(),
        client,
    };
    let names = vec!["a.example".into(), "b.example".into()];
    let mut facts = Facts::new();
    facts.learn(Lookup::Name(client), Answer::Name(Name::Confirmed(names)));
    facts.learn(spf("ann@home.example"), Answer::Yes);
    facts.learn(spf("postmaster@home.example"), Answer::Failed);
    facts.learn(listed("one.example"), Answer::No);
    facts.learn(listed("two.example"), Answer::Yes);
    for answer in [Name::None, Name::Unconfirmed] {
        let other = IpAddr::from([192, 0, 2, 9]);
        facts.learn(Lookup::Name(other), Answer::Name(answer));
        comes_back(Judgement {
            facts: facts.clone(),
            ..judgement(Verdict::pass(Rule::SpfPass))
        });
    }
}

#[test]
fn news_say_how_much_they_matter_and_what_they_are_about() {
    let trace: TraceId = "0123456789abc".parse().expect("an id");
    let news = News::warn("it \"rains\"\nagain").about(Some(trace));
    let say = |format, level| lines(format, level, || tell::tell(&news));
    let json = say(LogFormat::Json, LogLevel::Warn);
    assert_eq!(
        json,
        [
            r#"{"v":1,"time":"2026-05-01T08:00:00.123Z","level":"warn","event":"news","message":"it \"rains\"\nagain","trace":"0123456789abc"}"#
        ],
    );
    assert_eq!(Record::parse(&json[0]), Ok(Record::Other));
    let text = say(LogFormat::Text, LogLevel::Info);
    let line = "2026-05-01T08:00:00.123Z warn it \"rains\"?again trace=0123456789abc";
    assert_eq!(text, [line]);
    assert_eq!(
        say(LogFormat::Original, LogLevel::Info),
        ["grey: it \"rains\"?again trace=0123456789abc"]
    );
    assert_eq!(say(LogFormat::Text, LogLevel::Error), [""; 0]);
}

#[test]
fn what_libraries_say_is_for_those_who_look_for_faults() {
    let say = |level| {
        lines(LogFormat::Json, level, || {
            let _span = tracing::info_span!("unseen").entered();
            tracing::warn!(target: "library", count = 7, is_so = true, "hm");
        })
    };
    assert_eq!(say(LogLevel::Info), [""; 0]);
    let said = say(LogLevel::Debug);
    let end = r#""level":"warn","event":"library","target":"library","message":"hm","count":7,"is_so":true}"#;
    assert!(said.len() == 1 && said[0].ends_with(end), "{said:?}");
}

#[test]
fn lines_that_are_missing_are_a_line() {
    let now = UNIX_EPOCH + MORNING;
    let json = missing(LogFormat::Json, 7, now).expect("it can be said");
    assert_eq!(Record::parse(&json), Ok(Record::Missing(7)));
    let text = missing(LogFormat::Text, 7, now);
    let line = "2026-05-01T08:00:00.123Z warn 7 lines are missing here";
    assert_eq!(text.as_deref(), Some(line));
    assert_eq!(missing(LogFormat::Original, 7, now), None);
}
