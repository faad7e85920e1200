//! A server that follows a script: [`Server`].

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Server {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("there is a port");
        let address = listener.local_addr().expect("it is bound");
        Server { listener, address }
    }

    pub(crate) async fn accept(&self) -> Peer {
        let (stream, _) = self.listener.accept().await.expect("somebody comes");
        let heard = Vec::new();
        Peer { stream, heard }
    }

    /// Takes a connection up to where messages begin, and offers these extensions.
    pub(crate) async fn greet(&self, offers: &[&str]) -> Peer {
        let mut peer = self.accept().await;
        peer.say("220 hello").await;
        peer.hello(offers).await;
        peer
    }
}

/// One connection.
pub(crate) struct Peer {
    pub(crate) stream: TcpStream,
    /// What was read and not yet looked at.
    pub(crate) heard: Vec<u8>,
}

impl Peer {
    /// Says these lines.
    pub(crate) async fn say(&mut self, text: &str) {
        let text = text.replace('\n', "\r\n") + "\r\n";
        let sent = self.stream.write_all(text.as_bytes()).await;
        sent.expect("somebody listens");
    }

    pub(crate) async fn hello(&mut self, offers: &[&str]) {
        self.hello_of("here.example.org", offers).await;
    }

    /// Hears the hello of this name, and offers these extensions.
    pub(crate) async fn hello_of(&mut self, name: &str, offers: &[&str]) {
        self.hear(&format!("EHLO {name}")).await;
        let mut lines = vec!["there.example.org"];
        lines.extend(offers);
        let last = lines.pop().expect("there is a line");
        let mut text: Vec<String> = lines.iter().map(|line| format!("250-{line}")).collect();
        text.push(format!("250 {last}"));
        self.say(&text.join("\n")).await;
    }

    /// The next line is this one.
    #[track_caller]
    pub(crate) fn hear(&mut self, line: &str) -> impl Future<Output = ()> {
        let line = format!("{line}\r\n");
        async move { self.hear_bytes(&line).await }
    }

    /// What comes next is this.
    pub(crate) async fn hear_bytes(&mut self, text: &str) {
        while self.heard.len() < text.len() && self.read().await {}
        let heard = String::from_utf8_lossy(&self.heard);
        assert!(heard.starts_with(text), "{heard:?} is not {text:?}");
        self.heard.drain(..text.len());
    }

    /// These lines come, each of which is answered so.
    pub(crate) async fn talk(&mut self, script: &[(&str, &str)]) {
        for (line, reply) in script {
            self.hear(line).await;
            self.say(reply).await;
        }
    }

    /// All that comes up to the end.
    pub(crate) async fn rest(&mut self) -> String {
        while self.read().await {}
        String::from_utf8_lossy(&self.heard).into_owned()
    }

    async fn read(&mut self) -> bool {
        matches!(self.stream.read_buf(&mut self.heard).await, Ok(1..))
    }
}
