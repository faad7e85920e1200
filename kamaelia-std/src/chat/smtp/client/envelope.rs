//! MAIL and RCPT, with what the server understands of their parameters.

use super::super::{Extensions, Mail, Mailbox, Param, Recipient, Reply};
use super::backend::Backend;
use std::fmt::{self, Display, Formatter};

/// Says MAIL; the error is the reply, if the message cannot go there.
pub(super) fn say_mail(mail: &Mail, to: &mut Backend) -> Result<(), Reply> {
    let params = wanted(&mail.params, &to.extensions)?;
    let params = Params(&params);
    match &mail.from {
        Some(from) => {
            check_letters(from, &to.extensions)?;
            to.say(format_args!("MAIL FROM:<{from}>{params}"));
        }
        None => to.say(format_args!("MAIL FROM:<>{params}")),
    }
    Ok(())
}

/// Says RCPT; the error is the reply, if the message cannot go there.
pub(super) fn say_recipient(recipient: &Recipient, to: &mut Backend) -> Result<(), Reply> {
    let params = wanted(&recipient.params, &to.extensions)?;
    let params = Params(&params);
    let mailbox = &recipient.to;
    check_letters(mailbox, &to.extensions)?;
    to.say(format_args!("RCPT TO:<{mailbox}>{params}"));
    Ok(())
}

/// The parameters that the server is to see.
fn wanted<'a>(params: &'a [Param], offered: &Extensions) -> Result<Vec<&'a Param>, Reply> {
    let mut wanted = Vec::new();
    for param in params {
        let is_offered = match param.key() {
            "SIZE" => offered.size.is_some(),
            "NOTIFY" | "ORCPT" | "RET" | "ENVID" => offered.dsn,
            "BODY" if offered.eight_bit_mime => true,
            "BODY" => match param.value() {
                Some(value) if value.eq_ignore_ascii_case("7BIT") => false,
                _ => return Err(no_eight_bit()),
            },
            "SMTPUTF8" if !offered.smtp_utf8 => return Err(no_utf8()),
            // Whoever has let it through knows the server.
            _ => true,
        };
        if is_offered {
            wanted.push(param);
        }
    }
    Ok(wanted)
}

fn check_letters(mailbox: &Mailbox, offered: &Extensions) -> Result<(), Reply> {
    match mailbox.is_ascii() || offered.smtp_utf8 {
        true => Ok(()),
        false => Err(no_utf8()),
    }
}

fn no_eight_bit() -> Reply {
    let text = "the server behind takes no message with bytes above 127";
    Reply::new(550).enhanced(5, 6, 3).text(text)
}

fn no_utf8() -> Reply {
    let text = "the server behind takes no address beyond ASCII";
    Reply::new(550).enhanced(5, 6, 7).text(text)
}

/// As they stand behind an address.
struct Params<'a>(&'a [&'a Param]);

impl Display for Params<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|param| write!(f, " {param}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(params: &str, offered: &Extensions, result: Result<&str, (u16, &str)>) {
        let params: Vec<Param> = params
            .split_whitespace()
            .map(|param| param.parse().expect("it is a parameter"))
            .collect();
        let wanted = wanted(&params, offered);
        let wanted = wanted.map(|wanted| Params(&wanted).to_string());
        let wanted = wanted.map_err(|reply| {
            let status = reply.status().expect("it has one");
            (reply.code(), status.to_string())
        });
        let result = result.map(str::to_owned);
        assert_eq!(
            wanted,
            result.map_err(|(code, status)| (code, status.to_owned()))
        );
    }

    #[test]
    fn what_only_helps_is_left_out_and_what_is_needed_is_refused() {
        let nothing = Extensions::default();
        let params = "SIZE=1000 RET=HDRS ENVID=x NOTIFY=NEVER ORCPT=rfc822;a@b BODY=7bit";
        check(params, &nothing, Ok(""));
        check("BODY=8BITMIME", &nothing, Err((550, "5.6.3")));
        check("SMTPUTF8", &nothing, Err((550, "5.6.7")));
        let all = Extensions::all();
        let params = format!("{params} BODY=8BITMIME SMTPUTF8");
        check(&params, &all, Ok(&format!(" {params}")));
        check("X-MINE=1", &nothing, Ok(" X-MINE=1"));
    }

    #[test]
    fn letters_beyond_ascii_need_the_extension() {
        let mailbox: Mailbox = "j\u{f6}@example.org".parse().expect("it is an address");
        assert!(check_letters(&mailbox, &Extensions::all()).is_ok());
        let refused = check_letters(&mailbox, &Extensions::default());
        assert_eq!(refused, Err(no_utf8()));
    }
}
