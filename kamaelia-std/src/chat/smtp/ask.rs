use super::{Mailbox, Param};
use crate::net::TlsSession;
use bytes::Bytes;
use std::net::SocketAddr;

/// What a client wants of a server, step by step.
///
/// To some of these belongs exactly one [`Reply`](super::Reply) each, in their order:
/// see [`is_answered`](Ask::is_answered).
///
/// When the asks end in the middle of a message, behind a [`Data`](Ask::Data) that was
/// answered well and before its [`End`](Ask::End), the message is abandoned: nobody may
/// take it for a whole one. So it is with a [`Reset`](Ask::Reset) in the middle, behind
/// which the connection goes on.
///
/// A client may have sent several commands at once (RFC 2920), so a
/// [`Recipient`](Ask::Recipient) may come before the [`Mail`](Ask::Mail) is answered;
/// behind one that is refused it is refused whatever the answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Somebody is there. Answered by the banner, 220, or by a refusal, 421 or 554, with
    /// which the connection ends (RFC 5321 3.1).
    Connected(Caller),
    /// HELO or EHLO (RFC 5321 4.1.1.1); once more behind STARTTLS. Not answered.
    Hello(Hello),
    /// MAIL, with which a transaction begins (RFC 5321 4.1.1.2). Answered.
    Mail(Mail),
    /// RCPT (RFC 5321 4.1.1.3). Answered.
    Recipient(Recipient),
    /// The client wants to send the message: DATA (RFC 5321 4.1.1.4), or the first BDAT
    /// (RFC 3030). Answered: a positive reply asks for the message, and any other
    /// refuses it.
    Data,
    /// A piece of the message, of at most [`CHUNK`](Ask::CHUNK) bytes: lines that end
    /// with CR LF, dots unstuffed. Not answered.
    Chunk(Bytes),
    /// The message is whole. Answered: who gives a positive reply has taken charge of
    /// it (RFC 5321 4.2.5).
    End,
    /// The transaction is abandoned, be it in the middle of its message: RSET, a second
    /// EHLO, or STARTTLS (RFC 5321 4.1.1.5), or a message that is not as it has to be, or
    /// too long. Not answered.
    Reset,
    /// The client is done (RFC 5321 4.1.1.10). Not answered, and the last one.
    Quit,
}

impl Ask {
    /// How long a [`Chunk`](Ask::Chunk) may be: 64 KiB.
    pub const CHUNK: usize = 64 * 1024;

    /// Whether a reply belongs to it.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        match self {
            Ask::Connected(_) | Ask::Mail(_) | Ask::Recipient(_) | Ask::Data | Ask::End => true,
            Ask::Hello(_) | Ask::Chunk(_) | Ask::Reset | Ask::Quit => false,
        }
    }
}

/// Who has connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Its address.
    pub peer: SocketAddr,
    /// The address that it has called, where it is known.
    pub local: Option<SocketAddr>,
    /// Whether it spoke before it was greeted, as no mail server does.
    pub early: bool,
}

/// How a client has said hello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The name that it gave itself.
    pub name: String,
    /// Whether it said EHLO, and so may use extensions.
    pub esmtp: bool,
    /// How the connection is secured, if it is.
    pub secured: Option<TlsSession>,
}

/// The sender of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Where replies about the delivery go; `None` is the null sender, `<>`, to whom
    /// nothing is ever returned (RFC 5321 4.5.5).
    pub from: Option<Mailbox>,
    /// What extensions say about the message.
    pub params: Vec<Param>,
}

/// One of those to whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub to: Mailbox,
    /// What extensions say about the recipient.
    pub params: Vec<Param>,
}
