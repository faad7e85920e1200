//! Settings that are written as texts.

use kamaelia_std::data::PostgresAddress;
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

/// Whatever the texts of a list stand for.
pub(super) fn texts<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let texts = Vec::<String>::deserialize(from)?;
    let values = texts.iter().map(|text| text.parse());
    values.collect::<Result<_, _>>().map_err(D::Error::custom)
}

/// A time such as `5m`.
pub(super) fn span<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(|_| {
        D::Error::custom(format_args!(
            "`{text}` is no time; write `90s`, `5m`, `24h` or `35d`"
        ))
    })
}

/// Permissions of a file, as `chmod` has them.
pub(super) fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let text = String::deserialize(from)?;
    let mode = u32::from_str_radix(&text, 8).ok();
    // Who serves it has to be let in.
    mode.filter(|mode| *mode <= 0o777 && mode & 0o600 == 0o600)
        .ok_or_else(|| {
            D::Error::custom(format_args!(
                "`{text}` are no permissions of a socket; write \"0600\" for its owner, or \
                 \"0660\" for a group too"
            ))
        })
}

/// A length of a prefix.
pub(super) fn up_to<'de, const MOST: u8, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let bits = u8::deserialize(from)?;
    match bits <= MOST {
        true => Ok(bits),
        false => Err(D::Error::custom(format_args!(
            "{bits} is more than an address has; write a number of bits from 0 to {MOST}"
        ))),
    }
}

/// An address to listen at.
#[derive(Clone, Copy)]
pub(super) struct Listen(SocketAddr);

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Listen, String> {
        text.parse().map(Listen).map_err(|_| {
            format!("`{text}` is no address with a port; write `[::]:25` or `127.0.0.1:10023`")
        })
    }
}

pub(super) fn listens<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SocketAddr>, D::Error> {
    let addresses: Vec<Listen> = texts(from)?;
    Ok(addresses.iter().map(|address| address.0).collect())
}

/// A server of the DNS.
struct NameServer(SocketAddr);

impl FromStr for NameServer {
    type Err = String;

    fn from_str(text: &str) -> Result<NameServer, String> {
        let address = text.parse::<IpAddr>();
        let address = address.map(|address| SocketAddr::new(address, 53));
        address
            .or_else(|_| text.parse())
            .map(NameServer)
            .map_err(|_| {
                format!("`{text}` is no address; write `192.0.2.53`, or `[2001:db8::53]:5353`")
            })
    }
}

pub(super) fn servers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SocketAddr>, D::Error> {
    let servers: Vec<NameServer> = texts(from)?;
    Ok(servers.iter().map(|server| server.0).collect())
}

/// A database; an empty text is none.
pub(super) fn database<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<PostgresAddress>, D::Error> {
    let text = String::deserialize(from)?;
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(D::Error::custom),
    }
}

/// A host and a port.
pub(super) fn host<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let port = text
        .rsplit_once(':')
        .map(|(host, port)| (host, port.parse::<u16>()));
    match port {
        Some((host, Ok(port))) if !host.is_empty() && port > 0 => Ok(text),
        _ => Err(D::Error::custom(format_args!(
            "`{text}` is no host with a port; write `127.0.0.1:10025` or `mail.home.example:25`"
        ))),
    }
}
