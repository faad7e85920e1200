use super::{BadRequest, PolicyRequest, RequestProblem};
use memchr::memchr;
use std::borrow::Cow;
use std::mem::take;

/// Finds requests in bytes, which come in pieces.
///
/// Give it a piece, and ask for requests until there are none. After an error there are
/// no more: nobody knows where the next one would begin.
///
/// ```
/// use grey::postfix::Decoder;
///
/// let mut decoder = Decoder::new();
/// let mut piece = &b"request=smtpd_access_policy\nprotocol_state=RCPT\nclient_add"[..];
/// assert!(decoder.next_request(&mut piece).is_none());
/// let mut piece = &b"ress=192.0.2.1\nsender=ann@a.example\nrecipient=bob@b.example\n\n"[..];
/// let request = decoder.next_request(&mut piece).unwrap().unwrap();
/// assert_eq!(request.question().sender.unwrap().to_string(), "ann@a.example");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// What has come of the line that is not yet complete.
    rest: Vec<u8>,
    request: PolicyRequest,
    /// What has come of the request that is not yet complete.
    size: usize,
    lines: usize,
    /// How many requests are complete.
    complete: u64,
    failed: bool,
}

impl Decoder {
    /// How many bytes a line may have.
    pub const LINE: usize = 4 * 1024;
    /// How many bytes a request may have.
    pub const SIZE: usize = 64 * 1024;
    /// How many lines a request may have.
    pub const LINES: usize = 200;

    /// At the beginning of a connection.
    #[must_use]
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// The next request that is complete. Takes from `bytes` what it has looked at;
    /// `None` means all of it.
    ///
    /// # Errors
    ///
    /// [`BadRequest`], after which nothing comes any more.
    pub fn next_request(&mut self, bytes: &mut &[u8]) -> Option<Result<PolicyRequest, BadRequest>> {
        while !bytes.is_empty() && !self.failed {
            let end = memchr(b'\n', bytes);
            let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            *bytes = rest.get(1..).unwrap_or_default();
            match self.take(line, end.is_some()) {
                Ok(None) => {}
                Ok(Some(request)) => return Some(Ok(request)),
                Err(problem) => return Some(Err(self.fail(problem))),
            }
        }
        None
    }

    /// Whether the connection may end here.
    ///
    /// # Errors
    ///
    /// [`BadRequest`] if a request has begun.
    pub fn finish(&mut self) -> Result<(), BadRequest> {
        match self.failed || (self.size == 0 && self.rest.is_empty()) {
            true => Ok(()),
            false => Err(self.fail(RequestProblem::CutShort)),
        }
    }

    fn take(
        &mut self,
        piece: &[u8],
        is_complete: bool,
    ) -> Result<Option<PolicyRequest>, RequestProblem> {
        if self.rest.len() + piece.len() > Decoder::LINE {
            let limit = Decoder::LINE;
            return Err(RequestProblem::LongLine { limit });
        }
        if !is_complete {
            self.rest.extend_from_slice(piece);
            return Ok(None);
        }
        if self.rest.is_empty() {
            return self.line(piece);
        }
        let mut line = take(&mut self.rest);
        line.extend_from_slice(piece);
        let request = self.line(&line);
        // The next unfinished line uses the same memory.
        line.clear();
        self.rest = line;
        request
    }

    fn line(&mut self, line: &[u8]) -> Result<Option<PolicyRequest>, RequestProblem> {
        if line.is_empty() {
            (self.size, self.lines) = (0, 0);
            let request = take(&mut self.request);
            request.check()?;
            self.complete += 1;
            return Ok(Some(request));
        }
        self.size += line.len() + 1;
        self.lines += 1;
        if self.size > Decoder::SIZE {
            let limit = Decoder::SIZE;
            return Err(RequestProblem::Long { limit });
        }
        if self.lines > Decoder::LINES {
            let limit = Decoder::LINES;
            return Err(RequestProblem::ManyLines { limit });
        }
        let attribute = memchr(b'=', line).map(|end| line.split_at(end));
        let (name, value) = attribute.ok_or_else(|| RequestProblem::NoAttribute {
            line: beginning(&text(line)),
        })?;
        self.request.set(name, value.get(1..).unwrap_or_default())?;
        Ok(None)
    }

    fn fail(&mut self, problem: RequestProblem) -> BadRequest {
        self.failed = true;
        BadRequest {
            number: self.complete + 1,
            problem,
        }
    }
}

/// Bytes as a text: without SMTPUTF8, Postfix passes on whatever a client has sent.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // What is UTF-8, as nearly all is, is seen to be so many bytes at a time.
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// As much of a text as an error shows.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(60).collect()
}
