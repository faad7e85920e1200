use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// A line of a file that means nothing, or nothing that can be said here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The file.
    pub file: String,
    /// The line, from 1; none if it is about the file.
    pub line: Option<usize>,
    /// What is wrong with it, and what to do.
    pub why: String,
}

impl Display for BadLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl Error for BadLine {}

/// What is wrong with a line, and which one it is.
pub(super) type Wrong = (usize, String);

/// Something that stands in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The line, from 1; 0 for what the original has if nothing is said.
    pub line: usize,
    /// What stands there: the value of a setting, or the words of an item.
    pub words: Vec<String>,
    /// Whether there was more, which the original did not see.
    pub is_cut: bool,
}

impl Entry {
    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// A `greylist.conf`, as the original reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GreylistConf {
    /// The settings and their values; of several with one name, the last.
    pub settings: Vec<(String, Entry)>,
    /// The lists and their items.
    pub lists: Vec<(String, Vec<Entry>)>,
}

impl GreylistConf {
    pub(super) fn setting(&self, name: &str) -> Option<&Entry> {
        let mut settings = self.settings.iter().rev();
        settings
            .find(|(key, _)| key == name)
            .map(|(_, entry)| entry)
    }

    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let lists = self.lists.iter().filter(move |(key, _)| key == name);
        lists.flat_map(|(_, items)| items)
    }
}

/// The settings that the original knows.
pub(super) const SETTINGS: [&str; 8] = [
    "port",
    "servername",
    "serverid",
    "smtp_ip",
    "smtp_port",
    "inactivity_timeout",
    "greylist_log",
    "greylist_debuglog",
];

/// The lists that it knows.
pub(super) const LISTS: [&str; 5] = [
    "allowed_senders",
    "allowed_sender_nets",
    "allowed_domains",
    "whitelisted_triples",
    "whitelisted_nonstandard_triples",
];

pub(super) fn parse(text: &str) -> Result<GreylistConf, Wrong> {
    let mut conf = GreylistConf::default();
    let mut in_list = false;
    for (line, text) in (1..).zip(text.lines()) {
        if text.starts_with('#') || text.trim().is_empty() {
            continue;
        }
        let words = || text.split_whitespace().map(str::to_owned).collect();
        if text.starts_with([' ', '\t']) && in_list {
            let entry = Entry {
                line,
                words: words(),
                is_cut: false,
            };
            if let Some((_, items)) = conf.lists.last_mut() {
                items.push(entry);
            }
        } else if let Some((key, value)) = text.split_once('=') {
            in_list = false;
            let key = known(key, &SETTINGS, line)?;
            let (value, more) = value.split_once('=').unwrap_or((value, ""));
            let entry = Entry {
                line,
                words: value.split_whitespace().map(str::to_owned).collect(),
                is_cut: !more.is_empty(),
            };
            conf.settings.push((key, entry));
        } else if let Some(key) = text.trim_end().strip_suffix(':') {
            in_list = true;
            conf.lists.push((known(key, &LISTS, line)?, Vec::new()));
        } else {
            let why = "is neither `key = value`, nor `key:`, nor an indented item of a list";
            return Err((line, format!("`{}` {why}", text.trim())));
        }
    }
    Ok(conf)
}

/// The name of something that the original knows.
fn known(key: &str, names: &[&str], line: usize) -> Result<String, Wrong> {
    let key = key.trim();
    if names.contains(&key) {
        return Ok(key.to_owned());
    }
    let why = match (SETTINGS.contains(&key), LISTS.contains(&key)) {
        (true, _) => format!("`{key}` is a setting; write `{key} = value`"),
        (_, true) => format!("`{key}` is a list; write `{key}:`, and its items indented below"),
        _ => format!("the original knows no `{key}`; leave it out"),
    };
    Err((line, why))
}
