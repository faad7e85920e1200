//! The component [`Judge`].

mod allow;
mod look;
mod rows;

pub(crate) use allow::read_allowed;
pub(crate) use look::look;
pub(crate) use rows::with_rows;

use crate::policy::{Answer, Facts, Lookup, Policy, Question, Rows, RowsError, Step, Verdict};
use crate::policy::{Judgement, microseconds, next_after};
use crate::{Clock, Counters, Terms};
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, RequestFailed, Stop, Value};
use kamaelia_std::data::{AskTable, TableRequest};
use kamaelia_std::net::dns::DnsRequest;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout, timeout_at};

/// Decides who may deliver mail now, one question after the other.
///
/// What its [`Policy`] remembers stands in a table, and what it has to know of clients is
/// asked of the DNS. Neither is ever a fault: when one of them is out of reach the
/// policy says what that means, and [`Counters`] count it.
///
/// It keeps what the DNS has said about a client for a minute, so that the recipients of
/// one message are not looked up each for itself.
///
/// # Example
///
/// ```
/// use grey::Judge;
/// use grey::policy::{Address, Judgement, Policy, Question, Recipients, Rule, Secret, Settings};
/// use kamaelia::prelude::*;
/// use kamaelia_std::data::Table;
/// use kamaelia_std::util::{DataSource, Expect, Map};
/// use std::sync::Arc;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("judge-doc-{}", std::process::id()));
/// let settings = Settings {
///     recipients: Recipients { domains: vec!["home.example".parse()?] },
///     ..Settings::default()
/// };
/// let policy = Arc::new(Policy::new(settings, Secret::random()?));
/// let question = |recipient| {
///     let sender = Some(Address::of("ann@a.example"));
///     Question::new([192, 0, 2, 1].into(), sender, Address::of(recipient))
/// };
/// let mut table = Table::new(&path);
/// let rows = table.inbox().address();
///
/// graphline! {
///     TABLE     = table;
///     QUESTIONS = DataSource::new(["bob@home.example", "eve@b.example"].map(question));
///     JUDGE     = Judge::new(policy, rows);
///     RULES     = Map::new(|judgement: Judgement| judgement.verdict.rule());
///     CHECK     = Expect::new([Rule::FirstAttempt, Rule::ForeignDomain]);
///
///     QUESTIONS -> JUDGE -> RULES -> CHECK;
/// }
/// .run()
/// .await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct Judge {
    /// Questions.
    #[inbox]
    inbox: Inbox<Question>,

    /// A judgement on each, in their order.
    #[outbox]
    outbox: Outbox<Judgement>,

    policy: Arc<Policy>,

    /// Where the policy remembers.
    table: InboxAddress<TableRequest>,

    /// Whom it asks about names. Without anybody, a question that needs it counts as one
    /// that the DNS does not answer.
    #[param(default)]
    dns: Option<InboxAddress<DnsRequest>>,

    /// What time it is: the system's, if not said otherwise.
    #[param(default)]
    clock: Clock,

    /// Where decisions are counted.
    #[param(default)]
    counters: Counters,

    /// How long the DNS has for all questions of one decision: 15 seconds, if not said
    /// otherwise.
    #[param(default = Judge::DNS_BUDGET)]
    dns_budget: Duration,

    /// How long the table has for a transaction: ten seconds, if not said otherwise.
    #[param(default = Judge::TABLE_TIMEOUT)]
    table_timeout: Duration,

    /// Terms that may change while it judges: each question is judged by those that hold
    /// when it comes, and not by the policy and the budget that it began with.
    #[param(default)]
    following: Option<Value<Arc<Terms>>>,

    #[state]
    known: Option<Known>,

    /// When the table was last asked for this decision.
    #[state]
    order: Option<u64>,
}

/// What the DNS has said about a client.
struct Known {
    about: Arc<Question>,
    since: SystemTime,
    facts: Facts,
}

impl Main for Judge {
    async fn main(mut self) -> Outcome {
        while let Some(question) = self.inbox.recv().await {
            let question = Arc::new(question);
            let when = self.clock.now();
            if let Some(terms) = self.following.as_ref().map(Value::get) {
                self.policy = terms.policy().clone();
                self.dns_budget = terms.config().dns.budget;
            }
            let verdict = self.judge(&question, when).await?;
            self.counters.count(&verdict);
            let judgement = Judgement {
                order: self.order.take().unwrap_or_else(|| order(&self.clock)),
                shadow: self.policy.settings().shadow,
                facts: self.facts(),
                ..Judgement::new(question, verdict, when)
            };
            self.outbox.send(judgement).await?;
        }
        Ok(())
    }
}

