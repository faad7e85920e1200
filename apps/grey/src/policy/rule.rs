use std::fmt::{self, Display, Formatter};

/// Writes the rules once: the variant, its name and its documentation.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $rule:ident = $name:literal,)+) => {
        /// What has decided: every [`Verdict`](super::Verdict) names one.
        ///
        /// It is printed by its name, which logs and counters know it by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule,)+
        }

        impl Rule {
            /// All of them, in the order in which they are asked.
            pub const ALL: &[Rule] = &[$(Rule::$rule,)+];

            /// Its name: small letters and hyphens.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)+
                }
            }

            /// What it says when it holds, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Rule::$rule => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

rules! {
    /// The client is one of those that may send to foreign domains.
    MayRelay = "may-relay",
    /// The recipient's address hides another one: `user%elsewhere@ours`.
    RelayTrick = "relay-trick",
    /// The recipient's domain is not one of ours.
    ForeignDomain = "foreign-domain",
    /// The client has logged in.
    Authenticated = "authenticated",
    /// A null sender is judged when all of its recipients are known.
    JudgedAtData = "judged-at-data",
    /// All of this was judged when the recipients were named.
    JudgedAtRecipient = "judged-at-recipient",
    /// The client's network is exempt.
    ExemptClient = "exempt-client",
    /// The sender is exempt.
    ExemptSender = "exempt-sender",
    /// The recipient wants no greylisting.
    ExemptRecipient = "exempt-recipient",
    /// What the client calls itself is exempt.
    ExemptHelo = "exempt-helo",
    /// The connection is encrypted, and that is exempt.
    ExemptSecured = "exempt-secured",
    /// At this hour nobody is greylisted.
    ExemptHours = "exempt-hours",
    /// Client, sender, name and recipient are exempt together.
    ExemptTogether = "exempt-together",
    /// An administrator has let the client's network, or the sender, through.
    Allowed = "allowed",
    /// The client's network has come back so often that it is trusted.
    KnownClient = "known-client",
    /// The triplet has passed before.
    KnownTriplet = "known-triplet",
    /// The client's confirmed reverse name is exempt.
    ExemptName = "exempt-name",
    /// The sender's domain says that this client speaks for it.
    SpfPass = "spf-pass",
    /// It is one of the providers of the list, by its address, its name or SPF.
    ExemptListed = "exempt-listed",
    /// Only suspects are greylisted, and this is none.
    NotSuspect = "not-suspect",
    /// The triplet was never seen.
    FirstAttempt = "first-attempt",
    /// It came back before its time.
    TooEarly = "too-early",
    /// It came back when its time was over, and begins anew.
    TooLate = "too-late",
    /// It came back in time.
    Returned = "returned",
    /// What was remembered cannot be read.
    StoreGone = "store-gone",
    /// The DNS does not answer.
    DnsGone = "dns-gone",
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
