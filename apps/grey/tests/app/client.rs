use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Speaks SMTP line by line.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    /// Connects, and hears the greeting.
    pub(crate) fn greeted(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).expect("it listens");
        let long = Duration::from_secs(60);
        stream.set_read_timeout(Some(long)).expect("it is open");
        let mut client = Client(BufReader::new(stream));
        client.hears("220");
        client
    }

    /// Says a line.
    pub(crate) fn says(&mut self, line: &str) {
        let stream = self.0.get_mut();
        stream
            .write_all(format!("{line}\r\n").as_bytes())
            .expect("the server is there");
    }

    /// Says a line, and hears a reply that begins so.
    pub(crate) fn asks(&mut self, line: &str, reply: &str) {
        self.says(line);
        self.hears(reply);
    }

    /// Hears a reply that begins so.
    #[track_caller]
    pub(crate) fn hears(&mut self, reply: &str) {
        let line = self.reply();
        assert!(line.starts_with(reply), "{line:?} and not {reply}");
    }

    /// The last line of the next reply.
    pub(crate) fn reply(&mut self) -> String {
        self.lines().pop().unwrap_or_default()
    }

    /// The lines of the next reply.
    pub(crate) fn lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).expect("the server replies");
            let is_last = line.get(3..4) != Some("-");
            lines.push(line.trim_end().to_owned());
            if is_last {
                return lines;
            }
        }
    }

    /// Hears that the server closes the connection.
    #[track_caller]
    pub(crate) fn hears_the_end(&mut self) {
        let mut line = String::new();
        let count = self.0.read_line(&mut line).expect("it closes in order");
        assert_eq!(count, 0, "{line:?}");
    }

    /// Goes as far as the content of a message.
    pub(crate) fn begins_a_message(&mut self) {
        self.asks("EHLO mail.home.example", "250");
        self.asks("MAIL FROM:<ann@home.example>", "250");
        self.asks("RCPT TO:<jo@example.com>", "250");
        self.asks("DATA", "354");
    }
}
