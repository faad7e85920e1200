//! For whom one speaks, in Postfix's words: XCLIENT (`XCLIENT_README` of Postfix).

use super::super::{Caller, Hello};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

/// How long a command may be, with its ending (RFC 5321 4.5.3.1.4).
const LINE: usize = 512;

/// What stands for something that is not known.
const UNKNOWN: &str = "[UNAVAILABLE]";

/// The command, with those of the attributes that the server takes; `None`, if it does
/// not take the address.
///
/// The name of the client, which nobody has looked up, is said to be unknown: otherwise
/// the server would keep that of whom it really talks to.
pub(super) fn xclient(
    caller: &Caller,
    hello: Option<&Hello>,
    offered: &[String],
) -> Option<String> {
    let takes = |name: &str| offered.iter().any(|it| it.eq_ignore_ascii_case(name));
    if !takes("ADDR") {
        return None;
    }
    let mut command = "XCLIENT".to_owned();
    let mut add = |name: &str, value: Option<&str>| {
        if takes(name) {
            let value = value.map_or(UNKNOWN.to_owned(), xtext);
            // A String takes whatever is written.
            let _ = write!(command, " {name}={value}");
        }
    };
    let (address, port) = ends(caller.peer);
    add("NAME", None);
    add("ADDR", Some(&address));
    add("PORT", Some(&port));
    if let Some(local) = caller.local {
        let (address, port) = ends(local);
        add("DESTADDR", Some(&address));
        add("DESTPORT", Some(&port));
    }
    let protocol = match hello {
        Some(hello) if !hello.esmtp => "SMTP",
        _ => "ESMTP",
    };
    add("PROTO", Some(protocol));
    if takes("HELO") {
        let name = hello.map_or(UNKNOWN.to_owned(), |hello| xtext(&hello.name));
        let fits = command.len() + " HELO=\r\n".len() + name.len() <= LINE;
        let name = if fits { &name } else { UNKNOWN };
        let _ = write!(command, " HELO={name}");
    }
    Some(command)
}

fn ends(address: SocketAddr) -> (String, String) {
    let ip = match address.ip().to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("IPV6:{ip}"),
    };
    (ip, address.port().to_string())
}

/// Text in which nothing stands that could end it (RFC 3461 4).
fn xtext(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'+' | b'=' => drop(write!(encoded, "+{byte:02X}")),
            b'!'..=b'~' => encoded.push(byte.into()),
            byte => drop(write!(encoded, "+{byte:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, local: Option<&str>) -> Caller {
        let parse = |text: &str| text.parse().expect("it is an address");
        Caller {
            peer: parse(peer),
            local: local.map(parse),
            early: false,
        }
    }

    fn hello(name: &str, esmtp: bool) -> Hello {
        let name = name.to_owned();
        Hello {
            name,
            esmtp,
            secured: None,
        }
    }

    fn offered(names: &str) -> Vec<String> {
        names.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_the_server_takes_is_told() {
        let all = offered("NAME ADDR PROTO HELO PORT LOGIN DESTADDR DESTPORT");
        let peer = caller("192.0.2.7:4012", Some("[2001:db8::1]:25"));
        assert_eq!(
            xclient(&peer, Some(&hello("mx.example.org", true)), &all).as_deref(),
            Some(
                "XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.7 PORT=4012 \
                 DESTADDR=IPV6:2001:db8::1 DESTPORT=25 PROTO=ESMTP HELO=mx.example.org"
            )
        );
        let peer = caller("[2001:db8::7]:4012", None);
        assert_eq!(
            xclient(&peer, Some(&hello("mx", false)), &offered("addr proto")).as_deref(),
            Some("XCLIENT ADDR=IPV6:2001:db8::7 PROTO=SMTP")
        );
        let peer = caller("[::ffff:192.0.2.7]:4012", None);
        assert_eq!(
            xclient(&peer, None, &offered("ADDR HELO")).as_deref(),
            Some("XCLIENT ADDR=192.0.2.7 HELO=[UNAVAILABLE]")
        );
        assert_eq!(xclient(&peer, None, &offered("NAME PORT")), None);
        assert_eq!(xclient(&peer, None, &[]), None);
    }

    #[test]
    fn no_name_can_add_an_attribute_or_make_the_line_too_long() {
        let peer = caller("192.0.2.7:4012", None);
        let names = offered("ADDR HELO");
        let command = |name: &str| xclient(&peer, Some(&hello(name, true)), &names);
        assert_eq!(
            command("a b=c+d\r\nRSET \u{e9}").as_deref(),
            Some("XCLIENT ADDR=192.0.2.7 HELO=a+20b+3Dc+2Bd+0D+0ARSET+20+C3+A9")
        );
        assert_eq!(
            command(&"+".repeat(255)).as_deref(),
            Some("XCLIENT ADDR=192.0.2.7 HELO=[UNAVAILABLE]")
        );
    }
}
