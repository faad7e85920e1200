//! What may stand behind an address, extension by extension.

use super::{Extensions, Param, Reply};

/// What an extension says is wrong with a value; `None` if nothing is.
type Check = fn(Option<&str>) -> Option<&'static str>;

/// The parameters of MAIL in `text`.
pub(super) fn of_mail(text: &str, offered: &Extensions) -> Result<Vec<Param>, Reply> {
    params(text, |key| match key {
        "SIZE" if offered.size.is_some() => Some(size),
        "BODY" if offered.eight_bit_mime => Some(body),
        "SMTPUTF8" if offered.smtp_utf8 => Some(nothing),
        "RET" if offered.dsn => Some(ret),
        "ENVID" if offered.dsn => Some(envid),
        _ => None,
    })
}

/// The parameters of RCPT in `text`.
pub(super) fn of_recipient(text: &str, offered: &Extensions) -> Result<Vec<Param>, Reply> {
    params(text, |key| match key {
        "NOTIFY" if offered.dsn => Some(notify),
        "ORCPT" if offered.dsn => Some(orcpt),
        _ => None,
    })
}

fn params(text: &str, check: impl Fn(&str) -> Option<Check>) -> Result<Vec<Param>, Reply> {
    let wrong = |code, detail, text: String| Reply::new(code).enhanced(5, 5, detail).text(text);
    if !text.is_empty() && !text.starts_with(' ') {
        return Err(wrong(501, 4, "there is no space behind the `>`".to_owned()));
    }
    let mut params: Vec<Param> = Vec::new();
    for word in text.split_ascii_whitespace() {
        let param: Param = word
            .parse()
            .map_err(|bad| wrong(501, 4, format!("{bad}")))?;
        let key = param.key();
        let Some(check) = check(key) else {
            return Err(wrong(
                555,
                4,
                format!("the parameter {key} is not offered here"),
            ));
        };
        if params.iter().any(|before| before.key() == key) {
            return Err(wrong(501, 4, format!("the parameter {key} is there twice")));
        }
        if let Some(why) = check(param.value()) {
            return Err(wrong(501, 4, format!("the parameter {key} {why}")));
        }
        params.push(param);
    }
    Ok(params)
}

/// RFC 1870 4.
fn size(value: Option<&str>) -> Option<&'static str> {
    let is_number = value
        .is_some_and(|value| value.len() <= 20 && value.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_number).then_some("is no number of bytes")
}

/// RFC 6152 2.
fn body(value: Option<&str>) -> Option<&'static str> {
    let is_known = value.is_some_and(|value| is_one_of(value, &["7BIT", "8BITMIME"]));
    (!is_known).then_some("has to be 7BIT or 8BITMIME")
}

/// RFC 6531 3.4.
fn nothing(value: Option<&str>) -> Option<&'static str> {
    value.is_some().then_some("has no value")
}

/// RFC 3461 4.3.
fn ret(value: Option<&str>) -> Option<&'static str> {
    let is_known = value.is_some_and(|value| is_one_of(value, &["FULL", "HDRS"]));
    (!is_known).then_some("has to be FULL or HDRS")
}

/// RFC 3461 4.4.
fn envid(value: Option<&str>) -> Option<&'static str> {
    let is_good =
        value.is_some_and(|value| value.len() <= 100 && value.is_ascii() && is_xtext(value));
    (!is_good).then_some("is no xtext of at most 100 bytes")
}

/// RFC 3461 4.1.
fn notify(value: Option<&str>) -> Option<&'static str> {
    let is_good = value.is_some_and(|value| {
        let mut events = value.split(',');
        value.eq_ignore_ascii_case("NEVER")
            || events.all(|event| is_one_of(event, &["SUCCESS", "FAILURE", "DELAY"]))
    });
    (!is_good).then_some("has to be NEVER, or some of SUCCESS, FAILURE and DELAY")
}

