use bytes::BytesMut;
use kamaelia_std::chat::smtp::{BadReply, Reply, ReplyDecoder};

/// Replies are the same wherever their bytes are cut, and none can make a line of its
/// own when it is said on.
pub(crate) fn check(bytes: &[u8]) {
    let whole = replies(bytes, bytes.len());
    for size in [1, 2, 7, 100] {
        assert_eq!(replies(bytes, size), whole, "in pieces of {size}");
    }
    for reply in &whole.0 {
        let mut written = BytesMut::new();
        reply.encode(&mut written);
        let code = reply.code().to_string();
        let lines = written.strip_suffix(b"\r\n").expect("a line has an end");
        for line in lines.split(|&byte| byte == b'\n') {
            assert!(line.starts_with(code.as_bytes()), "{reply}");
            assert!(line.len() < 512, "{reply}");
        }
    }
}

fn replies(bytes: &[u8], size: usize) -> (Vec<Reply>, Option<BadReply>) {
    let mut decoder = ReplyDecoder::default();
    let mut replies = Vec::new();
    for piece in bytes.chunks(size.max(1)) {
        decoder.push(piece);
        loop {
            match decoder.next_reply() {
                Ok(Some(reply)) => replies.push(reply),
                Ok(None) => break,
                Err(error) => return (replies, Some(error)),
            }
        }
    }
    (replies, None)
}
