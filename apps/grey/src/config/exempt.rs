//! The section `[exempt]`, and the list of providers that it names.

use super::read::texts;
use crate::policy::{self, AddressPattern, DomainPattern, Hours, Listed, Network, Together};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

/// Who is never greylisted: `[exempt]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Exempt {
    /// Networks of clients.
    #[serde(deserialize_with = "texts")]
    pub clients: Vec<Network>,
    /// Senders.
    #[serde(deserialize_with = "texts")]
    pub senders: Vec<AddressPattern>,
    /// Recipients that want no greylisting.
    #[serde(deserialize_with = "texts")]
    pub recipients: Vec<AddressPattern>,
    /// What clients call themselves.
    #[serde(deserialize_with = "texts")]
    pub helos: Vec<DomainPattern>,
    /// Everybody whose connection is encrypted.
    pub secured: bool,
    /// Hours at which nobody is greylisted.
    #[serde(deserialize_with = "texts")]
    pub hours: Vec<Hours>,
    /// Who is all of something at once.
    #[serde(deserialize_with = "texts")]
    pub together: Vec<Together>,
    /// Clients by their confirmed name.
    #[serde(deserialize_with = "texts")]
    pub names: Vec<DomainPattern>,
    /// Senders whose domain speaks for the client.
    #[serde(deserialize_with = "texts")]
    pub spf: Vec<DomainPattern>,
    /// Whether the providers of the list are exempt.
    pub list: bool,
    /// The list, if it is not the one that comes with the program.
    pub list_file: PathBuf,
    #[serde(skip)]
    listed: Arc<Listed>,
}

static SHIPPED: LazyLock<Arc<Listed>> = LazyLock::new(|| Arc::new(Listed::shipped()));

impl Default for Exempt {
    fn default() -> Exempt {
        let policy::Exempt {
            clients,
            senders,
            recipients,
            helos,
            secured,
            hours,
            together,
            names,
            spf,
        } = policy::Exempt::default();
        Exempt {
            clients,
            senders,
            recipients,
            helos,
            secured,
            hours,
            together,
            names,
            spf,
            list: true,
            list_file: PathBuf::new(),
            listed: SHIPPED.clone(),
        }
    }
}

impl Exempt {
    /// The list of providers that are exempt: one of nobody if there is none.
    #[must_use]
    pub fn listed(&self) -> Arc<Listed> {
        self.listed.clone()
    }

    /// What a policy goes by, without the list.
    pub(super) fn rules(&self) -> policy::Exempt {
        policy::Exempt {
            clients: self.clients.clone(),
            senders: self.senders.clone(),
            recipients: self.recipients.clone(),
            helos: self.helos.clone(),
            secured: self.secured,
            hours: self.hours.clone(),
            together: self.together.clone(),
            names: self.names.clone(),
            spf: self.spf.clone(),
        }
    }

    /// Reads the list that is asked for.
    pub(super) fn read_list(&mut self) -> Result<(), String> {
        let path = &self.list_file;
        self.listed = if !self.list {
            Arc::default()
        } else if path.as_os_str().is_empty() {
            SHIPPED.clone()
        } else {
            let named = |why: String| {
                format!(
                    "`exempt.list_file`: {}: {why}; with an empty name, the list that comes \
                     with grey is used",
                    path.display()
                )
            };
            let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
            let listed: Listed = text.parse().map_err(|error| named(format!("{error}")))?;
            Arc::new(listed)
        };
        Ok(())
    }
}
