//! Why each rule holds or not, in words: [`Policy::path`].

use super::explain::{Asked, Known};
use super::words::{ago, span, until};
use super::{
    Answer, Facts, Lookup, Name, Policy, Question, Row, Rule, Verdict, helo, looks_dynamic,
};
use std::fmt::Display;

impl Policy {
    /// The rules that were asked up to the one that has decided.
    pub(super) fn path(
        &self,
        question: &Question,
        facts: &Facts,
        known: &Known,
        verdict: &Verdict,
        now: u32,
    ) -> Vec<Asked> {
        let mut path = Vec::new();
        let decided = verdict.rule();
        for &rule in Rule::ALL {
            let holds = rule == decided;
            let why = match rule {
                _ if !holds && rule > Rule::Returned => continue,
                Rule::Allowed | Rule::KnownClient | Rule::KnownTriplet => {
                    self.by_memory(rule, holds, known, now)
                }
                Rule::ExemptName | Rule::SpfPass | Rule::ExemptListed | Rule::NotSuspect => {
                    self.by_dns(rule, holds, question, facts)
                }
                Rule::FirstAttempt | Rule::TooEarly | Rule::TooLate | Rule::Returned => {
                    by_time(rule, verdict, known.triplet, now)
                }
                _ => self.by_settings(rule, holds, question),
            };
            path.push(Asked { rule, holds, why });
            if holds {
                break;
            }
            if decided == Rule::DnsGone && self.asks_in_vain(rule, question, facts) {
                let why = "the DNS does not answer, and `fail.dns` decides".to_owned();
                path.push(Asked {
                    rule: decided,
                    holds: true,
                    why,
                });
                break;
            }
        }
        path
    }

    /// A rule that needs no more than what is asked.
    fn by_settings(&self, rule: Rule, holds: bool, question: &Question) -> String {
        let settings = &self.settings;
        let exempt = &settings.exempt;
        let (client, helo) = (question.client, &question.helo);
        let recipient = question.recipients.first();
        let text = match (rule, holds) {
            (Rule::MayRelay, _) => {
                return listed("server.relay", &settings.relay, |it| it.contains(client));
            }
            (Rule::ForeignDomain, false) if question.relay_checked => {
                "who asks sees to it that nobody relays"
            }
            (Rule::ForeignDomain, _) => {
                let domains = &settings.recipients.domains;
                let is_ours =
                    |domain: &str| listed("server.domains", domains, |it| it.matches(domain));
                return is_ours(recipient.map_or("", |recipient| &recipient.domain));
            }
            (Rule::RelayTrick, false) => "the recipient hides no other address",
            (Rule::Authenticated, false) => "nobody has logged in",
            (Rule::JudgedAtData | Rule::JudgedAtRecipient, false) => "it is judged here",
            (Rule::ExemptClient, _) => {
                return listed("exempt.clients", &exempt.clients, |it| it.contains(client));
            }
            (Rule::ExemptSender, _) => {
                let sender = question.sender.as_ref();
                return listed("exempt.senders", &exempt.senders, |it| {
                    sender.is_some_and(|sender| it.matches(sender))
                });
            }
            (Rule::ExemptRecipient, _) => {
                return listed("exempt.recipients", &exempt.recipients, |it| {
                    recipient.is_some_and(|recipient| it.matches(recipient))
                });
            }
            (Rule::ExemptHelo, false) if helo.is_empty() && !exempt.helos.is_empty() => {
                "what it calls itself is not known"
            }
            (Rule::ExemptHelo, _) => {
                return listed("exempt.helos", &exempt.helos, |it| it.matches(helo));
            }
            (Rule::ExemptSecured, false) if !exempt.secured => "`exempt.secured` is false",
            (Rule::ExemptSecured, false) => "the connection is not encrypted",
            (Rule::ExemptHours, false) if exempt.hours.is_empty() => "`exempt.hours` is empty",
            (Rule::ExemptHours, false) => "this is none of `exempt.hours`",
            (_, true) => rule.meaning(),
            (_, false) => "it does not hold",
        };
        text.to_owned()
    }

