//! A server in a graph, between a client and somebody who answers.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle, Stage};
use kamaelia_std::chat::smtp::{Ask, Param, Reply, SmtpServer};
use kamaelia_std::net::{Heard, ProxyHeader, Said};
use kamaelia_std::util::FlatMap;
use std::sync::{Arc, Mutex};

pub(crate) fn server() -> SmtpServer {
    SmtpServer::new("b.example", "192.0.2.1:4012".parse().unwrap())
}

/// Says yes to everything.
pub(crate) fn yes(ask: &Ask) -> Reply {
    match ask {
        Ask::Connected(_) => Reply::new(220).text("b.example ESMTP"),
        Ask::Data => Reply::new(354).text("go on"),
        _ => Reply::new(250).enhanced(2, 0, 0).text("fine"),
    }
}

/// What is known of the asks: in words, with a message as one.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

/// Notes what is asked, and answers it.
pub(crate) fn answers(
    log: Log,
    mut answer: impl FnMut(&Ask) -> Reply + Send + 'static,
) -> FlatMap<Ask, Option<Reply>, impl FnMut(Ask) -> Option<Reply> + Send + 'static> {
    FlatMap::new(move |ask: Ask| {
        log.note(&ask);
        ask.is_answered().then(|| answer(&ask))
    })
}

impl Log {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn note(&self, ask: &Ask) {
        let mut log = self.0.lock().unwrap();
        let Ask::Chunk(bytes) = ask else {
            return log.push(in_words(ask));
        };
        if log.last().is_some_and(|last| last == "DATA") {
            log.push(String::new());
        }
        let text = String::from_utf8_lossy(bytes);
        *log.last_mut().unwrap() += &text.escape_debug().to_string();
    }
}

fn in_words(ask: &Ask) -> String {
    let params = |params: &[Param]| {
        params
            .iter()
            .map(|param| format!(" {param}"))
            .collect::<String>()
    };
    match ask {
        Ask::Connected(caller) => {
            let local = caller.local.map(|local| format!(" at {local}"));
            let early = if caller.early { " early" } else { "" };
            format!(
                "connected {}{}{early}",
                caller.peer,
                local.unwrap_or_default()
            )
        }
        Ask::Hello(hello) => {
            let verb = if hello.esmtp { "EHLO" } else { "HELO" };
            let secured = hello
                .secured
                .as_ref()
                .map(|tls| format!(" by {}", tls.version));
            format!("{verb} {}{}", hello.name, secured.unwrap_or_default())
        }
        Ask::Mail(mail) => {
            let from = mail
                .from
                .as_ref()
                .map_or("<>".to_owned(), ToString::to_string);
            format!("MAIL {from}{}", params(&mail.params))
        }
        Ask::Recipient(one) => format!("RCPT {}{}", one.to, params(&one.params)),
        Ask::Data => "DATA".to_owned(),
        Ask::Chunk(_) => String::new(),
        Ask::End => "end".to_owned(),
        Ask::Reset => "reset".to_owned(),
        Ask::Quit => "QUIT".to_owned(),
    }
}

pub(crate) struct Talk {
    says: Feeder<Heard>,
    hears: Collector<Said>,
    tells: Feeder<Shutdown>,
    proxy: Option<Feeder<ProxyHeader>>,
    log: Log,
    graph: Handle,
}

impl Talk {
    pub(crate) fn new(
        server: SmtpServer,
        answer: impl FnMut(&Ask) -> Reply + Send + 'static,
    ) -> Talk {
        Talk::before(server, |log| answers(log, answer))
    }

    /// Whoever answers is made with the log that it is to keep.
    pub(crate) fn before<S: Stage<Ask, Reply>>(
        server: SmtpServer,
        answers: impl FnOnce(Log) -> S,
    ) -> Talk {
        let (says, client) = feed();
        let (hears, sink) = collect();
        let (tells, control) = feed();
        let log = Log::default();
        let answers = answers(log.clone());
        let graph = graphline! {
            CLIENT  = client;
            CONTROL = control;
            SERVER  = server;
            ANSWERS = answers;
            SAID    = sink;

            CLIENT         -> SERVER -> SAID;
            CONTROL.outbox -> SERVER.control;
            SERVER.asks    -> ANSWERS.inbox;
            ANSWERS.outbox -> SERVER.answers with unbounded;
        }
        .spawn();
        let proxy = None;
        Talk {
            says,
            hears,
            tells,
            proxy,
            log,
            graph,
        }
    }

    /// The same for a server that waits to be told whose connection it is.
    pub(crate) fn proxied(server: SmtpServer) -> Talk {
        let (says, client) = feed();
        let (hears, sink) = collect();
        let (tells, control) = feed();
        let (proxy, header) = feed();
        let log = Log::default();
        let answers = answers(log.clone(), yes);
        let graph = graphline! {
            CLIENT  = client;
            CONTROL = control;
            HEADER  = header;
            SERVER  = server;
            ANSWERS = answers;
            SAID    = sink;

            CLIENT         -> SERVER -> SAID;
            CONTROL.outbox -> SERVER.control;
            HEADER.outbox  -> SERVER.proxied;
            SERVER.asks    -> ANSWERS.inbox;
            ANSWERS.outbox -> SERVER.answers with unbounded;
        }
        .spawn();
        let proxy = Some(proxy);
        Talk {
            says,
            hears,
            tells,
            proxy,
            log,
            graph,
        }
    }

    pub(crate) fn log(&self) -> Log {
        self.log.clone()
    }

    pub(crate) async fn say(&mut self, text: impl AsRef<[u8]>) {
        let bytes = Bytes::copy_from_slice(text.as_ref());
        // A server that has ended hears nothing more.
        let _ = self.says.send(Heard::Bytes(bytes)).await;
    }

    pub(crate) async fn tell(&mut self, shutdown: Shutdown) {
        self.tells.send(shutdown).await.unwrap();
    }

    pub(crate) async fn header(&mut self, header: ProxyHeader) {
        self.proxy.as_mut().unwrap().send(header).await.unwrap();
    }

    /// What is said next.
    pub(crate) async fn said(&mut self) -> Option<Said> {
        self.hears.recv().await
    }

    /// What is written next, all of it at once.
    pub(crate) async fn hear(&mut self) -> String {
        match self.said().await {
            Some(Said::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
            other => panic!("it says {other:?}"),
        }
    }

    /// Waits until the server has ended by itself; gives what it has still said.
    pub(crate) async fn end(mut self) -> String {
        let mut rest = String::new();
        while let Some(said) = self.said().await {
            let Said::Bytes(bytes) = said else {
                panic!("it wants TLS")
            };
            rest += str::from_utf8(&bytes).unwrap();
        }
        self.outcome().await.unwrap();
        rest
    }

    /// The client is gone; gives what it was still told.
    pub(crate) async fn leave(mut self) -> String {
        let (says, _) = feed();
        self.says = says;
        self.end().await
    }

    pub(crate) async fn outcome(self) -> Outcome {
        self.graph.join().await
    }

    /// What was asked by now.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.log.all()
    }
}

/// A client that says all of this at once and leaves: what it was told, line by line,
/// and what was asked.
pub(crate) async fn dialogue(
    server: SmtpServer,
    text: impl AsRef<[u8]>,
    answer: impl FnMut(&Ask) -> Reply + Send + 'static,
) -> (Vec<String>, Vec<String>) {
    let mut talk = Talk::new(server, answer);
    talk.say(text).await;
    let log = talk.log.clone();
    let said = talk.leave().await;
    let lines = said.split_terminator("\r\n").map(str::to_owned).collect();
    (lines, log.all())
}