/// RFC 3461 4.2, and RFC 6533 3 for what is not ASCII.
fn orcpt(value: Option<&str>) -> Option<&'static str> {
    let is_good = value
        .filter(|value| value.len() <= 500)
        .is_some_and(|value| {
            let address = value.split_once(';');
            address.is_some_and(|(kind, address)| {
                !kind.is_empty() && !address.is_empty() && is_xtext(address)
            })
        });
    (!is_good)
        .then_some("is no kind and address of at most 500 bytes, such as rfc822;a@example.org")
}

/// Whether each `+` begins a byte in hexadecimal digits.
fn is_xtext(text: &str) -> bool {
    let is_byte = |rest: &str| {
        let mut digits = rest.bytes().take(2);
        digits.len() == 2 && digits.all(|digit| digit.is_ascii_hexdigit())
    };
    text.split('+').skip(1).all(is_byte)
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Result<Vec<Param>, Reply>, expected: Result<&str, &str>) {
        let found = found.map(|params| {
            params
                .iter()
                .map(Param::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        });
        let found = found.map_err(|reply| reply.to_string());
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
            _ => panic!("{found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn mail_has_the_parameters_of_what_is_offered() {
        let mail = |text: &str| of_mail(text, &Extensions::all());
        check(mail(""), Ok(""));
        check(
            mail("  size=10  body=8BitMime "),
            Ok("SIZE=10 BODY=8BitMime"),
        );
        check(
            mail(" RET=HDRS ENVID=a+2Bb SMTPUTF8"),
            Ok("RET=HDRS ENVID=a+2Bb SMTPUTF8"),
        );
        check(mail("SIZE=1"), Err("501 5.5.4 there is no space"));
        check(
            mail(" SIZE=x"),
            Err("501 5.5.4 the parameter SIZE is no number"),
        );
        check(
            mail(" SIZE"),
            Err("501 5.5.4 the parameter SIZE is no number"),
        );
        check(
            mail(" SIZE=1 size=2"),
            Err("501 5.5.4 the parameter SIZE is there twice"),
        );
        check(
            mail(" BODY=BINARYMIME"),
            Err("501 5.5.4 the parameter BODY has to be"),
        );
        check(
            mail(" SMTPUTF8=1"),
            Err("501 5.5.4 the parameter SMTPUTF8 has no value"),
        );
        check(mail(" RET=ALL"), Err("501 5.5.4 the parameter RET"));
        check(mail(" ENVID=a+2"), Err("501 5.5.4 the parameter ENVID"));
        check(
            mail(" AUTH=<>"),
            Err("555 5.5.4 the parameter AUTH is not offered"),
        );
        check(
            mail(" NOTIFY=NEVER"),
            Err("555 5.5.4 the parameter NOTIFY is not offered"),
        );
        check(mail(" =1"), Err("501 5.5.4 the parameter has no keyword"));
        for text in [
            " SIZE=1",
            " BODY=7BIT",
            " SMTPUTF8",
            " RET=FULL",
            " ENVID=a",
        ] {
            check(of_mail(text, &Extensions::default()), Err("555 5.5.4"));
        }
    }

    #[test]
    fn rcpt_has_the_parameters_of_dsn() {
        let recipient = |text: &str| of_recipient(text, &Extensions::all());
        check(
            recipient(" NOTIFY=SUCCESS,delay"),
            Ok("NOTIFY=SUCCESS,delay"),
        );
        check(
            recipient(" NOTIFY=NEVER ORCPT=rfc822;a@b"),
            Ok("NOTIFY=NEVER ORCPT=rfc822;a@b"),
        );
        check(
            recipient(" NOTIFY=NEVER,DELAY"),
            Err("501 5.5.4 the parameter NOTIFY"),
        );
        check(recipient(" NOTIFY="), Err("501 5.5.4"));
        check(
            recipient(" ORCPT=a@b"),
            Err("501 5.5.4 the parameter ORCPT"),
        );
        check(
            recipient(" ORCPT=rfc822;a+b"),
            Err("501 5.5.4 the parameter ORCPT"),
        );
        check(recipient(" SIZE=1"), Err("555 5.5.4"));
        check(
            of_recipient(" NOTIFY=NEVER", &Extensions::default()),
            Err("555 5.5.4"),
        );
    }
}
