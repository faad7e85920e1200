//! Texts as Python writes them in a program: its `repr`.

/// The text that these bytes begin with, and what comes after it: `'ann'`, `"ann"`,
/// `u'ann'`, with what is escaped in it.
#[must_use]
pub fn text(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let bytes = match bytes {
        [b'u' | b'b', rest @ ..] => rest,
        bytes => bytes,
    };
    let (&quote, mut rest) = bytes.split_first()?;
    if !matches!(quote, b'\'' | b'"') {
        return None;
    }
    let mut text = Vec::new();
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'\\' => rest = escaped(rest, &mut text)?,
            byte if byte == quote => return Some((text, rest)),
            byte => text.push(byte),
        }
    }
}

/// What stands behind a backslash.
fn escaped<'b>(bytes: &'b [u8], text: &mut Vec<u8>) -> Option<&'b [u8]> {
    let (&kind, rest) = bytes.split_first()?;
    let digits = match kind {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => {
            text.push(match kind {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'\\' | b'\'' | b'"' => kind,
                _ => return None,
            });
            return Some(rest);
        }
    };
    let (number, rest) = rest.split_at_checked(digits)?;
    // A sign is no digit.
    if !number.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let number = u32::from_str_radix(std::str::from_utf8(number).ok()?, 16).ok()?;
    match u8::try_from(number) {
        Ok(byte) if kind == b'x' => text.push(byte),
        _ => {
            let mut utf8 = [0; 4];
            text.extend(char::from_u32(number)?.encode_utf8(&mut utf8).bytes());
        }
    }
    Some(rest)
}

/// The texts of a tuple, and of nothing else: `('a', 'b', 'c')`.
#[must_use]
pub fn texts(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut rest = bytes.trim_ascii().strip_prefix(b"(")?.strip_suffix(b")")?;
    let mut found = Vec::new();
    while !rest.trim_ascii().is_empty() {
        let (text, after) = text(rest.trim_ascii_start())?;
        found.push(text);
        let after = after.trim_ascii_start();
        rest = match after {
            [] => after,
            after => after.strip_prefix(b",")?,
        };
    }
    Some(found)
}

/// The numbers of a tuple, and of nothing else: `(12, 34)`.
#[must_use]
pub fn integers(bytes: &[u8]) -> Option<Vec<usize>> {
    let inside = bytes.trim_ascii().strip_prefix(b"(")?.strip_suffix(b")")?;
    let numbers = inside.split(|byte| *byte == b',').map(|number| {
        // Python 2 had numbers that said they were long.
        let number = std::str::from_utf8(number.trim_ascii()).ok()?;
        number.trim_end_matches('L').parse().ok()
    });
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, meant: &[&str]) {
        let texts = texts(written.as_bytes());
        let meant: Vec<Vec<u8>> = meant.iter().map(|text| text.as_bytes().to_vec()).collect();
        assert_eq!(texts, Some(meant), "{written}");
    }

    #[test]
    fn tuples_are_read_as_python_writes_them() {
        check(
            "('192.0.2.1', '<a@b>', '<c@d>')",
            &["192.0.2.1", "<a@b>", "<c@d>"],
        );
        check(
            r#"("o'neill", u'x\'y"z', '\\\n\t\r')"#,
            &["o'neill", "x'y\"z", "\\\n\t\r"],
        );
        check(r"('\xc3\xa9', '\u00e9', '\U0001f600')", &["é", "é", "😀"]);
        check("('one',)", &["one"]);
        check("()", &[]);
    }

    #[test]
    fn what_is_no_tuple_is_none() {
        for written in [
            "",
            "(",
            "('a'",
            "('a)",
            "('a' 'b')",
            r"('\x4')",
            r"('\q')",
            "('a') + 1",
        ] {
            assert_eq!(texts(written.as_bytes()), None, "{written}");
        }
        assert_eq!(integers(b"(1, 20L)"), Some(vec![1, 20]));
        assert_eq!(integers(b"(1, -2)"), None);
        assert_eq!(integers(b"(1, 2"), None);
    }
}
