//! Settings that do not fit together, and what a policy takes of them.

use super::known::Source;
use super::{Config, ConfigError, Policy, Profile, Store};
use crate::policy::{
    DomainPattern, Learn, Machine, Prefixes, Recipients, Settings, Times, WhenGone,
};
use kamaelia_std::data::PostgresTable;
use std::sync::Arc;
use toml::Table;

/// What the profile of the original says itself.
const ITS_OWN: [(&str, &str); 12] = [
    ("policy", "delay"),
    ("policy", "window"),
    ("policy", "life"),
    ("policy", "learn"),
    ("policy", "least_delay"),
    ("policy", "v4_prefix"),
    ("policy", "v6_prefix"),
    ("policy", "normalise"),
    ("clients", "passes"),
    ("clients", "every"),
    ("clients", "life"),
    ("exempt", "list"),
];

impl Config {
    /// Finds what cannot work.
    pub(super) fn check(&self, file: &Source<'_>, settings: &Table) -> Result<(), ConfigError> {
        let wrong = |section: &str, key: &str, why: &str| {
            let why = format!("`{section}.{key}` {why}");
            Err(file.error_about(section, key, why))
        };
        for (section, key, number) in self.counts() {
            if number == 0 {
                return wrong(section, key, "is zero; it has to be one at least");
            }
        }
        let is_set = |section: &str, key: &str| {
            let section = settings.get(section);
            section.is_some_and(|section| section.get(key).is_some())
        };
        if self.policy.profile == Profile::Original
            && let Some((section, key)) = ITS_OWN.into_iter().find(|(s, k)| is_set(s, k))
        {
            let why = "is said by the profile \"original\" itself; leave one of them out";
            return wrong(section, key, why);
        }
        if self.policy.delay >= self.policy.window {
            let why = "is not longer than `policy.delay`, so nobody could ever pass";
            return wrong("policy", "window", why);
        }
        if self.server.name.is_empty() || self.server.name.contains(char::is_whitespace) {
            return wrong("server", "name", "is no name; write `mx.example.org`");
        }
        if self.server.domains.contains(&DomainPattern::Any) {
            let why = "cannot be `*`: that is an open relay; name the domains whose mail this \
                       server takes";
            return wrong("server", "domains", why);
        }
        if self.fail.store == WhenGone::Greylist {
            let why = "cannot be \"greylist\": without a store nobody is known; write \"defer\" \
                       or \"pass\"";
            return wrong("fail", "store", why);
        }
        if let Some((key, why)) = self.status.wrong() {
            return wrong("status", key, &why);
        }
        if let Some((key, why)) = self.store.wrong() {
            return wrong("store", key, why);
        }
        let is_empty = |path: &std::path::Path| path.as_os_str().is_empty();
        match (is_empty(&self.tls.certificate), is_empty(&self.tls.key)) {
            (false, true) => wrong("tls", "certificate", "needs `tls.key` beside it"),
            (true, false) => wrong("tls", "key", "needs `tls.certificate` beside it"),
            _ => Ok(()),
        }
    }

    /// What has to be one at least; times in whole seconds, or a part of one.
    fn counts(&self) -> [(&'static str, &'static str, u128); 15] {
        let (limits, dns, store) = (&self.limits, &self.dns, &self.store);
        let count = |count: usize| count as u128;
        [
            ("limits", "connections", count(limits.connections)),
            (
                "limits",
                "connections_per_address",
                count(limits.connections_per_address),
            ),
            ("limits", "recipients", count(limits.recipients)),
            ("limits", "commands", count(limits.commands)),
            ("limits", "message_size", limits.message_size.into()),
            ("limits", "message_line", count(limits.message_line)),
            ("policy", "least_delay", self.policy.least_delay.as_nanos()),
            ("dns", "timeout", dns.timeout.as_nanos()),
            ("dns", "budget", dns.budget.as_nanos()),
            ("store", "entries", store.entries.into()),
            ("store", "bytes", store.bytes.into()),
            ("store", "prune_every", store.prune_every.as_nanos()),
            ("store", "commit_after", store.commit_after.as_nanos()),
            (
                "store",
                "shared_connections",
                count(store.shared_connections),
            ),
            ("store", "shared_timeout", store.shared_timeout.as_nanos()),
        ]
    }

    /// What a policy goes by.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let Policy {
            delay,
            window,
            life,
            ..
        } = self.policy;
        let by_profile = match self.policy.profile {
            Profile::Original => Settings::original(),
            Profile::Default => Settings {
                machine: Machine::Rfc6647(Times {
                    delay,
                    window,
                    life,
                }),
                prefixes: Prefixes {
                    v4: self.policy.v4_prefix,
                    v6: self.policy.v6_prefix,
                },
                normalise: self.policy.normalise,
                learn: self.policy.learn.then_some(Learn {
                    least: self.policy.least_delay,
                }),
                clients: self.clients,
                ..Settings::default()
            },
        };
        Settings {
            name: self.server.name.clone(),
            recipients: Recipients {
                domains: self.server.domains.clone(),
            },
            relay: self.server.relay.clone(),
            exempt: self.exempt.rules(),
            listed: match self.policy.profile {
                Profile::Original => Arc::default(),
                Profile::Default => self.exempt.listed(),
            },
            suspects: self.suspects.clone(),
            hash: self.policy.hash,
            null_sender: self.policy.null_sender,
            store_gone: self.fail.store,
            dns_gone: self.fail.dns,
            shadow: self.policy.shadow,
            ..by_profile
        }
    }
}

impl Store {
    /// What of the database that is shared cannot work, and why.
    fn wrong(&self) -> Option<(&'static str, &'static str)> {
        if !PostgresTable::is_name(&self.shared_table) {
            let why = "is no name of small letters, digits and `_`; write `grey`";
            return Some(("shared_table", why));
        }
        if self.shared_password_file.as_os_str().is_empty() {
            return None;
        }
        match &self.shared {
            None => Some(("shared_password_file", "needs `store.shared` beside it")),
            Some(address) if address.has_password() => {
                let why = "says the password that `store.shared` says too; leave it out there";
                Some(("shared_password_file", why))
            }
            Some(_) => None,
        }
    }
}
