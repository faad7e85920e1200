//! Which settings there are: those of the example.

use super::{Config, ConfigError};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// A text with settings, and where it comes from.
pub(super) struct Source<'s> {
    /// The file, or the variable of the environment.
    pub(super) name: &'s str,
    pub(super) text: &'s str,
    /// Whether lines of the text are lines of a file.
    pub(super) has_lines: bool,
}

impl Source<'_> {
    /// Checks that the text is TOML, and that it names no setting that is none.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let document = DeTable::parse(self.text).map_err(|error| self.broken(&error))?;
        for (section, settings) in document.get_ref() {
            let section_name = section.get_ref().as_ref();
            if !sections().any(|known| known == section_name) {
                let why = unknown_section(section_name);
                return Err(self.error(section.span().start, why));
            }
            let DeValue::Table(settings) = settings.get_ref() else {
                let why = format!("`{section_name}` is a section; write `[{section_name}]`");
                return Err(self.error(section.span().start, why));
            };
            for key in settings.keys() {
                let is_known = known(section_name).any(|known| known == key.get_ref());
                if !is_known {
                    let why = unknown_key(section_name, key.get_ref());
                    return Err(self.error(key.span().start, why));
                }
            }
        }
        Ok(())
    }

    /// What the deserializer found wrong, with the setting that it is about.
    pub(super) fn broken(&self, error: &Error) -> ConfigError {
        let at = error.span().map(|span| span.start);
        let setting = at.and_then(|at| self.setting_at(at));
        let why = match setting {
            Some(setting) => format!("`{setting}`: {}", error.message()),
            None => error.message().to_owned(),
        };
        self.error(at.unwrap_or_default(), why)
    }

    /// An error about the place of a setting, if it stands here.
    pub(super) fn error_about(&self, section: &str, key: &str, why: String) -> ConfigError {
        let place = DeTable::parse(self.text).ok().and_then(|document| {
            let (_, value) = document
                .get_ref()
                .iter()
                .find(|(name, _)| name.get_ref() == section)?;
            let DeValue::Table(settings) = value.get_ref() else {
                return None;
            };
            let (key, _) = settings.iter().find(|(name, _)| name.get_ref() == key)?;
            Some(key.span().start)
        });
        match place {
            Some(place) => self.error(place, why),
            None => ConfigError {
                source: self.name.to_owned(),
                line: None,
                why,
            },
        }
    }

    fn error(&self, at: usize, why: String) -> ConfigError {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
        ConfigError {
            source: self.name.to_owned(),
            line: self.has_lines.then_some(line),
            why,
        }
    }

    fn setting_at(&self, at: usize) -> Option<String> {
        let document = DeTable::parse(self.text).ok()?;
        for (section, settings) in document.get_ref() {
            let DeValue::Table(settings) = settings.get_ref() else {
                continue;
            };
            let around = |value: &Spanned<DeValue<'_>>| value.span().contains(&at);
            if let Some((key, _)) = settings.iter().find(|(_, value)| around(value)) {
                return Some(format!("{}.{}", section.get_ref(), key.get_ref()));
            }
        }
        None
    }
}

/// All settings of the example: a section and a key.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    Config::EXAMPLE.lines().filter_map(move |line| {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = name;
        }
        let (key, _) = line.split_once(" = ")?;
        (!key.starts_with('#')).then_some((section, key))
    })
}

fn sections() -> impl Iterator<Item = &'static str> {
    all().map(|(section, _)| section)
}

fn known(wanted: &str) -> impl Iterator<Item = &'static str> {
    all()
        .filter(move |(section, _)| *section == wanted)
        .map(|(_, key)| key)
}

/// What is wrong with a variable of the environment that names none of the settings.
pub(super) fn no_variable(name: &str, known: impl Iterator<Item = String>) -> String {
    let known: Vec<_> = known.collect();
    match nearest(name, known.iter().map(String::as_str)) {
        Some(known) => format!("is no setting; did you mean `{known}`?"),
        None => "is no setting; write `GREY_POLICY_DELAY` for `delay` of `[policy]`".to_owned(),
    }
}

fn unknown_section(name: &str) -> String {
    // A setting that stands before all sections.
    if let Some((section, key)) = all().find(|(_, key)| *key == name) {
        return format!("`{name}` stands in no section; did you mean `{section}.{key}`?");
    }
    match nearest(name, sections()) {
        Some(section) => format!("`{name}` is no section; did you mean `[{section}]`?"),
        None => format!("`{name}` is no section; `--print-config` shows all"),
    }
}

fn unknown_key(section: &str, name: &str) -> String {
    let elsewhere = all().find(|(_, key)| *key == name);
    let near = || nearest(name, known(section)).map(|key| (section, key));
    let keys = known(section).collect::<Vec<_>>().join("`, `");
    let there = format!("`[{section}]` has `{keys}`");
    match elsewhere.or_else(near) {
        Some((place, key)) => {
            format!("`{section}.{name}` is no setting; did you mean `{place}.{key}`? {there}")
        }
        None => format!("`{section}.{name}` is no setting; {there}"),
    }
}

/// The name that somebody may have meant.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = names.map(|known| (strsim::damerau_levenshtein(name, known), known));
    let (distance, known) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + known.len() / 3).then_some(known)
}
