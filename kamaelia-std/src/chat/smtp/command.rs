use super::path::path;
use super::{Extensions, Mail, Recipient, Reply, params};

/// What a client says to a server in one line (RFC 5321 4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// HELO, or EHLO, and the name that the client gives itself. A name that is none is
    /// taken as well: there are too many of those.
    Hello {
        /// The name.
        name: String,
        /// Whether it is EHLO.
        esmtp: bool,
    },
    /// MAIL.
    Mail(Mail),
    /// RCPT.
    Recipient(Recipient),
    /// DATA.
    Data,
    /// BDAT (RFC 3030).
    Bdat {
        /// How many bytes follow.
        bytes: u64,
        /// Whether they are the last ones of the message.
        last: bool,
    },
    /// RSET.
    Reset,
    /// NOOP.
    Noop,
    /// VRFY.
    Verify,
    /// HELP.
    Help,
    /// STARTTLS (RFC 3207).
    StartTls,
    /// QUIT.
    Quit,
}

impl Command {
    /// Reads a line, without its end, of a client to which these extensions are offered.
    ///
    /// ```
    /// use kamaelia_std::chat::smtp::{Command, Extensions};
    ///
    /// let offered = Extensions::all();
    /// let Ok(Command::Mail(mail)) = Command::parse(b"mail from:<a@example.org>", &offered) else {
    ///     panic!("it is right");
    /// };
    /// assert_eq!(mail.from.map(|from| from.to_string()).as_deref(), Some("a@example.org"));
    ///
    /// let refused = Command::parse(b"RCPT TO:a@example.org", &offered).unwrap_err();
    /// assert_eq!(refused.to_string(), "501 5.1.3 the address does not begin with `<`");
    /// ```
    ///
    /// # Errors
    ///
    /// The reply that names what is wrong with it.
    pub fn parse(line: &[u8], offered: &Extensions) -> Result<Command, Reply> {
        let text = String::from_utf8_lossy(line);
        let (verb, rest) = text.split_once(' ').unwrap_or((&text, ""));
        let rest = rest.trim_ascii();
        let verb = verb.trim_ascii_end().to_ascii_uppercase();
        match &*verb {
            "HELO" => return hello(rest, false),
            "EHLO" => return hello(rest, true),
            _ if str::from_utf8(line).is_err() => return Err(syntax("the command is not UTF-8")),
            "MAIL" => return mail(rest, offered),
            "RCPT" => return recipient(rest, offered),
            "BDAT" if offered.chunking => return bdat(rest),
            "NOOP" => return Ok(Command::Noop),
            "HELP" => return Ok(Command::Help),
            "VRFY" if rest.is_empty() => return Err(argument("VRFY whom?")),
            "VRFY" => return Ok(Command::Verify),
            _ => {}
        }
        let command = match &*verb {
            "DATA" => Command::Data,
            "RSET" => Command::Reset,
            "QUIT" => Command::Quit,
            "STARTTLS" if offered.start_tls => Command::StartTls,
            "EXPN" | "BDAT" | "STARTTLS" | "AUTH" | "ETRN" | "TURN" | "XCLIENT" => {
                return Err(refusal(502, 5, 1).text(format!("{verb} is not offered here")));
            }
            _ => return Err(refusal(500, 5, 1).text(unknown(&verb))),
        };
        if !rest.is_empty() {
            return Err(argument(&format!("{verb} stands alone in its line")));
        }
        Ok(command)
    }
}

fn hello(name: &str, esmtp: bool) -> Result<Command, Reply> {
    if name.is_empty() {
        return Err(argument("say your name behind it"));
    }
    if name.len() > NAME {
        return Err(argument("a name has at most 255 bytes"));
    }
    let name = name.replace(|c: char| c.is_control() || c.is_whitespace(), "?");
    Ok(Command::Hello { name, esmtp })
}

/// How long a name may be (RFC 5321 4.5.3.1.2).
const NAME: usize = 255;

fn mail(rest: &str, offered: &Extensions) -> Result<Command, Reply> {
    let text = behind(rest, "FROM:").ok_or_else(|| argument("write MAIL FROM:<address>"))?;
    let (from, text) = path(text).map_err(|bad| refusal(501, 1, 7).text(bad.to_string()))?;
    let params = params::of_mail(text, offered)?;
    let utf8 = params.iter().any(|param| param.is("SMTPUTF8"));
    if !utf8 && from.as_ref().is_some_and(|from| !from.is_ascii()) {
        return Err(refusal(553, 6, 7).text("an address beyond ASCII needs SMTPUTF8"));
    }
    Ok(Command::Mail(Mail { from, params }))
}

fn recipient(rest: &str, offered: &Extensions) -> Result<Command, Reply> {
    let text = behind(rest, "TO:").ok_or_else(|| argument("write RCPT TO:<address>"))?;
    let (to, text) = path(text).map_err(|bad| refusal(501, 1, 3).text(bad.to_string()))?;
    let to = to.ok_or_else(|| refusal(501, 1, 3).text("nobody is no recipient"))?;
    let params = params::of_recipient(text, offered)?;
    Ok(Command::Recipient(Recipient { to, params }))
}

/// What stands behind `FROM:` or `TO:`. The space that many clients put there is in
/// nobody's way.
fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word)
        .then(|| rest.trim_ascii_start())
}

fn bdat(rest: &str) -> Result<Command, Reply> {
    let mut words = rest.split_ascii_whitespace();
    let bytes = words
        .next()
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let bytes = bytes.and_then(|word| word.parse().ok());
    let last = words.next();
    let is_good =
        last.is_none_or(|last| last.eq_ignore_ascii_case("LAST")) && words.next().is_none();
    match bytes {
        Some(bytes) if is_good => Ok(Command::Bdat {
            bytes,
            last: last.is_some(),
        }),
        _ => Err(argument(
            "write BDAT and a number of bytes, and LAST behind it if they are the last",
        )),
    }
}

fn unknown(verb: &str) -> String {
    let is_word =
        (1..=20).contains(&verb.len()) && verb.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match verb {
        "" => "there is no command in the line".to_owned(),
        _ if is_word => format!("there is no command {verb}"),
        _ => "there is no such command".to_owned(),
    }
}

fn refusal(code: u16, subject: u16, detail: u16) -> Reply {
    Reply::new(code).enhanced(5, subject, detail)
}

fn syntax(text: &str) -> Reply {
    refusal(500, 5, 2).text(text)
}

fn argument(text: &str) -> Reply {
    refusal(501, 5, 4).text(text)
}

#[cfg(test)]
mod tests;
