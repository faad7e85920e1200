use bytes::{Bytes, BytesMut};
use kamaelia_std::chat::smtp::{Ask, Command, Decoder, Extensions, Flaw, Part, Rules};

const RULES: Rules = Rules {
    size: 5000,
    line: 1000,
    eight_bit: false,
};

/// What a client has said.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Line(Bytes),
    NoLine(Flaw),
    /// A message, or the bytes of one BDAT, and what is wrong with it.
    Content(Vec<u8>, Option<Flaw>),
}

/// Commands and messages are the same wherever their bytes are cut; a message that is let
/// through has no line that could end it for somebody else, and a refusal is one reply.
pub(crate) fn check(bytes: &[u8]) {
    let whole = said(bytes, bytes.len());
    for size in [1, 2, 7, 100] {
        assert_eq!(said(bytes, size), whole, "in pieces of {size}");
    }
}

fn said(bytes: &[u8], size: usize) -> Vec<Said> {
    let mut client = Client::default();
    let mut decoder = Decoder::new(512);
    for piece in bytes.chunks(size.max(1)) {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Some(part) = decoder.next_part() {
            client.hear(part, &mut decoder);
        }
        assert!(!decoder.has_more(), "it has looked at all");
    }
    client.end_of_content();
    client.said
}

#[derive(Default)]
struct Client {
    said: Vec<Said>,
    content: Vec<u8>,
    flaw: Option<Flaw>,
    /// A message has begun with BDAT.
    has_begun: bool,
    is_last: bool,
}

impl Client {
    fn hear(&mut self, part: Part, decoder: &mut Decoder) {
        match part {
            Part::Command(line) => {
                self.end_of_content();
                self.command(&line, decoder);
                self.said.push(Said::Line(line));
            }
            Part::NoCommand(flaw) => self.said.push(Said::NoLine(flaw)),
            Part::Chunk(chunk) => {
                assert!((1..=Ask::CHUNK).contains(&chunk.len()));
                assert_eq!(self.flaw, None, "a message with a flaw is told of no more");
                self.content.extend_from_slice(&chunk);
            }
            Part::Flaw(flaw) => {
                self.content.clear();
                self.flaw = Some(flaw);
            }
            Part::End => {
                self.end_of_content();
                self.has_begun &= !self.is_last;
                if !self.has_begun {
                    self.flaw = None;
                }
            }
        }
    }

    fn end_of_content(&mut self) {
        let content = std::mem::take(&mut self.content);
        let lines = content.split(|&byte| byte == b'\n');
        let is_bare = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).contains(&b'\r');
        assert!(!lines.into_iter().any(is_bare), "a CR alone is let through");
        assert!(content.len() as u64 <= RULES.size);
        if !content.is_empty() || self.flaw.is_some() {
            self.said.push(Said::Content(content, self.flaw));
        }
    }

    fn command(&mut self, line: &[u8], decoder: &mut Decoder) {
        match Command::parse(line, &Extensions::all()) {
            Ok(Command::Data) if !self.has_begun => {
                self.is_last = true;
                decoder.data(RULES);
            }
            // One in three is refused, with the bytes that follow it.
            Ok(Command::Bdat { bytes, .. }) if bytes % 3 == 2 => {
                self.has_begun = false;
                self.flaw = None;
                decoder.skip(bytes);
            }
            Ok(Command::Bdat { bytes, last }) => {
                self.has_begun = true;
                self.is_last = last;
                decoder.bdat(bytes, last, RULES);
            }
            Ok(Command::Reset) => {
                self.has_begun = false;
                self.flaw = None;
                decoder.abandon();
            }
            Ok(_) => {}
            Err(reply) => {
                assert!(!reply.is_positive());
                let mut written = BytesMut::new();
                reply.encode(&mut written);
                assert!(written.ends_with(b"\r\n"));
            }
        }
    }
}
