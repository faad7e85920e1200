//! SPF: whether a host may send mail for a domain (RFC 7208). [`check_spf`] asks.

mod check;
mod macros;
mod record;

use super::Mailbox;
use crate::net::dns::DnsRequest;
use check::{Check, Sender};
use kamaelia::InboxAddress;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// How long the questions for one check may take in all (RFC 7208 4.6.4).
const LIMIT: Duration = Duration::from_secs(20);

/// What a domain says about a host that sends mail in its name (RFC 7208 2.6).
///
/// It is displayed as in a `Received-SPF` header: `pass`, `softfail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpfResult {
    /// It says nothing, or there is no such domain.
    None,
    /// It leaves open whether the host may.
    Neutral,
    /// The host may.
    Pass,
    /// The host may not.
    Fail,
    /// The host probably may not.
    SoftFail,
    /// Nobody knows now: the domain name system gave no answer in time.
    TempError,
    /// What it says cannot be made sense of, or takes too many questions.
    PermError,
}

impl Display for SpfResult {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SpfResult::None => "none",
            SpfResult::Neutral => "neutral",
            SpfResult::Pass => "pass",
            SpfResult::Fail => "fail",
            SpfResult::SoftFail => "softfail",
            SpfResult::TempError => "temperror",
            SpfResult::PermError => "permerror",
        })
    }
}

/// Checks whether the host with this address may send mail for this sender: the function
/// `check_host` of RFC 7208 4. Without a sender, `None`, it is checked whether it may call
/// itself by the name it has given, `helo` (RFC 7208 2.4).
///
/// It asks a [`Resolver`](crate::net::dns::Resolver). What costs questions is limited as
/// in RFC 7208 4.6.4: ten terms, ten names each, two answers that there is nothing, and
/// 20 seconds in all. The explanation that a domain may have for a `Fail` (`exp`) is not
/// looked up.
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::chat::smtp::spf::{SpfResult, check_spf};
/// use kamaelia_std::net::dns::Resolver;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let mut resolver = Resolver::of_the_system();
/// let dns = resolver.requests().address();
/// let graph = graphline! { DNS = resolver; };
/// let graph = graph.spawn();
///
/// let client = "192.0.2.7".parse()?;
/// let sender = "jo@example.org".parse()?;
/// if check_spf(&dns, client, "mail.example.org", Some(&sender)).await == SpfResult::Pass {
///     println!("it may");
/// }
/// drop(dns);
/// graph.join().await
/// # }
/// ```
pub async fn check_spf(
    dns: &InboxAddress<DnsRequest>,
    client: IpAddr,
    helo: &str,
    sender: Option<&Mailbox>,
) -> SpfResult {
    let (local, domain) = match sender {
        Some(sender) => (sender.local(), sender.domain()),
        None => ("postmaster", helo),
    };
    let sender = Sender {
        client: client.to_canonical(),
        helo,
        local,
        domain,
    };
    let checking = Check::new(dns, sender).of_domain(domain);
    let checked = timeout(LIMIT, checking).await;
    checked.unwrap_or(SpfResult::TempError)
}
