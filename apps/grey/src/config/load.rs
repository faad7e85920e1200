//! From a file and an environment to settings.

use super::known::{Source, all, no_variable};
use super::{Config, ConfigError, Loaded, Server};
use std::path::Path;
use toml::{Table, Value};

impl Config {
    /// The settings of a file, and of the environment's variables whose names begin with
    /// `GREY_`; without a file, of these alone.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], which names the file, the line and the setting, or the variable;
    /// also if there is a proxy that would refuse all mail.
    pub fn load(path: Option<&Path>) -> Result<Config, ConfigError> {
        Ok(Loaded::load(path)?.config)
    }

    /// The same settings, also if nobody's mail could be taken by them: for who only asks
    /// a server that runs already.
    ///
    /// # Errors
    ///
    /// As [`load`](Config::load).
    pub fn read(path: Option<&Path>) -> Result<Config, ConfigError> {
        Ok(Loaded::read(path, |_| {})?.config)
    }

    /// The same settings, if somebody's mail is taken by them: or else all of it would
    /// come back to its senders, for one line that was forgotten.
    pub(super) fn serving(self, name: &str) -> Result<Config, ConfigError> {
        let Server {
            listen,
            domains,
            relay,
            ..
        } = &self.server;
        if listen.is_empty() || !domains.is_empty() || !relay.is_empty() {
            return Ok(self);
        }
        Err(ConfigError {
            source: name.to_owned(),
            line: None,
            why: "`server.domains` is empty, so that all mail would be refused for good; name \
                  the domains whose mail this server takes, or let `server.listen` be empty"
                .to_owned(),
        })
    }

    /// The settings in a text, which stands in the file `name`, and in variables of the
    /// environment.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], which names the file, the line and the setting, or the variable.
    pub fn parse(
        name: &str,
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config, ConfigError> {
        let file = Source {
            name,
            text,
            has_lines: true,
        };
        Config::of(&file, &merged(&file, variables)?)
    }

    /// What these settings mean, which come from a file for the most part.
    pub(super) fn of(file: &Source<'_>, settings: &Table) -> Result<Config, ConfigError> {
        // They are read as they would be written: code for another way to read them would
        // be a fiftieth of the program.
        let text = settings.to_string();
        let whole = Source {
            name: file.name,
            text: &text,
            has_lines: false,
        };
        let config = toml::from_str::<Config>(&text);
        let mut config = config.map_err(|error| whole.broken(&error))?;
        config.check(file, settings)?;
        let list = config.exempt.read_list();
        list.map_err(|why| file.error_about("exempt", "list_file", why))?;
        Ok(config)
    }
}

/// What is set, by a file or by variables of the environment, which win.
pub(super) fn merged(
    file: &Source<'_>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Table, ConfigError> {
    let mut settings = read(file)?;
    for (variable, value) in variables {
        let (section, key) = setting(&variable)?;
        let text = format!("[{section}]\n{key} = {}\n", literal(&variable, &value)?);
        let variable = Source {
            name: &variable,
            text: &text,
            has_lines: false,
        };
        for (section, more) in read(&variable)? {
            merge(&mut settings, section, more);
        }
    }
    Ok(settings)
}

/// The settings in one source, each of which can be taken.
fn read(source: &Source<'_>) -> Result<Table, ConfigError> {
    source.check()?;
    toml::from_str::<Config>(source.text).map_err(|error| source.broken(&error))?;
    toml::from_str(source.text).map_err(|error| source.broken(&error))
}

fn merge(settings: &mut Table, section: String, more: Value) {
    match (settings.get_mut(&section), more) {
        (Some(Value::Table(there)), Value::Table(more)) => there.extend(more),
        (_, more) => drop(settings.insert(section, more)),
    }
}

/// The setting that a variable stands for.
fn setting(variable: &str) -> Result<(&'static str, &'static str), ConfigError> {
    let name = |(section, key): &(&str, &str)| format!("GREY_{section}_{key}").to_uppercase();
    all()
        .find(|setting| name(setting) == variable)
        .ok_or_else(|| ConfigError {
            source: variable.to_owned(),
            line: None,
            why: no_variable(variable, all().map(|setting| name(&setting))),
        })
}

/// What a variable says, as TOML: as its setting in the example is written.
fn literal(variable: &str, value: &str) -> Result<Value, ConfigError> {
    let (section, key) = setting(variable)?;
    let example: Table = toml::from_str(Config::EXAMPLE).unwrap_or_default();
    let text = |text: &str| Value::String(text.trim().to_owned());
    let pieces = || value.split(',').filter(|piece| !piece.trim().is_empty());
    Ok(
        match example.get(section).and_then(|section| section.get(key)) {
            Some(Value::Array(_)) => Value::Array(pieces().map(text).collect()),
            Some(Value::Integer(_)) => value.trim().parse().map_or(text(value), Value::Integer),
            Some(Value::Boolean(_)) => value.trim().parse().map_or(text(value), Value::Boolean),
            _ => text(value),
        },
    )
}
