use bytes::BytesMut;
use kamaelia_std::net::{ProxyHeader, ProxyVersion};

const LIMIT: usize = 600;

/// What the bytes begin with is known from some byte on, and does not change; a header
/// that is read and written again is the same.
pub(crate) fn check(bytes: &[u8]) {
    let whole = ProxyHeader::decode(bytes, LIMIT);
    for end in 0..bytes.len().min(LIMIT + 1) {
        match ProxyHeader::decode(&bytes[..end], LIMIT) {
            Ok(None) => {}
            known => assert_eq!(known, whole, "at byte {end}"),
        }
    }
    let Ok(Some((header, length))) = whole else {
        return;
    };
    assert!(length <= bytes.len() && length <= LIMIT);
    for version in [ProxyVersion::V1, ProxyVersion::V2] {
        let mut written = BytesMut::new();
        header.encode(version, &mut written);
        let read = ProxyHeader::decode(&written, LIMIT);
        assert_eq!(read, Ok(Some((header, written.len()))));
    }
}
