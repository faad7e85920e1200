use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What a mail exchanger says of somebody who wants to send mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Pass,
    /// It is to come back later.
    Greylisted,
    /// Nobody knows.
    Unavailable,
}

/// Asks as Postfix does.
pub(crate) struct Asker(BufReader<TcpStream>);

impl Asker {
    pub(crate) fn connect(address: SocketAddr) -> io::Result<Asker> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        Ok(Asker(BufReader::new(stream)))
    }

    /// Asks about a sender from a network of this number.
    pub(crate) fn ask(&mut self, network: usize, sender: &str) -> io::Result<Answer> {
        let (high, low) = (network / 256 % 256, network % 256);
        let question = format!(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n\
             helo_name=mail.home.example\nsender={sender}\nrecipient=jo@example.com\n\
             client_address=10.{high}.{low}.1\nclient_name=mail.home.example\n\n",
        );
        self.0.get_mut().write_all(question.as_bytes())?;
        let (mut answer, mut empty) = (String::new(), String::new());
        self.0.read_line(&mut answer)?;
        self.0.read_line(&mut empty)?;
        // One that is cut off in the middle says nothing.
        if empty != "\n" {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        match answer.trim_end().split(' ').collect::<Vec<_>>()[..] {
            ["action=DUNNO"] | ["action=PREPEND", ..] => Ok(Answer::Pass),
            ["action=DEFER_IF_PERMIT", "4.2.0", ..] => Ok(Answer::Greylisted),
            ["action=DEFER_IF_PERMIT", "4.3.0", ..] => Ok(Answer::Unavailable),
            _ => panic!("it says {answer:?}"),
        }
    }
}

/// Asks once.
pub(crate) fn ask(address: SocketAddr, network: usize, sender: &str) -> Answer {
    let mut asker = Asker::connect(address).expect("it listens");
    asker.ask(network, sender).expect("it answers")
}
