use bytes::Bytes;

/// What is heard from a peer whose connection may be secured in the middle of it, as it
/// is by STARTTLS.
///
/// Who has said [`Said::StartTls`] drops all bytes that are heard before
/// [`Secured`](Heard::Secured), and what it had of them already: anybody could have
/// sent those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Bytes, in whatever pieces the network made of them.
    Bytes(Bytes),
    /// What comes from here on is known to come from the peer, and nobody else can
    /// read what goes to it.
    Secured(TlsSession),
}

/// What is said to such a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Bytes for the peer.
    Bytes(Bytes),
    /// The connection is to be secured now. These bytes are the last that others can
    /// read, the answer to STARTTLS of a server; a client has none. They are in one with
    /// this word since the peer may begin to shake hands as soon as it has them.
    StartTls(Bytes),
}

/// How a connection is secured, in the words of TLS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TlsSession {
    /// The version of the protocol, such as `TLSv1.3`.
    pub version: String,
    /// The cipher suite, such as `TLS_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// The name that the client has asked for (SNI), if it has asked for one.
    pub server_name: Option<String>,
}
