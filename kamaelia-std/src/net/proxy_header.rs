use super::BadProxyHeader;
use bytes::{BufMut, BytesMut};
use memchr::memchr;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// What stands at the beginning of a connection that somebody passes on: the two ends
/// of the one that it is for.
///
/// It is the header of the PROXY protocol, which haproxy has defined
/// (`proxy-protocol.txt`): version 1 is a line of text (section 2.1), version 2 is binary
/// (section 2.2).
///
/// ```
/// use bytes::BytesMut;
/// use kamaelia_std::net::ProxyHeader;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bytes = b"PROXY TCP4 192.0.2.7 198.51.100.1 40123 25\r\nEHLO example.org\r\n";
/// let (header, length) = ProxyHeader::decode(bytes, 2048)?.ok_or("it is whole")?;
/// assert_eq!(header.source(), Some("192.0.2.7:40123".parse()?));
/// assert_eq!(&bytes[length..], b"EHLO example.org\r\n");
///
/// let mut line = BytesMut::new();
/// header.encode_v1(&mut line);
/// assert_eq!(line, bytes[..length]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProxyHeader {
    /// The connection is passed on for somebody else.
    Proxied {
        /// Who has made it.
        source: SocketAddr,
        /// To where.
        destination: SocketAddr,
    },
    /// The connection is the passer's own, such as a check of health (`LOCAL`), or it is
    /// of a kind that has no such addresses (`UNKNOWN`, `UNSPEC`, a socket of Unix). The
    /// ends are those that the connection really has.
    Local,
}

/// How a [`ProxyHeader`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProxyVersion {
    /// As a line of text (section 2.1).
    V1,
    /// As bytes (section 2.2).
    V2,
}

/// What a header of version 2 begins with.
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// What comes before the part of version 2 that has a length of its own.
const FIXED: usize = SIGNATURE.len() + 4;

/// The longest line of version 1, with its ending.
const LONGEST_LINE: usize = 107;

impl ProxyHeader {
    /// Who has made the connection, if it is not the passer's own.
    #[must_use]
    pub fn source(&self) -> Option<SocketAddr> {
        match self {
            ProxyHeader::Proxied { source, .. } => Some(*source),
            ProxyHeader::Local => None,
        }
    }

    /// To where the connection was made, if it is not the passer's own.
    #[must_use]
    pub fn destination(&self) -> Option<SocketAddr> {
        match self {
            ProxyHeader::Proxied { destination, .. } => Some(*destination),
            ProxyHeader::Local => None,
        }
    }

    /// The header that `bytes` begin with, of either version, and how long it is; `None`
    /// if more has to come first. One of version 2 may have `limit` bytes, one of version
    /// 1 never has more than 107.
    ///
    /// What version 2 adds to the addresses (TLVs, the checksum among them) is not
    /// looked at.
    ///
    /// # Errors
    ///
    /// [`BadProxyHeader`], as soon as it is known.
    pub fn decode(
        bytes: &[u8],
        limit: usize,
    ) -> Result<Option<(ProxyHeader, usize)>, BadProxyHeader> {
        if begins(bytes, b"PROXY ") {
            decode_v1(bytes)
        } else if begins(bytes, SIGNATURE) {
            decode_v2(bytes, limit)
        } else {
            Err(BadProxyHeader::Missing)
        }
    }

    /// Writes it as this version has it. Addresses of two families become two of IPv6.
    pub fn encode(&self, version: ProxyVersion, bytes: &mut BytesMut) {
        match version {
            ProxyVersion::V1 => self.encode_v1(bytes),
            ProxyVersion::V2 => self.encode_v2(bytes),
        }
    }

    /// Writes it as version 1 has it. Addresses of two families become two of IPv6.
    pub fn encode_v1(&self, bytes: &mut BytesMut) {
        let mut writer = bytes.writer();
        // Memory grows as it must: nothing here can fail.
        let _ = match self.of_one_family() {
            None => writer.write_all(b"PROXY UNKNOWN\r\n"),
            Some((from, to)) => {
                let family = if from.is_ipv4() { "TCP4" } else { "TCP6" };
                let (source, destination) = (from.ip(), to.ip());
                let (from, to) = (from.port(), to.port());
                write!(
                    writer,
                    "PROXY {family} {source} {destination} {from} {to}\r\n"
                )
            }
        };
    }

    /// Writes it as version 2 has it. Addresses of two families become two of IPv6.
    pub fn encode_v2(&self, bytes: &mut BytesMut) {
        bytes.put_slice(SIGNATURE);
        let Some((from, to)) = self.of_one_family() else {
            bytes.put_slice(&[0x20, 0, 0, 0]);
            return;
        };
        match (from.ip(), to.ip()) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                bytes.put_slice(&[0x21, 0x11, 0, 12]);
                bytes.put_slice(&source.octets());
                bytes.put_slice(&destination.octets());
            }
            (source, destination) => {
                bytes.put_slice(&[0x21, 0x21, 0, 36]);
                bytes.put_slice(&v6(source).octets());
                bytes.put_slice(&v6(destination).octets());
            }
        }
        bytes.put_u16(from.port());
        bytes.put_u16(to.port());
    }

    fn of_one_family(&self) -> Option<(SocketAddr, SocketAddr)> {
        let (from, to) = (self.source()?, self.destination()?);
        if from.is_ipv4() == to.is_ipv4() {
            return Some((from, to));
        }
        let as_v6 = |it: SocketAddr| SocketAddr::from((v6(it.ip()), it.port()));
        Some((as_v6(from), as_v6(to)))
    }
}

