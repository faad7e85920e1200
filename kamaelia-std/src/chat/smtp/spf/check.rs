//! The check itself (RFC 7208 4 and 5): [`Check`].

use super::SpfResult;
use super::macros::{Template, Values};
use super::record::{Mechanism, Prefixes, Record, is_record};
use crate::net::dns::{DnsAnswer, DnsProblem, DnsQuestion, DnsRequest};
use kamaelia::InboxAddress;
use std::net::IpAddr;
use std::pin::Pin;

/// How many terms may need questions (RFC 7208 4.6.4).
const TERMS: usize = 10;

/// How many questions may be answered with nothing.
const VOIDS: usize = 2;

/// How many exchanges are looked at, at most.
const EXCHANGES: usize = 10;

/// Who is checked.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) client: IpAddr,
    pub(super) helo: &'a str,
    pub(super) local: &'a str,
    pub(super) domain: &'a str,
}

/// A check with what it may still cost.
pub(super) struct Check<'a> {
    dns: &'a InboxAddress<DnsRequest>,
    sender: Sender<'a>,
    terms: usize,
    voids: usize,
}

/// Why a check has no result.
enum Broken {
    Temp,
    Perm,
}

impl<'a> Check<'a> {
    pub(super) fn new(dns: &'a InboxAddress<DnsRequest>, sender: Sender<'a>) -> Check<'a> {
        Check {
            dns,
            sender,
            terms: TERMS,
            voids: VOIDS,
        }
    }

    pub(super) async fn of_domain(mut self, domain: &str) -> SpfResult {
        match self.host(domain.to_owned()).await {
            Ok(result) => result,
            Err(Broken::Temp) => SpfResult::TempError,
            Err(Broken::Perm) => SpfResult::PermError,
        }
    }

    /// `check_host`, on the heap, since one domain may lead to another.
    fn host(
        &mut self,
        domain: String,
    ) -> Pin<Box<dyn Future<Output = Result<SpfResult, Broken>> + Send + '_>> {
        Box::pin(async move {
            let domain = domain.strip_suffix('.').unwrap_or(&domain);
            let Some(record) = self.record(domain).await? else {
                return Ok(SpfResult::None);
            };
            for directive in &record.directives {
                if self.matches(&directive.mechanism, domain).await? {
                    return Ok(directive.result);
                }
            }
            let Some(redirect) = &record.redirect else {
                return Ok(SpfResult::Neutral);
            };
            self.count_term()?;
            let next = self.fill(redirect, domain).await?;
            match self.host(next).await? {
                SpfResult::None => Err(Broken::Perm),
                result => Ok(result),
            }
        })
    }

    /// The record of a domain; `None` if it has none.
    async fn record(&self, domain: &str) -> Result<Option<Record>, Broken> {
        // An address in brackets, or a word without a dot, is nobody's domain.
        if !domain.contains('.') || domain.starts_with('[') {
            return Ok(None);
        }
        let texts = match self.ask(DnsQuestion::Txt(domain.to_owned())).await? {
            Ok(answer) => answer.into_texts(),
            Err(_) => return Ok(None),
        };
        let mut records = texts.iter().filter(|text| is_record(text));
        match (records.next(), records.next()) {
            (None, _) => Ok(None),
            (Some(text), None) => Record::parse(text).ok_or(Broken::Perm).map(Some),
            (Some(_), Some(_)) => Err(Broken::Perm),
        }
    }

    async fn matches(&mut self, mechanism: &Mechanism, domain: &str) -> Result<bool, Broken> {
        match mechanism {
            Mechanism::All => return Ok(true),
            Mechanism::Ip(network) => return Ok(network.contains(self.sender.client)),
            _ => self.count_term()?,
        }
        match mechanism {
            Mechanism::All | Mechanism::Ip(_) => Ok(false),
            Mechanism::Include(other) => {
                let other = self.fill(other, domain).await?;
                match self.host(other).await? {
                    SpfResult::Pass => Ok(true),
                    SpfResult::None => Err(Broken::Perm),
                    _ => Ok(false),
                }
            }
            Mechanism::A(target, bits) => {
                let target = self.target(target.as_ref(), domain).await?;
                self.is_at(target, *bits).await
            }
            Mechanism::Mx(target, bits) => {
                let target = self.target(target.as_ref(), domain).await?;
                self.is_exchange(target, *bits).await
            }
            Mechanism::Ptr(target) => {
                let target = self.target(target.as_ref(), domain).await?;
                let names = self.confirmed_names().await;
                Ok(names.iter().any(|name| is_within(name, &target)))
            }
            Mechanism::Exists(target) => {
                let target = self.fill(target, domain).await?;
                let found = self.ask_counting(DnsQuestion::A(target)).await?;
                Ok(found.is_some())
            }
        }
    }

    /// Whether the client has an address of this name.
    async fn is_at(&mut self, name: String, bits: Prefixes) -> Result<bool, Broken> {
        let client = self.sender.client;
        let question = match client {
            IpAddr::V4(_) => DnsQuestion::A(name),
            IpAddr::V6(_) => DnsQuestion::Aaaa(name),
        };
        let found = self.ask_counting(question).await?;
        let addresses = found.map(DnsAnswer::into_addresses).unwrap_or_default();
        let mut networks = addresses.into_iter().map(|address| bits.around(address));
        Ok(networks.any(|network| network.contains(client)))
    }

    /// Whether the client has an address of one that takes mail for this name.
    async fn is_exchange(&mut self, name: String, bits: Prefixes) -> Result<bool, Broken> {
        let found = self.ask_counting(DnsQuestion::Mx(name)).await?;
        let exchanges = found.map(DnsAnswer::into_exchanges).unwrap_or_default();
        if exchanges.len() > EXCHANGES {
            return Err(Broken::Perm);
        }
        for exchange in exchanges.into_iter().filter(|it| !it.host.is_empty()) {
            if self.is_at(exchange.host, bits).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The names of the client that it has itself; none if they cannot be looked up.
    async fn confirmed_names(&self) -> Vec<String> {
        let question = DnsQuestion::ConfirmedNames(self.sender.client);
        match self.ask(question).await {
            Ok(Ok(answer)) => answer.into_names(),
            _ => Vec::new(),
        }
    }

    async fn target(&self, target: Option<&Template>, domain: &str) -> Result<String, Broken> {
        match target {
            Some(target) => self.fill(target, domain).await,
            None => Ok(domain.to_owned()),
        }
    }

    async fn fill(&self, template: &Template, domain: &str) -> Result<String, Broken> {
        let names = match template.needs_name() {
            true => self.confirmed_names().await,
            false => Vec::new(),
        };
        let best = names
            .iter()
            .find(|name| name.eq_ignore_ascii_case(domain))
            .or_else(|| names.iter().find(|name| is_within(name, domain)))
            .or(names.first());
        Ok(template.fill(&Values {
            sender: &self.sender,
            domain,
            name: best.map_or("unknown", String::as_str),
        }))
    }

    fn count_term(&mut self) -> Result<(), Broken> {
        self.terms = self.terms.checked_sub(1).ok_or(Broken::Perm)?;
        Ok(())
    }

    /// Asks for what a term needs; `None` if there is nothing, which may not happen often.
    async fn ask_counting(&mut self, question: DnsQuestion) -> Result<Option<DnsAnswer>, Broken> {
        match self.ask(question).await? {
            Ok(answer) => Ok(Some(answer)),
            // No question was asked.
            Err(DnsProblem::BadName) => Ok(None),
            Err(_) => {
                self.voids = self.voids.checked_sub(1).ok_or(Broken::Perm)?;
                Ok(None)
            }
        }
    }

    /// Asks. The inner error is the answer that there is nothing.
    async fn ask(&self, question: DnsQuestion) -> Result<Result<DnsAnswer, DnsProblem>, Broken> {
        match self.dns.request(question).await {
            Ok(Ok(answer)) => Ok(Ok(answer)),
            Ok(Err(error)) if error.is_absent() => Ok(Err(error.problem)),
            Ok(Err(_)) | Err(_) => Err(Broken::Temp),
        }
    }
}

/// Whether a name is this domain, or stands below it.
fn is_within(name: &str, domain: &str) -> bool {
    let Some(start) = name.len().checked_sub(domain.len()) else {
        return false;
    };
    let Some((before, end)) = name.split_at_checked(start) else {
        return false;
    };
    end.eq_ignore_ascii_case(domain) && (before.is_empty() || before.ends_with('.'))
}
