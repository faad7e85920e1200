use super::known::{Source, all};
use super::load::merged;
use super::{Config, ConfigError};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Settings that were read, and how they were written, so that they can be read again.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What they say.
    pub config: Config,
    path: Option<PathBuf>,
    written: Table,
}

/// What has become of settings since they were read.
#[derive(Clone, Debug)]
pub struct Change {
    /// What they say now, as far as a program that runs can take it.
    pub loaded: Loaded,
    /// What it can take: `policy.delay`.
    pub changed: Vec<String>,
    /// What has to wait until it is started again: `server.listen`.
    pub waiting: Vec<String>,
}

/// What can change while the program runs: these settings, and all of a section that has
/// none. Others are used once, at the start.
const CAN_CHANGE: [(&str, &[&str]); 11] = [
    ("server", &["name", "domains", "relay"]),
    (
        "limits",
        &[
            "connections_per_address",
            "recipients",
            "commands",
            "bad_commands",
            "message_size",
            "message_line",
        ],
    ),
    ("tls", &[]),
    ("proxy", &[]),
    ("backend", &[]),
    ("policy", &[]),
    ("clients", &[]),
    ("exempt", &[]),
    ("suspects", &[]),
    ("dns", &["budget"]),
    ("fail", &[]),
];

impl Loaded {
    /// Reads a file and the environment's variables whose names begin with `GREY_`;
    /// without a file, these alone.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn load(path: Option<&Path>) -> Result<Loaded, ConfigError> {
        Loaded::keeping(path, |_| {})
    }

    /// Reads them again. What cannot change while the program runs stays as it is, and
    /// is told apart.
    ///
    /// # Errors
    ///
    /// As [`Config::load`], also where it is only what has to stay that does not fit to
    /// the rest.
    pub fn again(&self) -> Result<Change, ConfigError> {
        let path = self.path.as_deref();
        let wanted = Loaded::load(path)?;
        let (mut changed, mut waiting) = (Vec::new(), Vec::new());
        for (section, key) in all() {
            let of = |settings: &Loaded| means(section, key, settings.written(section, key));
            if of(self) == of(&wanted) {
                continue;
            }
            match can_change(section, key) {
                true => changed.push((section, key)),
                false => waiting.push((section, key)),
            }
        }
        // What stands in the list is a setting as well.
        let list = ("exempt", "list_file");
        let listed = [self, &wanted].map(|settings| settings.config.exempt.listed());
        if listed[0] != listed[1] && !changed.iter().any(|(section, _)| *section == "exempt") {
            changed.push(list);
        }
        let keep = |settings: &mut Table| {
            for (section, key) in &waiting {
                stay(settings, section, key, self.written(section, key));
            }
        };
        let names = |settings: &[(&str, &str)]| -> Vec<String> {
            let names = settings
                .iter()
                .map(|(section, key)| format!("{section}.{key}"));
            names.collect()
        };
        let loaded = Loaded::keeping(path, keep).map_err(|error| ConfigError {
            why: format!(
                "{} ({} cannot change while it runs)",
                error.why,
                names(&waiting).join(", ")
            ),
            ..error
        })?;
        Ok(Change {
            loaded,
            changed: names(&changed),
            waiting: names(&waiting),
        })
    }

    /// The file they are from.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Where the list of providers stands that the settings name, for whoever is about to
    /// write it: it need not be there. Empty if they name none.
    ///
    /// # Errors
    ///
    /// As [`Config::load`], but anybody's mail may be refused.
    pub fn list_file(path: Option<&Path>) -> Result<PathBuf, ConfigError> {
        let mut list_file = PathBuf::new();
        Loaded::read(path, |settings| {
            let named = settings.get("exempt").and_then(|it| it.get("list_file"));
            list_file = named.and_then(Value::as_str).unwrap_or_default().into();
            stay(settings, "exempt", "list_file", None);
        })?;
        Ok(list_file)
    }

    /// All files that they name, and that are there.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let sections = self.written.values().filter_map(Value::as_table);
        let texts = sections.flat_map(Table::values).flat_map(texts);
        let named = texts.map(PathBuf::from).filter(|path| path.is_file());
        named.chain(self.path.clone()).collect()
    }

    fn keeping(path: Option<&Path>, keep: impl FnOnce(&mut Table)) -> Result<Loaded, ConfigError> {
        let loaded = Loaded::read(path, keep)?;
        let config = loaded.config.serving(&name(path))?;
        Ok(Loaded { config, ..loaded })
    }

    /// As they are, also if nobody's mail could be taken by them.
    pub(super) fn read(
        path: Option<&Path>,
        keep: impl FnOnce(&mut Table),
    ) -> Result<Loaded, ConfigError> {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("GREY_"));
        let name = name(path);
        let text = match path {
            Some(path) => std::fs::read_to_string(path).map_err(|error| ConfigError {
                source: name.clone(),
                line: None,
                why: format!("cannot be read: {error}; name the file with `--config`"),
            })?,
            None => String::new(),
        };
        let file = Source {
            name: &name,
            text: &text,
            has_lines: true,
        };
        let mut written = merged(&file, variables)?;
        keep(&mut written);
        Ok(Loaded {
            config: Config::of(&file, &written)?,
            path: path.map(Path::to_owned),
            written,
        })
    }

    fn written(&self, section: &str, key: &str) -> Option<&Value> {
        self.written.get(section)?.get(key)
    }
}

