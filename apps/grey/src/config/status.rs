use super::ConfigError;
use super::read::{listens, texts};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where it shows how it is: `[status]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Status {
    /// Where it listens.
    #[serde(deserialize_with = "listens")]
    pub listen: Vec<SocketAddr>,
    /// Whether others may reach that.
    pub elsewhere: bool,
    /// By which names it may be asked for, besides the usual ones.
    #[serde(deserialize_with = "texts")]
    pub hosts: Vec<String>,
    /// What one has to know to look.
    pub token: String,
    /// The file that this stands in.
    pub token_file: PathBuf,
    /// Whether the metrics can be read without it.
    pub open_metrics: bool,
}

/// How long a token has to be.
const SHORTEST: usize = 16;

impl Status {
    /// The token that the settings name, here or in a file; `None` if they name none.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, that others may read, or in which no token stands.
    pub fn token(&self) -> Result<Option<String>, ConfigError> {
        if self.token_file.as_os_str().is_empty() {
            return Ok((!self.token.is_empty()).then(|| self.token.clone()));
        }
        let wrong = |why: String| ConfigError {
            source: self.token_file.display().to_string(),
            line: None,
            why,
        };
        let text = std::fs::read_to_string(&self.token_file);
        let text = text.map_err(|error| {
            wrong(format!(
                "cannot be read: {error}; `status.token_file` names it"
            ))
        })?;
        if is_for_all(&self.token_file) {
            let why = "can be read by everybody; take that away with `chmod o-rwx`";
            return Err(wrong(why.to_owned()));
        }
        let token = text.trim();
        match is_token(token) {
            true => Ok(Some(token.to_owned())),
            false => Err(wrong(format!("has no token in it: {}", what_it_is()))),
        }
    }

    /// Reads the token from its file, if it is in one.
    ///
    /// # Errors
    ///
    /// As [`token`](Status::token).
    pub fn read_token(&mut self) -> Result<(), ConfigError> {
        self.token = self.token()?.unwrap_or_default();
        self.token_file = PathBuf::new();
        Ok(())
    }

    /// What cannot work, by its setting.
    pub(super) fn wrong(&self) -> Option<(&'static str, String)> {
        let is_ours = |address: &&SocketAddr| address.ip().to_canonical().is_loopback();
        if !self.elsewhere
            && let Some(address) = self.listen.iter().find(|address| !is_ours(address))
        {
            let why = format!(
                "names {address}, which others can reach; write `127.0.0.1` or `[::1]`, or let \
                 `status.elsewhere` be true"
            );
            return Some(("listen", why));
        }
        if !self.token.is_empty() && !self.token_file.as_os_str().is_empty() {
            let why = "stands beside `status.token`; leave one of them out";
            return Some(("token_file", why.to_owned()));
        }
        if !self.token.is_empty() && !is_token(&self.token) {
            return Some(("token", format!("is no token: {}", what_it_is())));
        }
        None
    }
}

/// Whether a text can be a token: none of its letters need be escaped anywhere.
fn is_token(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.len() >= SHORTEST && text.bytes().all(is_plain)
}

fn what_it_is() -> String {
    format!("it has to have {SHORTEST} letters, digits, `-`, `_`, `.` or `~` at least")
}

#[cfg(unix)]
fn is_for_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path);
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o007 != 0)
}

/// Where files have no such permissions, whoever made it has seen to that.
#[cfg(not(unix))]
fn is_for_all(_: &Path) -> bool {
    false
}
