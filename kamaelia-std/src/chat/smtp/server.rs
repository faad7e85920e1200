use self::session::Session;
use self::waits::Control;
use super::{Ask, Caller, Decoder, Extensions, Reply};
use crate::bad_parameter::LONGEST;
use crate::net::{Heard, ProxyHeader, Said};
use bytes::BytesMut;
use kamaelia::prelude::*;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

mod commands;
mod greeting;
mod limits;
mod session;
mod transaction;
mod waits;

pub use limits::{SmtpLimits, SmtpTimes};

/// The server's side of one SMTP connection (RFC 5321).
///
/// It speaks SMTP, and decides nothing: what the client wants leaves at `asks`, and what
/// comes to `answers` is said to it. It sees to the order of commands, to the limits and
/// the times, to replies that are written together where commands came together, and to
/// it that nobody can smuggle a message into another: lines end with CR LF and with
/// nothing else, and who sends an LF or a CR alone in a message is told so, and cut off.
///
/// A message passes through in pieces; the server never holds more than one of them. If
/// the client is gone in the middle of a message, or breaks a rule, the asks end without
/// [`Ask::End`], or an [`Ask::Reset`] comes: whoever stands behind has to throw the
/// message away.
///
/// | What happens | What the client is told |
/// |---|---|
/// | whoever stands behind has gone | 421 4.3.0, and the end |
/// | the server is told to finish | 421 4.3.2, and the end; a message that has begun is finished |
/// | nothing comes in time | 421 4.4.2, and the end |
/// | too many commands, or bad ones | 421 4.7.0, and the end |
/// | an LF or a CR alone in a message | 554 5.6.0, and the end |
/// | a byte 0 or a line that is too long in a message | 554 5.6.0 when it is whole |
/// | a message that is too long | 552 5.3.4 for MAIL with SIZE, or when it is whole |
/// | too many recipients | 452 4.5.3 |
/// | a command in the wrong place | 503 5.5.1 |
/// | a command that is wrong | 500, 501, 502, 553 or 555, and what is wrong with it |
///
/// A positive answer to [`Ask::Data`] that is not 354 becomes one, and an answer 421 ends
/// the connection. Everything else is said as it was answered.
///
/// Between the halves of [`start_tls`](crate::net::tls::start_tls) it offers STARTTLS, if
/// [`Extensions::start_tls`] says so; those of [`plain`](crate::net::plain) are there for
/// a connection that is never secured. Its answers come by a linkage that is `unbounded`:
/// there are never more than 64 of them at a time. A [`TcpServer`](crate::net::TcpServer)
/// with such sessions [reads until they end](crate::net::TcpServer::read_until_protocol_ends),
/// or there would be nothing to finish a message with.
///
/// # Errors
///
/// [`BadParameter`](crate::BadParameter), for a limit or a time that is zero. What a
/// client does is never a fault.
///
/// # Example
///
/// Who takes all mail, and throws it away:
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::chat::smtp::{Ask, Reply, SmtpServer};
/// use kamaelia_std::net::plain;
/// use kamaelia_std::util::{DataSource, FlatMap, LineSplit};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let peer = "192.0.2.1:4012".parse()?;
/// let said = "EHLO a.example\r\nMAIL FROM:<>\r\nRCPT TO:<jo@b.example>\r\nQUIT\r\n";
/// let (hear, say) = plain();
/// let (mut replies, sink) = collect::<String>();
/// graphline! {
///     CLIENT  = DataSource::new([Bytes::from(said)]);
///     HEAR    = hear;
///     SERVER  = SmtpServer::new("mail.b.example", peer);
///     SAY     = say;
///     ANSWER  = FlatMap::new(|ask: Ask| match ask {
///         Ask::Connected(_) => Some(Reply::new(220).text("mail.b.example ESMTP")),
///         ask => ask.is_answered().then(|| Reply::new(250).enhanced(2, 0, 0).text("fine")),
///     });
///     LINES   = LineSplit::new();
///     REPLIES = sink;
///
///     CLIENT -> HEAR -> SERVER -> SAY -> LINES -> REPLIES;
///     SERVER.asks   -> ANSWER.inbox;
///     ANSWER.outbox -> SERVER.answers with unbounded;
/// }
/// .run()
/// .await?;
/// # let mut all = Vec::new();
/// # while let Some(line) = replies.recv().await { all.push(line); }
/// # assert_eq!(all[0], "220 mail.b.example ESMTP");
/// # assert_eq!(all.last().map(String::as_str), Some("221 2.0.0 mail.b.example closes the connection"));
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct SmtpServer {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// What the client says. Its end is the client's.
    #[inbox]
    inbox: Inbox<Heard>,

    /// What is said to the client.
    #[outbox]
    outbox: Outbox<Said>,

    /// What the client wants.
    #[outbox]
    asks: Outbox<Ask>,

    /// What is answered: one reply for each ask that [is answered](Ask::is_answered), in
    /// their order.
    #[inbox]
    answers: Inbox<Reply>,

    /// Where it is linked, the client is the one of whom the header that comes here
    /// tells, and it is not greeted before.
    #[inbox(optional)]
    proxied: Inbox<ProxyHeader>,

    /// What it calls itself.
    #[param(into)]
    name: String,

    /// Who is at the other end of the connection.
    peer: SocketAddr,

    /// The address that the client has called: not known, if not said otherwise.
    #[param(default = None)]
    local: Option<SocketAddr>,

    /// What is offered: all but STARTTLS, if not said otherwise. The size that is offered
    /// is that of the limits, where no smaller one stands here.
    #[param(default = SmtpServer::offered())]
    extensions: Extensions,

    /// How much a client may ask for.
    #[param(default)]
    limits: SmtpLimits,

    /// How long a client may take.
    #[param(default)]
    times: SmtpTimes,

    /// How long a client is not greeted, to see whether it speaks first, as no mail
    /// server does: not at all, if not said otherwise, so that only one is
    /// [`early`](Caller::early) that has spoken by then.
    #[param(default = Duration::ZERO)]
    greet_delay: Duration,
}

impl SmtpServer {
    fn offered() -> Extensions {
        Extensions {
            start_tls: false,
            ..Extensions::all()
        }
    }
}

impl Main for SmtpServer {
    async fn main(self) -> Outcome {
        self.limits.check()?;
        self.times.check()?;
        let caller = Caller {
            peer: self.peer,
            local: self.local,
            early: false,
        };
        let line = self
            .limits
            .command_line
            .saturating_add(self.extensions.room());
        let mut session = Session {
            control: Control::new(self.control),
            inbox: self.inbox,
            outbox: self.outbox,
            asks: self.asks,
            answers: self.answers,
            name: self.name,
            extensions: self.extensions,
            limits: self.limits,
            times: self.times,
            decoder: Decoder::new(line),
            out: BytesMut::new(),
            hello: None,
            secured: None,
            transaction: None,
            coming: None,
            open: VecDeque::new(),
            commands: 0,
            bad_commands: 0,
            more_by: None,
            message_by: None,
        };
        session.offer_size();
        let delay = self.greet_delay.min(LONGEST);
        let mut over = session.greet(caller, self.proxied, delay).await;
        if over.is_ok() {
            over = session.talk().await;
        }
        // Whoever is gone misses nothing.
        let _ = session.flush().await;
        drop(over);
        Ok(())
    }
}