    /// A rule about what is remembered.
    fn by_memory(&self, rule: Rule, holds: bool, known: &Known, now: u32) -> String {
        let passes = self.settings.clients.passes;
        let network = known.network;
        match rule {
            Rule::Allowed => match &known.allowed {
                Some((allowed, row)) => format!("`{allowed}`, {}", until(row, now)),
                None => "no entry of `grey allow` holds".to_owned(),
            },
            Rule::KnownClient if passes == 0 => "`clients.passes` is 0".to_owned(),
            Rule::KnownClient => match known.client.filter(|row| row.holds(now)) {
                Some(row) => {
                    let count = row.passes;
                    let ends = until(&row, now);
                    format!("{network} came back {count} of {passes} times, {ends}")
                }
                None => format!("nothing is remembered of {network}"),
            },
            _ => match known.triplet {
                None => "nothing is remembered of it".to_owned(),
                Some(row) if row.passes == 0 => "it has not passed yet".to_owned(),
                Some(row) if holds => {
                    format!("passed {}, {}", ago(row.last, now), until(&row, now))
                }
                Some(row) => format!("passed {}, which is too long ago", ago(row.last, now)),
            },
        }
    }

    /// A rule that asks the DNS.
    fn by_dns(&self, rule: Rule, holds: bool, question: &Question, facts: &Facts) -> String {
        let exempt = &self.settings.exempt;
        match rule {
            Rule::ExemptName if exempt.names.is_empty() => "`exempt.names` is empty".to_owned(),
            Rule::ExemptName => match name(question, facts) {
                Some(Name::Confirmed(names)) => {
                    let matches = |name: &&String| exempt.names.iter().any(|it| it.matches(name));
                    let name = names.iter().find(matches).or(names.first());
                    let name = name.map_or("", String::as_str);
                    let listed = listed("exempt.names", &exempt.names, |it| it.matches(name));
                    format!("confirmed name `{name}`, {listed}")
                }
                name => nameless(name).to_owned(),
            },
            Rule::SpfPass if exempt.spf.is_empty() => "`exempt.spf` is empty".to_owned(),
            Rule::SpfPass => match self.spf(question).filter(|(_, by)| *by == rule) {
                None => "nothing in `exempt.spf` matches".to_owned(),
                Some((lookup, _)) => match facts.answer(&lookup) {
                    Some(Answer::Yes) => "the sender's domain says that it speaks for it",
                    Some(Answer::No) => "the sender's domain does not say that it speaks for it",
                    _ => UNANSWERED,
                }
                .to_owned(),
            },
            Rule::ExemptListed if self.settings.listed.is_empty() => {
                "there is no list of providers (`exempt.list`)".to_owned()
            }
            Rule::ExemptListed if holds => rule.meaning().to_owned(),
            Rule::ExemptListed => "none of the list of providers".to_owned(),
            _ if !self.settings.suspects.only => {
                "`suspects.only` is false: everybody is greylisted".to_owned()
            }
            _ if holds => "nothing makes it a suspect".to_owned(),
            _ => self.suspicion(question, facts),
        }
    }

