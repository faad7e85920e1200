use super::row::seconds;
use super::{
    Address, Allowing, Answer, Facts, Lookup, Name, NullSender, Point, Question, Rule, Secret,
    Settings, Verdict, WhenGone, helo, looks_dynamic, relays,
};
use std::time::SystemTime;

/// Decides who may deliver mail now. How to ask it stands at the [module](super).
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) settings: Settings,
    pub(super) fresh: Secret,
    pub(super) allowing: Allowing,
}

/// What a decision needs next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: this is it.
    Decided(Verdict),
    /// What is remembered: [`Policy::recall`], and then [`Facts::recalled`] if that
    /// does not decide.
    Recall,
    /// An answer from the DNS, for [`Facts::learn`].
    Look(Lookup),
    /// A note of the attempt: [`Policy::note`] decides.
    Note,
}

impl Policy {
    /// A policy of these settings. `fresh` is what a new table hashes addresses with: 16
    /// bytes that nobody can guess.
    #[must_use]
    pub fn new(settings: Settings, fresh: Secret) -> Policy {
        Policy {
            settings,
            fresh,
            allowing: Allowing::default(),
        }
    }

    /// The same policy, which lets through whom somebody else has let through.
    #[must_use]
    pub fn with(self, allowing: Allowing) -> Policy {
        Policy { allowing, ..self }
    }

    /// Whom an administrator has let through.
    #[must_use]
    pub fn allowing(&self) -> &Allowing {
        &self.allowing
    }

    /// What it goes by.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What a decision needs next, by what is known so far.
    #[must_use]
    pub fn step(&self, question: &Question, facts: &Facts, now: SystemTime) -> Step {
        if let Some(verdict) = self.at_once(question, now) {
            return Step::Decided(verdict);
        }
        if !self.asks_the_dns(question) {
            return Step::Note;
        }
        if !facts.is_recalled() {
            return Step::Recall;
        }
        match self.by_facts(question, facts) {
            Ok(Some(rule)) => Step::Decided(Verdict::pass(rule)),
            Ok(None) => Step::Note,
            Err(step) => *step,
        }
    }

    /// The verdict while the store is out of reach.
    #[must_use]
    pub fn store_gone(&self) -> Verdict {
        gone(self.settings.store_gone, Rule::StoreGone)
    }

    /// The verdict that needs neither the store nor the DNS.
    fn at_once(&self, question: &Question, now: SystemTime) -> Option<Verdict> {
        let settings = &self.settings;
        if question.at == Point::Elsewhere {
            return Some(Verdict::pass(Rule::JudgedAtRecipient));
        }
        if relays(&settings.relay, question.client) {
            return Some(Verdict::pass(Rule::MayRelay));
        }
        let refusal = |recipient| settings.recipients.refusal(recipient);
        if !question.relay_checked
            && let Some(rule) = question.recipients.iter().find_map(refusal)
        {
            return Some(Verdict::Refuse { rule });
        }
        if question.authenticated {
            return Some(Verdict::pass(Rule::Authenticated));
        }
        let at_data = question.sender.is_none() && settings.null_sender == NullSender::AtData;
        let rule = match (question.at, at_data) {
            (Point::Recipient, true) => Some(Rule::JudgedAtData),
            (Point::Data, false) => Some(Rule::JudgedAtRecipient),
            _ => {
                let allowed = || self.allowing.find(question, seconds(now));
                let listed = || settings.listed.has_client(question.client);
                let exempt = settings.exempt.at_once(question, now);
                exempt
                    .or_else(|| listed().then_some(Rule::ExemptListed))
                    .or_else(|| allowed().map(|_| Rule::Allowed))
            }
        };
        rule.map(Verdict::pass)
    }

    fn asks_the_dns(&self, question: &Question) -> bool {
        let Settings {
            exempt,
            suspects,
            listed,
            ..
        } = &self.settings;
        !exempt.names.is_empty()
            || suspects.only
            || listed.may_have_name_of(question.client)
            || self.spf(question).is_some()
    }

    /// The rule by which it passes without a note, or the step that has to come first.
    fn by_facts(&self, question: &Question, facts: &Facts) -> Result<Option<Rule>, Box<Step>> {
        if let Some(rule) = self.by_name(question, facts)? {
            return Ok(Some(rule));
        }
        if let Some((lookup, rule)) = self.spf(question)
            && self.answer(facts, lookup)? == Some(&Answer::Yes)
        {
            return Ok(Some(rule));
        }
        let is_suspect = !self.settings.suspects.only || self.suspects(question, facts)?;
        Ok((!is_suspect).then_some(Rule::NotSuspect))
    }

