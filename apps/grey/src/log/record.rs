use super::VERSION;
use super::fact::{Fact, Said};
use crate::policy::{Address, Facts, Judgement, Point, Question, Rule, Verdict};
use serde::Deserialize;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A line of a log in JSON, read again: what of it a replay needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A decision.
    Decision(Box<Judgement>),
    /// So many lines could not be written.
    Missing(u64),
    /// Something else.
    Other,
}

/// Why a text is no line of a log in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord(String);

impl Display for BadRecord {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for BadRecord {}

/// What all lines have.
#[derive(Deserialize)]
struct Any {
    v: u64,
    event: String,
    #[serde(default)]
    lines: u64,
}

#[derive(Deserialize)]
struct Decision {
    time: String,
    order: u64,
    trace: Option<String>,
    verdict: String,
    rule: String,
    wait_ms: Option<u64>,
    waited_ms: Option<u64>,
    #[serde(default)]
    shadow: bool,
    client: IpAddr,
    #[serde(default)]
    helo: String,
    name: Option<Said>,
    from: Option<String>,
    to: Vec<String>,
    at: String,
    #[serde(default)]
    secured: bool,
    #[serde(default)]
    authenticated: bool,
    #[serde(default)]
    relay_checked: bool,
    #[serde(default)]
    id: String,
    #[serde(default)]
    facts: Vec<Fact>,
}

impl Record {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`BadRecord`], which says what is wrong with it.
    pub fn parse(line: &str) -> Result<Record, BadRecord> {
        let any: Any = serde_json::from_str(line).map_err(|error| broken(&error))?;
        if any.v != VERSION {
            return Err(BadRecord(format!(
                "it is of version {}, and this grey reads version {VERSION}",
                any.v
            )));
        }
        match any.event.as_str() {
            "missing" => Ok(Record::Missing(any.lines)),
            "decision" => {
                let decision: Decision =
                    serde_json::from_str(line).map_err(|error| broken(&error))?;
                Ok(Record::Decision(Box::new(decision.judgement()?)))
            }
            _ => Ok(Record::Other),
        }
    }
}

fn broken(error: &serde_json::Error) -> BadRecord {
    // It knows of one line only, which who reads a file knows better.
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    BadRecord(format!("{text} (column {})", error.column()))
}

impl Decision {
    fn judgement(self) -> Result<Judgement, BadRecord> {
        let wrong = |what: &str, text: &str| BadRecord(format!("`{what}` cannot be `{text}`"));
        let when = OffsetDateTime::parse(&self.time, &Rfc3339);
        let when = SystemTime::from(when.map_err(|_| wrong("time", &self.time))?);
        let verdict = self.verdict()?;
        let at = match self.at.as_str() {
            "recipient" => Point::Recipient,
            "data" => Point::Data,
            "elsewhere" => Point::Elsewhere,
            other => return Err(wrong("at", other)),
        };
        let trace = self.trace.map(|trace| {
            let parsed = trace.parse();
            parsed.map_err(|_| wrong("trace", &trace))
        });
        let mut facts = Facts::new();
        for fact in self.facts {
            let known = fact.known();
            let (lookup, answer) =
                known.ok_or_else(|| BadRecord("a fact is not whole".to_owned()))?;
            facts.learn(lookup, answer);
        }
        Ok(Judgement {
            question: Arc::new(Question {
                id: self.id,
                trace: trace.transpose()?,
                client: self.client,
                helo: self.helo,
                name: self.name.and_then(Said::name),
                sender: self.from.map(|sender| Address::of(&sender)),
                recipients: self.to.iter().map(|to| Address::of(to)).collect(),
                at,
                secured: self.secured,
                authenticated: self.authenticated,
                relay_checked: self.relay_checked,
            }),
            verdict,
            when,
            order: self.order,
            shadow: self.shadow,
            facts,
        })
    }

    fn verdict(&self) -> Result<Verdict, BadRecord> {
        let rule = Rule::ALL.iter().find(|rule| rule.name() == self.rule);
        let Some(&rule) = rule else {
            let name = &self.rule;
            return Err(BadRecord(format!("no rule is called `{name}`")));
        };
        match (self.verdict.as_str(), self.wait_ms) {
            ("pass", _) => {
                let waited = self.waited_ms.map(Duration::from_millis);
                Ok(Verdict::Pass { rule, waited })
            }
            ("defer", Some(wait)) => {
                let wait = Duration::from_millis(wait);
                Ok(Verdict::Defer { rule, wait })
            }
            ("defer", None) => Err(BadRecord("`defer` has no `wait_ms`".to_owned())),
            ("refuse", _) => Ok(Verdict::Refuse { rule }),
            ("unavailable", _) => Ok(Verdict::Unavailable { rule }),
            (other, _) => Err(BadRecord(format!("no verdict is called `{other}`"))),
        }
    }
}