impl Judge {
    /// How long the DNS has for a decision where nobody says otherwise.
    pub const DNS_BUDGET: Duration = Duration::from_secs(15);

    /// How long the table has where nobody says otherwise.
    pub const TABLE_TIMEOUT: Duration = Duration::from_secs(10);

    /// For how long it keeps what the DNS has said.
    const KEPT: Duration = Duration::from_secs(60);

    async fn judge(&mut self, question: &Arc<Question>, now: SystemTime) -> Result<Verdict, Stop> {
        let Known {
            about,
            since,
            mut facts,
        } = self.known_about(question, now);
        let over = Instant::now() + self.dns_budget;
        if self.policy.allowing().is_due(now) {
            let read = read_allowed(self.policy.allowing(), &self.table);
            // What was read before holds on.
            let _ = timeout(self.table_timeout, read).await;
        }
        let verdict = loop {
            match self.policy.step(question, &facts, now) {
                Step::Decided(verdict) => break verdict,
                Step::Look(lookup) => {
                    let answer = self.look(&lookup, over).await;
                    facts.learn(lookup, answer);
                }
                Step::Recall => match self.remember(question, now, Policy::recall).await? {
                    None => break self.policy.store_gone(),
                    Some(Some(verdict)) => break verdict,
                    Some(None) => facts.recalled(),
                },
                Step::Note => {
                    let named = match facts.named(question) {
                        Cow::Borrowed(_) => question.clone(),
                        Cow::Owned(named) => Arc::new(named),
                    };
                    let verdict = self.remember(&named, now, Policy::note).await?;
                    break verdict.unwrap_or_else(|| self.policy.store_gone());
                }
            }
        };
        facts.for_another();
        self.known = Some(Known {
            about,
            since,
            facts,
        });
        Ok(verdict)
    }

    /// What the DNS says, in time.
    async fn look(&mut self, lookup: &Lookup, over: Instant) -> Answer {
        let found = match &self.dns {
            None => Err("there is no resolver for the DNS".to_owned()),
            Some(dns) => match timeout_at(over, look(dns, lookup)).await {
                Ok(found) => found,
                Err(_) => Err(format!(
                    "the DNS did not answer within {:?}",
                    self.dns_budget
                )),
            },
        };
        found.unwrap_or_else(|why| {
            self.counters.dns_failed(why);
            Answer::Failed
        })
    }

    /// What the policy makes of what it remembers; `None` if that is out of reach.
    async fn remember<R: Send + 'static>(
        &mut self,
        question: &Arc<Question>,
        now: SystemTime,
        decide: fn(&Policy, &Question, &mut dyn Rows, SystemTime) -> Result<R, RowsError>,
    ) -> Result<Option<R>, Stop> {
        let (policy, question, clock) = (self.policy.clone(), question.clone(), self.clock.clone());
        let decided = self.table.transaction(move |transaction| {
            let order = order(&clock);
            let decided = with_rows(transaction, |rows| decide(&policy, &question, rows, now));
            decided.map(|decided| (decided, order))
        });
        let why = match timeout(self.table_timeout, decided).await {
            Ok(Ok(Ok((decided, order)))) => {
                self.order = Some(order);
                return Ok(Some(decided));
            }
            Ok(Err(stopped)) if stopped.reason == RequestFailed::Stopped => {
                return Err(stopped.into());
            }
            Ok(Ok(Err(error))) => error.to_string(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the table did not answer within {:?}", self.table_timeout),
        };
        self.counters.store_failed(why);
        Ok(None)
    }

    /// What the DNS has said that counts for the last decision.
    fn facts(&self) -> Facts {
        let known = self.known.as_ref();
        known.map_or_else(Facts::new, |known| known.facts.clone())
    }

    fn known_about(&mut self, question: &Arc<Question>, now: SystemTime) -> Known {
        let is_same = |known: &Known| {
            let about = &known.about;
            let age = now.duration_since(known.since);
            about.client == question.client
                && about.helo == question.helo
                && about.sender == question.sender
                && age.is_ok_and(|age| age < Judge::KEPT)
        };
        self.known.take().filter(is_same).unwrap_or_else(|| Known {
            about: question.clone(),
            since: now,
            facts: Facts::new(),
        })
    }
}

/// The place of a decision among all of this program. Within a transaction of the table
/// it is that of the transaction: the table does one after the other.
fn order(clock: &Clock) -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    next_after(&LAST, microseconds(clock.now()))
}