/// A text, or those of a list.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect(),
    }
}

/// What settings are called that come from there.
fn name(path: Option<&Path>) -> String {
    path.map_or("the environment".into(), |path| path.display().to_string())
}

/// Settings that nobody has written, and that are not read again.
impl From<Config> for Loaded {
    fn from(config: Config) -> Loaded {
        Loaded {
            config,
            path: None,
            written: Table::new(),
        }
    }
}

fn can_change(section: &str, key: &str) -> bool {
    let mut all = CAN_CHANGE.iter();
    all.any(|(name, keys)| *name == section && (keys.is_empty() || keys.contains(&key)))
}

/// All settings, with this one as it is written: what is written differently may mean
/// the same.
fn means(section: &str, key: &str, value: Option<&Value>) -> Option<Config> {
    let mut settings = Table::new();
    stay(&mut settings, section, key, value);
    toml::from_str(&settings.to_string()).ok()
}

/// Sets it as it was, or not at all.
fn stay(settings: &mut Table, section: &str, key: &str, value: Option<&Value>) {
    let entry = settings.entry(section);
    let Value::Table(section) = entry.or_insert_with(|| Value::Table(Table::new())) else {
        return;
    };
    match value {
        Some(value) => drop(section.insert(key.to_owned(), value.clone())),
        None => drop(section.remove(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_change_are_settings() {
        for (section, keys) in CAN_CHANGE {
            assert!(all().any(|(name, _)| name == section), "{section}");
            for key in keys {
                assert!(all().any(|setting| setting == (section, *key)), "{key}");
            }
        }
    }

    #[test]
    fn what_is_used_at_the_start_waits_and_the_rest_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("grey.toml");
        let write = |text: &str| std::fs::write(&path, text).expect("it is writable");
        write("server.domains = ['a.example']\nstore.commit_after = '60s'\n");
        let first = Loaded::load(Some(&path)).expect("they are good");

        write(
            "server.domains = ['a.example']\nserver.listen = ['[::]:2525']\n\
             store.commit_after = '1m'\npolicy.delay = '5m'\n",
        );
        let change = first.again().expect("they are good");
        assert_eq!(change.changed, ["policy.delay"]);
        assert_eq!(change.waiting, ["server.listen"]);
        let config = &change.loaded.config;
        assert_eq!(config.server.listen, first.config.server.listen);
        assert_eq!(config.policy.delay.as_secs(), 300);

        // It waits until it is started again, however often it is asked.
        let again = change.loaded.again().expect("they are good");
        assert_eq!(again.changed, [] as [&str; 0]);
        assert_eq!(again.waiting, ["server.listen"]);
    }

    #[test]
    fn files_are_those_that_are_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("grey.toml");
        let roots = folder.path().join("roots.pem");
        std::fs::write(&roots, "").expect("it is writable");
        let folder = folder.path().display();
        let text = format!(
            "server.domains = ['a.example']\nbackend.roots = '{folder}/roots.pem'\n\
             store.path = '{folder}/none'\nserver.relay = ['192.0.2.0/24']\n",
        );
        std::fs::write(&path, text).expect("it is writable");
        let loaded = Loaded::load(Some(&path)).expect("they are good");
        assert_eq!(loaded.files(), [roots, path]);
    }

    #[test]
    fn what_has_to_stay_has_to_fit_to_what_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("grey.toml");
        let write = |text: &str| std::fs::write(&path, text).expect("it is writable");
        write("server.domains = ['a.example']\n");
        let first = Loaded::load(Some(&path)).expect("they are good");
        write("server.listen = []\n");
        let error = first.again().expect_err("it would refuse all mail");
        let error = error.to_string();
        assert!(error.contains("`server.domains` is empty"), "{error}");
        let why = "(server.listen cannot change while it runs)";
        assert!(error.ends_with(why), "{error}");
    }
}
