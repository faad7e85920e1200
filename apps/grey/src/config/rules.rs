//! The sections about decisions, with their defaults.

use super::read::{span, up_to};
use crate::policy::{Clients, Learn, NullSender, Prefixes, Suspects, Times, WhenGone};
use serde::Deserialize;
use std::time::Duration;

/// How it decides: `[policy]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Whose rules for triplets.
    pub profile: Profile,
    /// How long a stranger waits.
    #[serde(deserialize_with = "span")]
    pub delay: Duration,
    /// How long the second attempt counts.
    #[serde(deserialize_with = "span")]
    pub window: Duration,
    /// How long who has passed is known.
    #[serde(deserialize_with = "span")]
    pub life: Duration,
    /// Whether it learns when providers come back.
    pub learn: bool,
    /// The shortest delay that is learned.
    #[serde(deserialize_with = "span")]
    pub least_delay: Duration,
    /// How many bits of an IPv4 address count.
    #[serde(deserialize_with = "up_to::<32, _>")]
    pub v4_prefix: u8,
    /// How many bits of an IPv6 address count.
    #[serde(deserialize_with = "up_to::<128, _>")]
    pub v6_prefix: u8,
    /// Whether senders are normalised.
    pub normalise: bool,
    /// Whether addresses are stored as hashes.
    pub hash: bool,
    /// When bounces are judged.
    #[serde(with = "NullSenderText")]
    pub null_sender: NullSender,
    /// Whether what is decided is only noted, and nobody is held up.
    pub shadow: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        let (times, prefixes) = (Times::default(), Prefixes::default());
        Policy {
            profile: Profile::Default,
            delay: times.delay,
            window: times.window,
            life: times.life,
            learn: false,
            least_delay: Learn::default().least,
            v4_prefix: prefixes.v4,
            v6_prefix: prefixes.v6,
            normalise: true,
            hash: false,
            null_sender: NullSender::AtData,
            shadow: false,
        }
    }
}

/// Whose rules for triplets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Those of RFC 6647.
    Default,
    /// Those of the original Kamaelia Grey.
    Original,
}

/// [`NullSender`], as it is written.
#[derive(Deserialize)]
#[serde(remote = "NullSender")]
enum NullSenderText {
    #[serde(rename = "data")]
    AtData,
    #[serde(rename = "recipient")]
    AtRecipient,
}

/// `[clients]`.
#[derive(Deserialize)]
#[serde(remote = "Clients", bound = "", default, deny_unknown_fields)]
pub(super) struct ClientsSection {
    passes: u16,
    #[serde(deserialize_with = "span")]
    every: Duration,
    #[serde(deserialize_with = "span")]
    life: Duration,
}

/// `[suspects]`.
#[derive(Deserialize)]
#[serde(remote = "Suspects", bound = "", default, deny_unknown_fields)]
pub(super) struct SuspectsSection {
    only: bool,
    no_name: bool,
    dynamic_name: bool,
    bad_helo: bool,
    zones: Vec<String>,
}

/// What happens when something is out of reach: `[fail]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fail {
    /// The store.
    #[serde(with = "WhenGoneText")]
    pub store: WhenGone,
    /// The DNS.
    #[serde(with = "WhenGoneText")]
    pub dns: WhenGone,
}

impl Default for Fail {
    fn default() -> Fail {
        Fail {
            store: WhenGone::Defer,
            dns: WhenGone::Greylist,
        }
    }
}

/// [`WhenGone`], as it is written.
#[derive(Deserialize)]
#[serde(remote = "WhenGone", rename_all = "kebab-case")]
enum WhenGoneText {
    Greylist,
    Defer,
    Pass,
}