    /// What makes somebody a suspect.
    fn suspicion(&self, question: &Question, facts: &Facts) -> String {
        let suspects = &self.settings.suspects;
        let client = question.client;
        let (ours, own) = (&self.settings.recipients.domains, &self.settings.name);
        if suspects.bad_helo && helo::is_bad(&question.helo, client, ours, own) {
            return format!("no mail server calls itself `{}`", question.helo);
        }
        if suspects.no_name || suspects.dynamic_name {
            match name(question, facts) {
                Some(Name::Confirmed(names)) => {
                    if suspects.dynamic_name && names.iter().all(|it| looks_dynamic(it, client)) {
                        let name = names.first().map_or("", String::as_str);
                        return format!("`{name}` looks like a line whose address changes");
                    }
                }
                Some(_) if !suspects.no_name => {}
                name => return nameless(name).to_owned(),
            }
        }
        for zone in suspects.zones.iter().cloned() {
            let lookup = Lookup::Listed { zone, client };
            match (facts.answer(&lookup), &lookup) {
                (Some(Answer::Yes), Lookup::Listed { zone, .. }) => {
                    return format!("it is on the list `{zone}`");
                }
                (Some(Answer::No), _) => {}
                _ => return UNANSWERED.to_owned(),
            }
        }
        "it is a suspect".to_owned()
    }

    /// Whether this is where the DNS was asked for what it does not answer.
    fn asks_in_vain(&self, rule: Rule, question: &Question, facts: &Facts) -> bool {
        let failed = |lookup: &Lookup| facts.answer(lookup) == Some(&Answer::Failed);
        let client = question.client;
        match rule {
            Rule::ExemptName => {
                !self.settings.exempt.names.is_empty() && failed(&Lookup::Name(client))
            }
            Rule::SpfPass => {
                let spf = self.spf(question);
                spf.is_some_and(|(lookup, rule)| rule == Rule::SpfPass && failed(&lookup))
            }
            Rule::ExemptListed => {
                let may_have_name = self.settings.listed.may_have_name_of(client);
                let spf = self.spf(question);
                (may_have_name && failed(&Lookup::Name(client)))
                    || spf.is_some_and(|(lookup, _)| failed(&lookup))
            }
            Rule::NotSuspect => true,
            _ => false,
        }
    }
}

const UNANSWERED: &str = "the DNS does not answer";

/// What the client is called, as far as it is known.
fn name<'q>(question: &'q Question, facts: &'q Facts) -> Option<&'q Name> {
    let found = || match facts.answer(&Lookup::Name(question.client)) {
        Some(Answer::Name(name)) => Some(name),
        _ => None,
    };
    question.name.as_ref().or_else(found)
}

fn nameless(name: Option<&Name>) -> &'static str {
    match name {
        None => UNANSWERED,
        Some(Name::None) => "it has no reverse name",
        Some(_) => "its reverse name does not lead back to it",
    }
}

/// Which of a setting holds.
fn listed<T: Display>(setting: &str, list: &[T], matches: impl Fn(&T) -> bool) -> String {
    match list.iter().find(|it| matches(it)) {
        Some(it) => format!("`{it}` of `{setting}`"),
        None if list.is_empty() => format!("`{setting}` is empty"),
        None => format!("nothing in `{setting}` matches"),
    }
}

/// A rule about the time that one has to wait.
fn by_time(rule: Rule, verdict: &Verdict, row: Option<Row>, now: u32) -> String {
    let first = row.map(|row| ago(row.first, now)).unwrap_or_default();
    match (rule, verdict) {
        (Rule::FirstAttempt, Verdict::Defer { wait, .. }) if rule == verdict.rule() => {
            let wait = wait.as_secs();
            format!("it was never seen, and has {} to wait", span(wait))
        }
        (Rule::FirstAttempt, _) => format!("first attempt {first}"),
        (Rule::TooEarly, Verdict::Defer { wait, .. }) if rule == verdict.rule() => {
            format!("first attempt {first}, {} left", span(wait.as_secs()))
        }
        (Rule::TooEarly, _) => "the time to wait is over".to_owned(),
        (Rule::TooLate, Verdict::Defer { wait, .. }) if rule == verdict.rule() => {
            let wait = span(wait.as_secs());
            format!("first attempt {first}, which is too long ago: it has {wait} to wait again")
        }
        (Rule::TooLate, _) => "there is time left to come back".to_owned(),
        _ => format!("first attempt {first}, and it comes back in time"),
    }
}
