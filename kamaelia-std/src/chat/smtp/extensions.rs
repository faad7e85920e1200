/// The extensions that a server offers in its answer to EHLO (RFC 5321 4.1.1.1).
///
/// ```
/// use kamaelia_std::chat::smtp::Extensions;
///
/// let offered = Extensions {
///     size: Some(10_000_000),
///     start_tls: false,
///     ..Extensions::all()
/// };
/// assert!(offered.keywords().contains(&"SIZE 10000000".to_owned()));
/// assert!(!offered.keywords().contains(&"STARTTLS".to_owned()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// PIPELINING: commands may come without a wait for the replies (RFC 2920).
    pub pipelining: bool,
    /// SIZE: how many bytes a message may have, where 0 says that there is no fixed
    /// limit (RFC 1870).
    pub size: Option<u64>,
    /// 8BITMIME: messages may have bytes above 127 (RFC 6152).
    pub eight_bit_mime: bool,
    /// SMTPUTF8: addresses and headers, too (RFC 6531).
    pub smtp_utf8: bool,
    /// ENHANCEDSTATUSCODES: replies have a [`Status`](super::Status) (RFC 2034).
    pub enhanced_status_codes: bool,
    /// CHUNKING: messages may come by BDAT (RFC 3030).
    pub chunking: bool,
    /// STARTTLS (RFC 3207).
    pub start_tls: bool,
    /// DSN: senders may say what they want to be told of (RFC 3461).
    pub dsn: bool,
    /// XCLIENT, and the attributes that it may have: whoever stands in front may say
    /// for whom it speaks. It is Postfix's.
    pub xclient: Vec<String>,
}

impl Extensions {
    /// All but XCLIENT, and no fixed limit on the size.
    #[must_use]
    pub fn all() -> Extensions {
        Extensions {
            pipelining: true,
            size: Some(0),
            eight_bit_mime: true,
            smtp_utf8: true,
            enhanced_status_codes: true,
            chunking: true,
            start_tls: true,
            dsn: true,
            xclient: Vec::new(),
        }
    }

    /// How many bytes more than the RFC's a command may have because of them.
    pub(super) fn room(&self) -> usize {
        let of = |is_offered, bytes| if is_offered { bytes } else { 0 };
        let mail = of(self.size.is_some(), " SIZE=12345678901234567890".len())
            + of(self.eight_bit_mime, " BODY=8BITMIME".len())
            + of(self.smtp_utf8, " SMTPUTF8".len())
            + of(self.dsn, " RET=FULL ENVID=".len() + 100);
        let notify = " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=";
        mail.max(of(self.dsn, notify.len() + 500))
    }

    /// The lines of an answer to EHLO behind the first, without their code.
    #[must_use]
    pub fn keywords(&self) -> Vec<String> {
        let size = self.size.map(|size| format!("SIZE {size}"));
        let xclient =
            (!self.xclient.is_empty()).then(|| format!("XCLIENT {}", self.xclient.join(" ")));
        let named = |is_offered: bool, name: &str| is_offered.then(|| name.to_owned());
        [
            named(self.pipelining, "PIPELINING"),
            size,
            named(self.start_tls, "STARTTLS"),
            named(self.enhanced_status_codes, "ENHANCEDSTATUSCODES"),
            named(self.eight_bit_mime, "8BITMIME"),
            named(self.dsn, "DSN"),
            named(self.smtp_utf8, "SMTPUTF8"),
            named(self.chunking, "CHUNKING"),
            xclient,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
