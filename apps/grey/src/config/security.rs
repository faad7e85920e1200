use serde::Deserialize;

/// What it may do: `[security]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// Who it becomes when its ports are open; nobody else, if it is empty.
    pub user: String,
    /// The group that it has then; that of the user, if it is empty.
    pub group: String,
    /// Whether it confines itself.
    pub sandbox: Sandbox,
}

/// Whether the program confines itself to what it needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sandbox {
    /// It does not.
    #[default]
    Off,
    /// As far as the system can.
    BestEffort,
    /// Or it does not start.
    Required,
}
