use super::*;

const LIMIT: usize = 300;

/// What the whole says; where it is cut makes no difference to what is right and what
/// is wrong.
#[track_caller]
fn decode(bytes: &[u8]) -> Result<(ProxyHeader, usize), BadProxyHeader> {
    let whole = ProxyHeader::decode(bytes, LIMIT);
    for end in 0..bytes.len() {
        match ProxyHeader::decode(&bytes[..end], LIMIT) {
            Ok(None) => {}
            known => assert_eq!(known, whole),
        }
    }
    whole.map(|whole| whole.expect("the header is whole"))
}

fn proxied(source: &str, destination: &str) -> ProxyHeader {
    ProxyHeader::Proxied {
        source: source.parse().expect("it is an address"),
        destination: destination.parse().expect("it is an address"),
    }
}

fn v2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
    let length = u16::try_from(rest.len()).expect("it is short");
    let mut bytes = SIGNATURE.to_vec();
    bytes.extend([command, family]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(rest);
    bytes
}

#[test]
fn a_line_names_both_ends() {
    let line = b"PROXY TCP4 192.0.2.7 198.51.100.1 40123 25\r\nEHLO x\r\n";
    let ends = proxied("192.0.2.7:40123", "198.51.100.1:25");
    assert_eq!(decode(line), Ok((ends, line.len() - 8)));
    let line = b"PROXY TCP6 2001:db8::7 2001:db8::1 0 65535\r\n";
    let ends = proxied("[2001:db8::7]:0", "[2001:db8::1]:65535");
    assert_eq!(decode(line), Ok((ends, line.len())));
}

#[test]
fn an_unknown_connection_is_the_passers_own_whatever_the_line_says() {
    for line in ["PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 who knows\r\n"] {
        assert_eq!(
            decode(line.as_bytes()),
            Ok((ProxyHeader::Local, line.len()))
        );
    }
}

#[test]
fn the_longest_line_is_one_and_a_longer_one_is_none() {
    let address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    let rest = format!("UNKNOWN {address} {address} 65535 65535\r\n");
    let line = format!("PROXY {rest}");
    assert_eq!(line.len(), LONGEST_LINE);
    assert_eq!(
        decode(line.as_bytes()),
        Ok((ProxyHeader::Local, LONGEST_LINE))
    );
    let limit = LONGEST_LINE;
    let longer = line.replace("\r\n", "5\r\n");
    assert_eq!(
        decode(longer.as_bytes()),
        Err(BadProxyHeader::TooLong { limit })
    );
}

#[test]
fn a_line_that_is_not_exact_is_shown() {
    for line in [
        "PROXY \r\n",
        "PROXY TCP5 192.0.2.7 192.0.2.1 1 2\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1 2 3\r\n",
        "PROXY TCP4  192.0.2.7 192.0.2.1 1 2\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1 65536\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1 +2\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 1 02\r\n",
        "PROXY TCP4 192.0.2.07 192.0.2.1 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 192.0.2.7 192.0.2.1 1 2\r\n",
        "PROXY tcp4 192.0.2.7 192.0.2.1 1 2\r\n",
    ] {
        let error = decode(line.as_bytes()).expect_err("it is not exact");
        let shown = line.trim_end_matches('\n').escape_debug().to_string();
        assert_eq!(error, BadProxyHeader::Line(shown));
    }
}

#[test]
fn what_begins_otherwise_has_no_header() {
    for bytes in ["EHLO x\r\n", "PROXYTCP4", "\r\n\r\n\0\r\nquit\n", "\n"] {
        assert_eq!(decode(bytes.as_bytes()), Err(BadProxyHeader::Missing));
    }
}

#[test]
fn version_2_names_both_ends_and_may_say_more() {
    let addresses = [192, 0, 2, 7, 192, 0, 2, 1, 0x9c, 0xbb, 0, 25];
    let ends = proxied("192.0.2.7:40123", "192.0.2.1:25");
    assert_eq!(decode(&v2(0x21, 0x11, &addresses)), Ok((ends, 28)));
    // An entry more, and half of another.
    let more = [&addresses[..], &[4, 0, 1, 7], &[3, 0]].concat();
    assert_eq!(decode(&v2(0x21, 0x11, &more)), Ok((ends, 34)));
}

#[test]
fn version_2_of_oneself_is_local_whatever_it_says() {
    for (family, rest) in [(0x00, 0), (0x00, 9), (0x11, 12), (0x21, 3), (0x12, 2)] {
        let bytes = v2(0x20, family, &vec![7; rest]);
        assert_eq!(decode(&bytes), Ok((ProxyHeader::Local, bytes.len())));
    }
    for (family, rest) in [(0x00, 0), (0x31, 216)] {
        let bytes = v2(0x21, family, &vec![7; rest]);
        assert_eq!(decode(&bytes), Ok((ProxyHeader::Local, bytes.len())));
    }
}

#[test]
fn what_version_2_does_not_have_is_named() {
    for command in [0x11, 0x22, 0x2f, 0x00] {
        let error = BadProxyHeader::Command(command);
        assert_eq!(decode(&v2(command, 0x11, &[0; 12])), Err(error));
    }
    for family in [0x01, 0x10, 0x12, 0x41, 0xff] {
        let error = BadProxyHeader::Family(family);
        assert_eq!(decode(&v2(0x21, family, &[0; 40])), Err(error));
    }
    for (family, needed) in [(0x11, 12), (0x21, 36), (0x31, 216)] {
        let length = needed - 1;
        let error = BadProxyHeader::TooShort { length, needed };
        assert_eq!(decode(&v2(0x21, family, &vec![0; length])), Err(error));
    }
}

#[test]
fn a_long_header_is_refused_before_it_has_come() {
    let bytes = v2(0x21, 0x11, &[0; LIMIT - FIXED]);
    assert!(decode(&bytes).is_ok());
    let bytes = v2(0x21, 0x11, &[0; LIMIT - FIXED + 1]);
    let error = BadProxyHeader::TooLong { limit: LIMIT };
    assert_eq!(decode(&bytes[..FIXED]), Err(error));
}

#[test]
fn what_is_written_is_read_as_it_was() {
    for header in [
        ProxyHeader::Local,
        proxied("192.0.2.7:40123", "198.51.100.1:25"),
        proxied("[2001:db8::7]:40123", "[::1]:25"),
    ] {
        let (mut line, mut binary) = (BytesMut::new(), BytesMut::new());
        header.encode_v1(&mut line);
        header.encode_v2(&mut binary);
        assert_eq!(decode(&line), Ok((header, line.len())));
        assert_eq!(decode(&binary), Ok((header, binary.len())));
    }
}

#[test]
fn two_families_become_one() {
    let header = proxied("192.0.2.7:40123", "[2001:db8::1]:25");
    let both = proxied("[::ffff:192.0.2.7]:40123", "[2001:db8::1]:25");
    let (mut line, mut binary) = (BytesMut::new(), BytesMut::new());
    header.encode_v1(&mut line);
    header.encode_v2(&mut binary);
    assert_eq!(decode(&line), Ok((both, line.len())));
    assert_eq!(decode(&binary), Ok((both, binary.len())));
}