fn v6(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// Whether `bytes` begin like this, as far as they go.
fn begins(bytes: &[u8], start: &[u8]) -> bool {
    bytes.iter().zip(start).all(|(a, b)| a == b)
}

fn decode_v1(bytes: &[u8]) -> Result<Option<(ProxyHeader, usize)>, BadProxyHeader> {
    let start = bytes.get(..LONGEST_LINE).unwrap_or(bytes);
    let Some(end) = memchr(b'\n', start) else {
        let limit = LONGEST_LINE;
        return match bytes.len() < LONGEST_LINE {
            true => Ok(None),
            false => Err(BadProxyHeader::TooLong { limit }),
        };
    };
    let line = String::from_utf8_lossy(start.get(..end).unwrap_or_default());
    match parse_line(&line) {
        Some(header) => Ok(Some((header, end + 1))),
        None => Err(BadProxyHeader::Line(line.escape_debug().to_string())),
    }
}

fn parse_line(line: &str) -> Option<ProxyHeader> {
    let line = line.strip_prefix("PROXY ")?.strip_suffix('\r')?;
    let (family, rest) = line.split_once(' ').unwrap_or((line, ""));
    match family {
        "TCP4" => parse_ends::<Ipv4Addr>(rest),
        "TCP6" => parse_ends::<Ipv6Addr>(rest),
        // Whatever else the line says is to be ignored.
        "UNKNOWN" => Some(ProxyHeader::Local),
        _ => None,
    }
}

fn parse_ends<A: FromStr + Into<IpAddr>>(words: &str) -> Option<ProxyHeader> {
    let mut words = words.split(' ');
    let source: A = words.next()?.parse().ok()?;
    let destination: A = words.next()?.parse().ok()?;
    let (from, to) = (port(words.next()?)?, port(words.next()?)?);
    if words.next().is_some() {
        return None;
    }
    Some(ProxyHeader::Proxied {
        source: SocketAddr::new(source.into(), from),
        destination: SocketAddr::new(destination.into(), to),
    })
}

/// A number without a sign and without zeros before it.
fn port(word: &str) -> Option<u16> {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = word == "0" || !word.starts_with('0');
    (is_plain && is_short).then(|| word.parse().ok()).flatten()
}

fn decode_v2(bytes: &[u8], limit: usize) -> Result<Option<(ProxyHeader, usize)>, BadProxyHeader> {
    // What is wrong is said before the rest has come.
    let Some(&[command, family, high, low]) = bytes
        .get(SIGNATURE.len()..)
        .and_then(|rest| rest.first_chunk())
    else {
        return Ok(None);
    };
    if !matches!(command, 0x20 | 0x21) {
        return Err(BadProxyHeader::Command(command));
    }
    let is_local = command == 0x20;
    let needed = match family {
        // What the passer says of itself, its family too, is not to be looked at.
        _ if is_local => 0,
        0x00 => 0,
        0x11 => 12,
        0x21 => 36,
        0x31 => 216,
        _ => return Err(BadProxyHeader::Family(family)),
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length < needed {
        return Err(BadProxyHeader::TooShort { length, needed });
    }
    if FIXED + length > limit {
        return Err(BadProxyHeader::TooLong { limit });
    }
    let Some(addresses) = bytes.get(FIXED..FIXED + length) else {
        return Ok(None);
    };
    let header = match family {
        _ if is_local => None,
        0x11 => ends_v4(addresses),
        0x21 => ends_v6(addresses),
        _ => None,
    };
    Ok(Some((header.unwrap_or(ProxyHeader::Local), FIXED + length)))
}

fn ends_v4(bytes: &[u8]) -> Option<ProxyHeader> {
    let (source, rest) = bytes.split_first_chunk::<4>()?;
    let (destination, rest) = rest.split_first_chunk::<4>()?;
    ends((*source).into(), (*destination).into(), rest)
}

fn ends_v6(bytes: &[u8]) -> Option<ProxyHeader> {
    let (source, rest) = bytes.split_first_chunk::<16>()?;
    let (destination, rest) = rest.split_first_chunk::<16>()?;
    ends((*source).into(), (*destination).into(), rest)
}

fn ends(source: IpAddr, destination: IpAddr, ports: &[u8]) -> Option<ProxyHeader> {
    let &[a, b, c, d] = ports.first_chunk()?;
    Some(ProxyHeader::Proxied {
        source: SocketAddr::new(source, u16::from_be_bytes([a, b])),
        destination: SocketAddr::new(destination, u16::from_be_bytes([c, d])),
    })
}

#[cfg(test)]
mod tests;