    /// The rule by which a client passes for its confirmed name.
    fn by_name(&self, question: &Question, facts: &Facts) -> Result<Option<Rule>, Box<Step>> {
        let (names, listed) = (&self.settings.exempt.names, &self.settings.listed);
        let may_be_listed = listed.may_have_name_of(question.client);
        if names.is_empty() && !may_be_listed {
            return Ok(None);
        }
        let Some(Name::Confirmed(its)) = self.name(question, facts)? else {
            return Ok(None);
        };
        let is_exempt = |name: &String| names.iter().any(|it| it.matches(name));
        if its.iter().any(is_exempt) {
            return Ok(Some(Rule::ExemptName));
        }
        let is_listed = may_be_listed && its.iter().any(|name| listed.has_name(name));
        Ok(is_listed.then_some(Rule::ExemptListed))
    }

    /// Whether somebody is a suspect. Who cannot be looked up is one.
    fn suspects(&self, question: &Question, facts: &Facts) -> Result<bool, Box<Step>> {
        let suspects = &self.settings.suspects;
        let client = question.client;
        let (ours, own) = (&self.settings.recipients.domains, &self.settings.name);
        if suspects.bad_helo && helo::is_bad(&question.helo, client, ours, own) {
            return Ok(true);
        }
        if suspects.no_name || suspects.dynamic_name {
            let is_suspect = match self.name(question, facts)? {
                None => true,
                Some(Name::None | Name::Unconfirmed) => suspects.no_name,
                Some(Name::Confirmed(names)) => {
                    let dynamic = |name: &String| looks_dynamic(name, client);
                    suspects.dynamic_name && names.iter().all(dynamic)
                }
            };
            if is_suspect {
                return Ok(true);
            }
        }
        for zone in suspects.zones.iter().cloned() {
            let lookup = Lookup::Listed { zone, client };
            if self.answer(facts, lookup)? != Some(&Answer::No) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the client is called; `None` if the DNS does not say.
    fn name(&self, question: &Question, facts: &Facts) -> Result<Option<Name>, Box<Step>> {
        if question.name.is_some() {
            return Ok(question.name.clone());
        }
        match self.answer(facts, Lookup::Name(question.client))? {
            Some(Answer::Name(name)) => Ok(Some(name.clone())),
            _ => Ok(None),
        }
    }

    /// The look at SPF, if it could exempt this sender, and the rule that does so.
    pub(super) fn spf(&self, question: &Question) -> Option<(Lookup, Rule)> {
        let helo = &question.helo;
        let sender = question.sender.as_ref();
        let domain = sender.map_or(helo, |sender| &sender.domain);
        let mut domains = self.settings.exempt.spf.iter();
        let rule = if domain.is_empty() {
            return None;
        } else if domains.any(|it| it.matches(domain)) {
            Rule::SpfPass
        } else if self.settings.listed.has_sender(domain) {
            Rule::ExemptListed
        } else {
            return None;
        };
        let postmaster = || Address {
            local: "postmaster".to_owned(),
            domain: helo.clone(),
        };
        let lookup = Lookup::Spf {
            client: question.client,
            helo: helo.clone(),
            sender: sender.cloned().unwrap_or_else(postmaster),
        };
        Some((lookup, rule))
    }

    /// What the DNS has said; `None` if it does not answer and greylisting decides.
    fn answer<'f>(
        &self,
        facts: &'f Facts,
        lookup: Lookup,
    ) -> Result<Option<&'f Answer>, Box<Step>> {
        match (facts.answer(&lookup), self.settings.dns_gone) {
            (None, _) => Err(Box::new(Step::Look(lookup))),
            (Some(Answer::Failed), WhenGone::Greylist) => Ok(None),
            (Some(Answer::Failed), when) => Err(Box::new(Step::Decided(gone(when, Rule::DnsGone)))),
            (answer, _) => Ok(answer),
        }
    }
}

fn gone(when: WhenGone, rule: Rule) -> Verdict {
    match when {
        WhenGone::Pass => Verdict::pass(rule),
        WhenGone::Defer | WhenGone::Greylist => Verdict::Unavailable { rule },
    }
}
