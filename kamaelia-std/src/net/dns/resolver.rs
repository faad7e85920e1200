use super::lookup::Lookups;
use super::{BadDnsConfiguration, DnsRequest};
use crate::bad_parameter::{at_least_one, span};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::system_conf::read_system_conf;
use kamaelia::finishing;
use kamaelia::prelude::*;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;

/// Answers questions to the domain name system.
///
/// Many questions are under way at once, and each is answered when its answer is there,
/// also before one that was asked earlier. Answers are kept for as long as they say
/// themselves (their TTL), at most a day, those that there is nothing (RFC 2308) too.
///
/// Told to finish, it takes no more questions and answers those that it has. It needs
/// a tokio runtime with I/O and time.
///
/// # Errors
///
/// [`BadDnsConfiguration`], if it does not know whom to ask. A question without an
/// answer is no fault: the answer is a [`DnsError`](super::DnsError) then.
/// [`BadParameter`](crate::BadParameter) for no time, or no question at once.
///
/// # Example
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::dns::{DnsQuestion, Resolver};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let mut resolver = Resolver::of_the_system();
/// let dns = resolver.requests().address();
/// let graph = graphline! { DNS = resolver; };
/// let graph = graph.spawn();
///
/// let question = DnsQuestion::Mx("example.org".to_owned());
/// match dns.request(question).await? {
///     Ok(answer) => println!("{:?}", answer.into_exchanges()),
///     Err(error) if error.is_absent() => println!("nobody takes mail: {error}"),
///     Err(error) => println!("try again later: {error}"),
/// }
/// drop(dns);
/// graph.join().await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct Resolver {
    /// Questions, from as many as like to ask.
    #[inbox(optional)]
    requests: Inbox<DnsRequest>,

    servers: Servers,

    /// How long a question may take in all: five seconds, if not said otherwise. A server
    /// that is silent for half of it is asked once more, or another one is.
    #[param(default = Resolver::TIMEOUT)]
    timeout: Duration,

    /// How many questions are under way at once: 256, if not said otherwise. Others wait
    /// in the inbox.
    #[param(default = Resolver::AT_ONCE)]
    at_once: usize,

    /// How many answers are kept: 8192, if not said otherwise.
    #[param(default = Resolver::CACHE)]
    cache: usize,
}

enum Servers {
    OfTheSystem,
    These(Vec<SocketAddr>),
}

impl Resolver {
    /// How long a question may take where nobody says otherwise.
    pub const TIMEOUT: Duration = Duration::from_secs(5);

    /// How many questions are under way at once where nobody says otherwise.
    pub const AT_ONCE: usize = 256;

    /// How many answers are kept where nobody says otherwise.
    pub const CACHE: usize = 8192;

    /// How long an answer is kept at most.
    const LONGEST_TTL: Duration = Duration::from_secs(24 * 60 * 60);

    /// Asks the servers that the system asks, which stand in `/etc/resolv.conf`; what
    /// `/etc/hosts` says comes first. Both are read when the graph starts.
    #[must_use]
    pub fn of_the_system() -> Resolver {
        Resolver::of(Servers::OfTheSystem)
    }

    /// Asks these servers, and nobody else.
    #[must_use]
    pub fn asking(servers: impl IntoIterator<Item = SocketAddr>) -> Resolver {
        Resolver::of(Servers::These(servers.into_iter().collect()))
    }

    fn of(servers: Servers) -> Resolver {
        Resolver {
            requests: Inbox::unlinked(),
            servers,
            timeout: Resolver::TIMEOUT,
            at_once: Resolver::AT_ONCE,
            cache: Resolver::CACHE,
        }
    }
}

impl Main for Resolver {
    async fn main(mut self) -> Outcome {
        let limit = span("timeout", self.timeout)?;
        let at_once = at_least_one("at_once", self.at_once)?;
        let lookups = Lookups {
            resolver: self.build()?,
            limit,
        };
        let mut running = FuturesUnordered::new();
        loop {
            let next = poll_fn(|cx| {
                while let Poll::Ready(Some(())) = running.poll_next_unpin(cx) {}
                match running.len() < at_once {
                    true => self.requests.poll_recv(cx),
                    false => Poll::Pending,
                }
            });
            let Some(request) = next.await else { break };
            // Who has asked may have given up while the question waited.
            if request.reply.is_wanted() {
                running.push(lookups.answer(request));
            }
        }
        finishing(async { while running.next().await.is_some() {} }).await;
        Ok(())
    }
}

impl Resolver {
    fn build(&self) -> Result<TokioResolver, BadDnsConfiguration> {
        let (place, (config, mut options)) = match &self.servers {
            Servers::OfTheSystem => {
                let place = "`/etc/resolv.conf`";
                let read = read_system_conf().map_err(|error| BadDnsConfiguration {
                    place,
                    why: error.to_string(),
                });
                (place, read?)
            }
            Servers::These(servers) => {
                let mut options = ResolverOpts::default();
                options.use_hosts_file = ResolveHosts::Never;
                ("the servers that were given", (asking(servers)?, options))
            }
        };
        options.timeout = self.timeout / 2;
        options.attempts = 2;
        options.cache_size = u64::try_from(self.cache).unwrap_or(u64::MAX);
        options.max_active_requests = self.at_once;
        options.positive_max_ttl = Some(Resolver::LONGEST_TTL);
        options.negative_max_ttl = Some(Resolver::LONGEST_TTL);
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        let built = builder.with_options(options).build();
        built.map_err(|error| BadDnsConfiguration {
            place,
            why: error.to_string(),
        })
    }
}

/// These servers, each by UDP, and by TCP for what is too long for that.
fn asking(servers: &[SocketAddr]) -> Result<ResolverConfig, BadDnsConfiguration> {
    if servers.is_empty() {
        return Err(BadDnsConfiguration {
            place: "the servers that were given",
            why: "there is none".to_owned(),
        });
    }
    let servers = servers.iter().map(|server| {
        let mut ways = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
        for way in &mut ways {
            way.port = server.port();
        }
        NameServerConfig::new(server.ip(), true, ways)
    });
    Ok(ResolverConfig::from_name_servers(servers.collect()))
}
