use serde::Deserialize;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where it answers Postfix: `[postfix]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Postfix {
    /// Where it listens.
    #[serde(deserialize_with = "super::read::texts")]
    pub listen: Vec<Place>,
    /// The permissions of a socket's file.
    #[serde(deserialize_with = "super::read::mode")]
    pub mode: u32,
}

impl Default for Postfix {
    fn default() -> Postfix {
        Postfix {
            listen: Vec::new(),
            mode: 0o666,
        }
    }
}

impl Postfix {
    /// The addresses where it listens.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let addresses = self.listen.iter().filter_map(|place| match place {
            Place::Address(address) => Some(*address),
            Place::Socket(_) => None,
        });
        addresses.collect()
    }

    /// The files of the sockets where it listens.
    pub fn sockets(&self) -> impl Iterator<Item = &Path> {
        self.listen.iter().filter_map(|place| match place {
            Place::Address(_) => None,
            Place::Socket(path) => Some(path.as_path()),
        })
    }

    /// Looks whether there is a place for those files, as far as that can be seen.
    ///
    /// # Errors
    ///
    /// A folder that is not there, or a file that is no socket, in words.
    pub fn look(&self) -> Result<(), String> {
        for path in self.sockets() {
            let wrong = |why: &str| Err(format!("`postfix.listen`: {}: {why}", path.display()));
            let folder = path.parent().unwrap_or(path).metadata();
            match folder {
                Ok(folder) if !folder.is_dir() => return wrong("its folder is none"),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return wrong("its folder is not there");
                }
                _ => {}
            }
            if let Ok(there) = path.symlink_metadata()
                && !is_socket(&there)
            {
                return wrong("there is something else than a socket; move it");
            }
        }
        Ok(())
    }
}

/// Where a service listens: an address with a port, or the file of a Unix socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `127.0.0.1:10023`
    Address(SocketAddr),
    /// `unix:/var/spool/postfix/private/grey`
    Socket(PathBuf),
}

impl Place {
    /// How many bytes the path of a socket may have: as many as have a place in an
    /// address of the system.
    pub const LONGEST: usize = 107;
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Place, String> {
        let Some(path) = text.strip_prefix("unix:") else {
            return text.parse().map(Place::Address).map_err(|_| {
                format!(
                    "`{text}` is no address with a port, and no socket; write `127.0.0.1:10023`, \
                     or `unix:/var/spool/postfix/private/grey`"
                )
            });
        };
        if cfg!(not(unix)) {
            return Err(format!("`{text}`: this system has no such sockets"));
        }
        if !path.starts_with('/') || path.ends_with('/') {
            return Err(format!(
                "`{text}` is no whole path of a file; write \
                 `unix:/var/spool/postfix/private/grey`, which is `unix:private/grey` to Postfix"
            ));
        }
        match path.len() {
            0..=Place::LONGEST => Ok(Place::Socket(path.into())),
            length => Err(format!(
                "`{text}` has a path of {length} bytes, and a socket's has at most {}; choose a \
                 shorter one",
                Place::LONGEST
            )),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Address(address) => address.fmt(f),
            Place::Socket(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(unix)]
fn is_socket(there: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    there.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_socket(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_wrong(text: &str, why: &str) {
        let error = text.parse::<Place>().expect_err("it is wrong");
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in ["127.0.0.1:10023", "[::1]:10023"] {
            let place: Place = text.parse().expect("it is an address");
            assert!(matches!(place, Place::Address(_)));
            assert_eq!(place.to_string(), text);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_has_a_whole_path_that_is_not_too_long() {
        let text = "unix:/var/spool/postfix/private/grey";
        let place: Place = text.parse().expect("it is a socket");
        assert_eq!(place.to_string(), text);
        let longest = format!("unix:/{}", "x".repeat(Place::LONGEST - 1));
        assert!(longest.parse::<Place>().is_ok());
        is_wrong(&format!("{longest}x"), "has a path of 108 bytes");
        for text in ["unix:", "unix:private/grey", "unix:/var/spool/"] {
            is_wrong(text, "is no whole path of a file");
        }
        is_wrong("/var/spool/postfix/private/grey", "no socket; write");
    }
}
