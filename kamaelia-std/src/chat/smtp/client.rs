//! The client side of a connection: [`SmtpClient`].

mod again;
mod backend;
mod content;
mod envelope;
mod exchange;
mod keeper;
mod kept;
mod lost;
mod opening;
mod session;
mod times;
mod xclient;

use super::{Ask, Extensions, Reply};
use crate::net::ProxyVersion;
#[cfg(feature = "tls")]
use crate::net::tls::ClientTls;
use kamaelia::finishing;
use kamaelia::prelude::*;
pub use keeper::SmtpKeeper;
pub use kept::SmtpConnections;
pub use lost::SmtpTrouble;
use session::Session;
use std::fmt::Display;
pub use times::ClientTimes;

/// Speaks to an SMTP server on behalf of whoever asks (RFC 5321).
///
/// It connects when the first [`Ask`] comes that is answered, and says hello by itself.
/// [`Connected`](Ask::Connected) is answered by the server's banner; a server that cannot
/// be reached makes it 421. Asks that wait together are written together, if the server
/// offers PIPELINING, and answered in their order. A message goes through as it comes, by
/// BDAT if the server offers CHUNKING, and otherwise by DATA; no more than 256 KiB of it
/// are held.
///
/// A reply is positive only if the server's own is. A server that is gone, silent, says
/// 421 or makes no sense is no fault: what was asked of it, and the rest of that
/// transaction, is answered by 451 with 4.4.1 or 4.4.2, and the next
/// [`Mail`](Ask::Mail) finds a new connection. A connection that has come to its end
/// between two transactions is replaced without a word.
///
/// When the asks end in the middle of a message, or [`Reset`](Ask::Reset) comes there,
/// the connection is cut, so that the message is not whole for the server either.
///
/// # What the server does not offer
///
/// | | |
/// |---|---|
/// | `SMTPUTF8` | 550 5.6.7, the message cannot go there (RFC 6531 3.5) |
/// | `BODY=8BITMIME` | 550 5.6.3: to convert a message is not this one's work (RFC 6152 3) |
/// | `SIZE`, `BODY=7BIT` | left out: they only help |
/// | `NOTIFY`, `ORCPT`, `RET`, `ENVID` | left out: the server reports as it sees fit |
///
/// # Example
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::chat::smtp::{Ask, Mail, Reply, SmtpClient};
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let from = Some("jo@example.org".parse()?);
/// graphline! {
///     ASKS   = DataSource::new([Ask::Mail(Mail { from, params: vec![] }), Ask::Reset, Ask::Quit]);
///     CLIENT = SmtpClient::new("mail.example.org:25", "here.example.org");
///     CHECK  = Expect::new([Reply::new(250).enhanced(2, 1, 0).text("Ok")]);
///
///     ASKS -> CLIENT -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct SmtpClient {
    /// What is asked of the server.
    #[inbox]
    inbox: Inbox<Ask>,

    /// A reply to each ask that is answered, in their order.
    #[outbox]
    outbox: Outbox<Reply>,

    /// What the server offers, each time when a connection is ready for messages.
    #[outbox(optional)]
    found: Outbox<Extensions>,

    /// Why a connection was of no use, for those who look after the server. Who asks is
    /// told less.
    #[outbox(optional)]
    troubles: Outbox<SmtpTrouble>,

    address: String,

    name: String,

    /// Whether the server is told for whom this one speaks, by XCLIENT: no, if not said
    /// otherwise. A server that does not take it, with the address at least, gets
    /// nothing: it would take strangers for this one, whom it trusts. What the client
    /// calls itself is what the hello behind the command says.
    #[param(default = false)]
    xclient: bool,

    /// Whether the server is told for whom this one speaks, by a
    /// [`ProxyHeader`](crate::net::ProxyHeader) of this version: no, if not said
    /// otherwise. The client's own name is said to the server then, too.
    #[param(default)]
    proxy: Option<ProxyVersion>,

    /// Whether messages go by BDAT if the server offers it: yes, if not said otherwise.
    #[param(default = true)]
    chunking: bool,

    /// How long the server may take for what: see there.
    #[param(default)]
    times: ClientTimes,

    /// Where a connection is left to the next client of the same server, and where one is
    /// found that was left: nowhere, if not said otherwise, and never where the server is
    /// told for whom this one speaks. One that comes to its end when it is used again is
    /// replaced without a word.
    #[param(default)]
    connections: Option<SmtpConnections>,

    #[cfg(feature = "tls")]
    tls: Option<ClientTls>,
}

impl SmtpClient {
    /// Speaks to the server at `address`, a host or an IP address with a port, and calls
    /// itself `name`.
    #[must_use]
    pub fn new(address: impl Display, name: impl Into<String>) -> SmtpClient {
        SmtpClient {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            found: Outbox::unlinked(),
            troubles: Outbox::unlinked(),
            address: address.to_string(),
            name: name.into(),
            xclient: false,
            proxy: None,
            chunking: true,
            times: ClientTimes::default(),
            connections: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Secures the connection by STARTTLS (RFC 3207) before anything is said of a
    /// message. A server that does not offer it gets nothing.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: ClientTls) -> SmtpClient {
        self.tls = Some(tls);
        self
    }
}

impl Main for SmtpClient {
    async fn main(self) -> Outcome {
        let times = self.times.checked()?;
        // Told to stop now, it lets go of the connection, whatever it is about.
        let session = Session::new(self, times);
        finishing(Box::pin(session.run())).await.unwrap_or(Ok(()))
    }
}
