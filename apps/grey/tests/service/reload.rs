//! What becomes of those who are there when the settings are read again.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::openssl::certify;
use crate::sink::Sink;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

const LISTEN: &str = "server.listen = ['127.0.0.1:0']\npostfix.listen = ['127.0.0.1:0']\n";

/// Asks as Postfix does, about a recipient that nobody has asked about.
struct Asker {
    stream: BufReader<TcpStream>,
    asked: usize,
    name: String,
}

impl Asker {
    fn new(address: SocketAddr, name: impl Into<String>) -> Asker {
        Asker {
            stream: BufReader::new(TcpStream::connect(address).expect("it listens")),
            asked: 0,
            name: name.into(),
        }
    }

    /// What it is told to do.
    fn ask(&mut self) -> String {
        self.asked += 1;
        let question = format!(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n\
             helo_name=mail.home.example\nsender=ann@home.example\n\
             recipient={}-{}@example.com\nclient_address=192.0.2.1\n\
             client_name=mail.home.example\n\n",
            self.name, self.asked,
        );
        let stream = self.stream.get_mut();
        stream.write_all(question.as_bytes()).expect("it is there");
        let (mut answer, mut empty) = (String::new(), String::new());
        self.stream.read_line(&mut answer).expect("it answers");
        self.stream.read_line(&mut empty).expect("it answers");
        assert_eq!(empty, "\n", "after {answer:?}");
        answer
    }
}

#[test]
fn a_message_that_is_under_way_is_delivered_and_the_next_client_finds_what_has_changed() {
    let behind = Sink::start();
    let before = format!("{LISTEN}exempt.clients = ['127.0.0.1']\n");
    let grey = Daemon::start(behind.address(), &before);
    let address = grey.listens_for("mail");
    let mut sends = Client::greeted(address);
    sends.begins_a_message();
    sends.says("Message-ID: one\r\n");

    grey.write(&format!("{LISTEN}policy.delay = '7m'\n"));
    grey.hang_up();
    let told = grey.says("read again");
    assert!(
        told.ends_with("policy.delay, exempt.clients changed"),
        "{told}"
    );

    let mut next = Client::greeted(address);
    next.asks("EHLO mail.home.example", "250");
    next.asks("MAIL FROM:<ann@home.example>", "250");
    let later = "451 4.7.1 Greylisted, please try again in 420 seconds";
    next.asks("RCPT TO:<jo@example.com>", later);

    sends.says("the end of one");
    sends.asks(".", "250 taken");
    assert!(behind.taken().contains("one"));
    // It goes on as it began.
    sends.asks("MAIL FROM:<ann@home.example>", "250");
    sends.asks("RCPT TO:<di@example.com>", "250");
    sends.asks("QUIT", "221");
    sends.hears_the_end();
}

#[test]
fn a_connection_of_postfix_goes_by_what_holds_when_it_asks() {
    let grey = Daemon::start(Sink::start().address(), LISTEN);
    let mut asker = Asker::new(grey.listens_for("Postfix"), "jo");
    let answer = asker.ask();
    assert!(answer.ends_with("try again in 60 seconds\n"), "{answer}");
    grey.write(&format!("{LISTEN}policy.delay = '5m'\n"));
    grey.hang_up();
    grey.says("read again: policy.delay changed");
    let answer = asker.ask();
    assert!(answer.ends_with("try again in 300 seconds\n"), "{answer}");
}

