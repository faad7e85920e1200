//! One question: [`Lookups::answer`].

use super::{DnsAnswer, DnsError, DnsProblem, DnsQuestion, DnsRequest, Exchange};
use hickory_resolver::TokioResolver;
use hickory_resolver::net::{DnsError as Refusal, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

/// How many of an address's names are looked at.
const NAMES: usize = 10;

pub(super) struct Lookups {
    pub(super) resolver: TokioResolver,
    pub(super) limit: Duration,
}

impl Lookups {
    /// Looks up what is asked, and gives the answer to who has asked.
    pub(super) fn answer(&self, request: DnsRequest) -> impl Future<Output = ()> + Send + use<> {
        let resolver = self.resolver.clone();
        let limit = self.limit;
        let DnsRequest { question, reply } = request;
        async move {
            let found = timeout(limit, look_up(&resolver, &question)).await;
            let found = found.unwrap_or(Err(DnsProblem::TimedOut(limit)));
            let found = found.map_err(|problem| match problem {
                // Each try has a time of its own; what counts is the whole.
                DnsProblem::TimedOut(_) => DnsProblem::TimedOut(limit),
                other => other,
            });
            reply.send(found.map_err(|problem| DnsError { question, problem }));
        }
    }
}

async fn look_up(
    resolver: &TokioResolver,
    question: &DnsQuestion,
) -> Result<DnsAnswer, DnsProblem> {
    match question {
        DnsQuestion::A(name) => addresses(resolver, name, RecordType::A).await,
        DnsQuestion::Aaaa(name) => addresses(resolver, name, RecordType::AAAA).await,
        DnsQuestion::Ptr(address) => names(resolver, *address).await.map(DnsAnswer::Names),
        DnsQuestion::ConfirmedNames(address) => confirmed(resolver, *address).await,
        DnsQuestion::Mx(name) => exchanges(resolver, name).await,
        DnsQuestion::Txt(name) => texts(resolver, name).await,
    }
}

async fn addresses(
    resolver: &TokioResolver,
    name: &str,
    kind: RecordType,
) -> Result<DnsAnswer, DnsProblem> {
    let found = records(resolver, whole(name)?, kind, |data| match data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    });
    found.await.map(DnsAnswer::Addresses)
}

async fn names(resolver: &TokioResolver, address: IpAddr) -> Result<Vec<String>, DnsProblem> {
    let question = Name::from(address);
    let found = records(resolver, question, RecordType::PTR, |data| match data {
        RData::PTR(name) => Some(plain(&name.0)),
        _ => None,
    });
    found.await
}

/// Names that lead back to the address. One that cannot be looked up now may be such a
/// name: without it nobody knows, unless another one is.
async fn confirmed(resolver: &TokioResolver, address: IpAddr) -> Result<DnsAnswer, DnsProblem> {
    let kind = match address {
        IpAddr::V4(_) => RecordType::A,
        IpAddr::V6(_) => RecordType::AAAA,
    };
    let mut confirmed = Vec::new();
    let mut unknown = None;
    for name in names(resolver, address).await?.into_iter().take(NAMES) {
        match addresses(resolver, &name, kind).await {
            Ok(DnsAnswer::Addresses(found)) if found.contains(&address) => confirmed.push(name),
            Err(problem @ (DnsProblem::TimedOut(_) | DnsProblem::Failed(_))) => {
                unknown = Some(problem);
            }
            _ => {}
        }
    }
    match unknown {
        Some(problem) if confirmed.is_empty() => Err(problem),
        _ => Ok(DnsAnswer::Names(confirmed)),
    }
}

async fn exchanges(resolver: &TokioResolver, name: &str) -> Result<DnsAnswer, DnsProblem> {
    let found = records(resolver, whole(name)?, RecordType::MX, |data| match data {
        RData::MX(exchange) => Some(Exchange {
            preference: exchange.preference,
            host: plain(&exchange.exchange),
        }),
        _ => None,
    });
    let mut exchanges = found.await?;
    exchanges.sort();
    Ok(DnsAnswer::Exchanges(exchanges))
}

async fn texts(resolver: &TokioResolver, name: &str) -> Result<DnsAnswer, DnsProblem> {
    let found = records(resolver, whole(name)?, RecordType::TXT, |data| match data {
        RData::TXT(text) => {
            let bytes = text.txt_data.concat();
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => None,
    });
    found.await.map(DnsAnswer::Texts)
}

/// What the records of this kind say; there is at least one.
async fn records<T>(
    resolver: &TokioResolver,
    name: Name,
    kind: RecordType,
    what: impl Fn(&RData) -> Option<T>,
) -> Result<Vec<T>, DnsProblem> {
    let found = resolver.lookup(name, kind).await.map_err(problem)?;
    let records = found.answers().iter();
    let said: Vec<T> = records.filter_map(|record| what(&record.data)).collect();
    match said.is_empty() {
        true => Err(DnsProblem::NoSuchRecord),
        false => Ok(said),
    }
}

/// A name that no other is added to.
fn whole(name: &str) -> Result<Name, DnsProblem> {
    let mut name = Name::from_str_relaxed(name).map_err(|_| DnsProblem::BadName)?;
    if name.num_labels() == 0 {
        return Err(DnsProblem::BadName);
    }
    name.set_fqdn(true);
    Ok(name)
}

/// In small letters, without a dot at the end.
fn plain(name: &Name) -> String {
    let name = name.to_lowercase().to_ascii();
    name.strip_suffix('.').unwrap_or(&name).to_owned()
}

fn problem(error: NetError) -> DnsProblem {
    match error {
        NetError::Dns(Refusal::NoRecordsFound(nothing)) => match nothing.response_code {
            ResponseCode::NXDomain => DnsProblem::NoSuchName,
            ResponseCode::NoError => DnsProblem::NoSuchRecord,
            code => DnsProblem::Failed(code.to_string()),
        },
        NetError::Timeout => DnsProblem::TimedOut(Duration::ZERO),
        other => DnsProblem::Failed(other.to_string()),
    }
}
