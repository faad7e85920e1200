use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// What an extension says behind an address: `SIZE=1000`, or `SMTPUTF8` without a value
/// (RFC 5321 4.1.2).
///
/// ```
/// use kamaelia_std::chat::smtp::Param;
///
/// let size: Param = "Size=1000".parse()?;
/// assert!(size.is("SIZE"));
/// assert_eq!(size.value(), Some("1000"));
/// assert_eq!(size.to_string(), "SIZE=1000");
/// # Ok::<(), kamaelia_std::chat::smtp::BadParam>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Param {
    key: String,
    value: Option<String>,
}

impl Param {
    /// Its keyword, in capitals.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it says, if it says more than its keyword.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Whether this is its keyword, in whatever letters.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }
}

impl FromStr for Param {
    type Err = BadParam;

    fn from_str(text: &str) -> Result<Param, BadParam> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (text, None),
        };
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !key.starts_with(|first: char| first.is_ascii_alphanumeric()) || !key.bytes().all(is_key)
        {
            return Err(BadParam {
                why: "has no keyword of letters, digits and hyphens",
            });
        }
        let is_value = |c: char| !c.is_control() && !c.is_whitespace() && c != '=';
        if value.is_some_and(|value| value.is_empty() || !value.chars().all(is_value)) {
            return Err(BadParam {
                why: "has a value that is empty, or has a space or `=` in it",
            });
        }
        Ok(Param {
            key: key.to_ascii_uppercase(),
            value: value.map(str::to_owned),
        })
    }
}

/// As it goes over the wire.
impl Display for Param {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        match &self.value {
            Some(value) => write!(f, "={value}"),
            None => Ok(()),
        }
    }
}

/// Text that is no [`Param`], and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadParam {
    why: &'static str,
}

impl Display for BadParam {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the parameter {}", self.why)
    }
}

impl Error for BadParam {}

#[cfg(test)]
mod tests {
    use super::Param;

    #[test]
    fn a_parameter_has_a_keyword_and_may_have_a_value() {
        for good in [
            "SIZE=1",
            "SMTPUTF8",
            "RET=HDRS",
            "ORCPT=rfc822;a+2Bb@c",
            "X-Y=ü",
        ] {
            let param: Param = good.parse().expect(good);
            assert_eq!(param.to_string(), good);
        }
        for bad in [
            "",
            "=1",
            "-a",
            "SIZE=",
            "A=b=c",
            "A=b c",
            "A B",
            "Ä=1",
            "A=\r\nRSET",
        ] {
            assert!(bad.parse::<Param>().is_err(), "{bad:?}");
        }
    }
}