#[test]
fn a_wrong_key_changes_nothing_and_is_told_with_the_keys_that_there_are() {
    let grey = Daemon::start(Sink::start().address(), LISTEN);
    let mut asker = Asker::new(grey.listens_for("Postfix"), "jo");
    grey.write(&format!(
        "{LISTEN}policy.delay = '5m'\nfail.stroe = 'pass'\n"
    ));
    grey.hang_up();
    let told = grey.says("stay as they were");
    let why = "grey.toml, line 8: `fail.stroe` is no setting; did you mean `fail.store`? \
               `[fail]` has `store`, `dns`; the settings stay as they were";
    assert!(told.ends_with(why), "{told}");
    let answer = asker.ask();
    assert!(answer.ends_with("try again in 60 seconds\n"), "{answer}");

    // And it goes on to listen to whoever mends it.
    grey.write(&format!("{LISTEN}policy.delay = '5m'\n"));
    grey.hang_up();
    grey.says("read again: policy.delay changed");
    let answer = asker.ask();
    assert!(answer.ends_with("try again in 300 seconds\n"), "{answer}");
}

#[test]
fn what_cannot_change_is_told() {
    let grey = Daemon::start(Sink::start().address(), LISTEN);
    let address = grey.listens_for("mail");
    let elsewhere = LISTEN.replace("postfix.listen = ['127.0.0.1:0']", "store.entries = 9");
    grey.write(&elsewhere);
    grey.hang_up();
    let told = grey.says("read again");
    let why = "read again: nothing has changed; until grey is started again, these stay as \
               they were: postfix.listen, store.entries";
    assert!(told.ends_with(why), "{told}");
    Client::greeted(address);
}

#[test]
fn a_certificate_that_is_named_is_offered_and_one_that_is_none_changes_nothing() {
    let grey = Daemon::start(Sink::start().address(), LISTEN);
    let address = grey.listens_for("mail");
    certify(grey.folder());
    let tls = "tls.certificate = 'FOLDER/cert.pem'\ntls.key = 'FOLDER/key.pem'\n";
    grey.write(&format!("{LISTEN}{tls}"));
    grey.hang_up();
    grey.says("read again: tls.certificate, tls.key changed");
    let mut client = Client::greeted(address);
    client.asks("EHLO mail.home.example", "250");
    client.asks("STARTTLS", "220");

    std::fs::write(grey.folder().join("key.pem"), "no key").expect("it is writable");
    grey.write(&format!("{LISTEN}{tls}policy.delay = '5m'\n"));
    grey.hang_up();
    let told = grey.says("stay as they were");
    assert!(told.contains("key.pem"), "{told}");
    let mut client = Client::greeted(address);
    client.asks("EHLO mail.home.example", "250");
    client.asks("STARTTLS", "220");
}

#[test]
fn twenty_times_under_load_nobody_is_dropped_and_no_question_is_left_unanswered() {
    let grey = Daemon::start(Sink::start().address(), LISTEN);
    let (mail, postfix) = (grey.listens_for("mail"), grey.listens_for("Postfix"));
    let mut idle = Client::greeted(mail);
    let (over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let is_over = || over.load(Ordering::Relaxed);
    let ask = |asker: &mut Asker| {
        let answer = asker.ask();
        let delay = ["300", "360", "60"].map(|seconds| format!("again in {seconds} seconds\n"));
        assert!(
            delay.iter().any(|delay| answer.ends_with(delay)),
            "{answer}"
        );
        answered.fetch_add(1, Ordering::Relaxed);
    };
    thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                let mut lasting = Asker::new(postfix, format!("lasting-{number}"));
                for turn in 0.. {
                    ask(&mut lasting);
                    ask(&mut Asker::new(postfix, format!("new-{number}-{turn}")));
                    if is_over() {
                        break;
                    }
                }
            });
        }
        for turn in 0..20 {
            let delay = ["5m", "6m"][turn % 2];
            grey.write(&format!("{LISTEN}policy.delay = '{delay}'\n"));
            let before = answered.load(Ordering::Relaxed);
            grey.hang_up();
            grey.says("read again: policy.delay changed");
            while answered.load(Ordering::Relaxed) < before + 8 {
                thread::yield_now();
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    idle.asks("EHLO mail.home.example", "250");
    let answered = answered.into_inner();
    eprintln!("{answered} questions were answered while the settings were read 20 times");
}
