use super::Address;
use super::letters::lowercase;

/// A sender as it is remembered: what changes with each message is taken out of it, so
/// that the next message of the same sender is known.
///
/// | | | |
/// |---|---|---|
/// | case | `Ann@Example.ORG` | `ann@example.org` |
/// | BATV | `prvs=0123456789=ann@…` | `ann@…` |
/// | SRS | `SRS0=hash=tt=home.example=ann@…` | `srs0=home.example=ann@…` |
/// | VERP | `list-bounces+user=home.example@…` | `list-bounces@…` |
/// | VERP | `list-return-17-user=home.example@…` | `list-return-#@…` |
/// | an extension | `ann+shop@…` | `ann@…` |
/// | numbers | `bounce-1234-99@…` | `bounce-#-#@…` |
/// | random words | `0100018c5b2e7d1a-ba5e@…` | `#-ba5e@…` |
///
/// A random word has twelve letters and digits at least, four of them digits.
///
/// ```
/// use grey::policy::{Address, normalised};
///
/// let sender = Address::of("prvs=4721a0b9cd=ann@Example.ORG");
/// assert_eq!(normalised(&sender), "ann@example.org");
/// ```
#[must_use]
pub fn normalised(sender: &Address) -> String {
    let local = lowercase(&sender.local);
    let local = without_tags(&local);
    let domain = lowercase(sender.domain.trim_end_matches('.'));
    let mut kept = String::with_capacity(local.len() + 1 + domain.len());
    match local.strip_prefix("srs0").or(local.strip_prefix("srs1")) {
        Some(rest) if rest.starts_with(['=', '+', '-']) => {
            kept.push_str(&without_stamps(local, rest));
        }
        _ => push_without_numbers(&mut kept, without_extension(local)),
    }
    kept.push('@');
    kept.push_str(&domain);
    kept
}

/// Without the signature that BATV puts in front; some put it at the end.
fn without_tags(local: &str) -> &str {
    let signed = ["prvs=", "msprvs1=", "btv1=="]
        .iter()
        .find_map(|scheme| local.strip_prefix(scheme));
    let Some((one, other)) = signed.and_then(|signed| signed.split_once('=')) else {
        return local;
    };
    let other = other.trim_start_matches('=');
    let is_tag = |text: &str| text.len() == 10 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match is_tag(other) && !is_tag(one) {
        true => one,
        false => other,
    }
}

/// SRS without its hashes and days: `srs0=HHH=TT=domain=user`, and `srs1=HHH=domain==`
/// in front of the rest of another one.
fn without_stamps(local: &str, rest: &str) -> String {
    let scheme = &local[..local.len() - rest.len()];
    let rest = &rest[1..];
    let kept = match rest.split_once("==") {
        Some((first, inner)) if scheme == "srs1" => {
            let forwarder = first.split_once('=').map_or(first, |(_, domain)| domain);
            format!("{forwarder}={}", skip(inner, 2))
        }
        _ => skip(rest, 2).to_owned(),
    };
    format!("{scheme}={kept}")
}

/// What stands behind so many `=`, if there are so many.
fn skip(text: &str, count: usize) -> &str {
    text.splitn(count + 1, '=').nth(count).unwrap_or(text)
}

/// Without what stands behind a plus sign, and without a recipient in a VERP address.
fn without_extension(local: &str) -> &str {
    if let Some((base, _)) = local.split_once('+')
        && !base.is_empty()
    {
        return base;
    }
    let Some((list, domain)) = local.rsplit_once('=') else {
        return local;
    };
    match list.rsplit_once('-') {
        Some((list, _)) if domain.contains('.') && !list.is_empty() => list,
        _ => local,
    }
}

/// With `#` for each number, and for each word that looks random.
fn push_without_numbers(kept: &mut String, local: &str) {
    for piece in local.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let is_number = digits > 0 && digits == word.chars().count();
        let is_random = digits >= 4 && word.chars().count() >= 12;
        kept.push_str(if is_number || is_random { "#" } else { word });
        kept.push_str(&piece[word.len()..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sender: &str, expected: &str) {
        assert_eq!(normalised(&Address::of(sender)), expected, "{sender}");
    }

    #[test]
    fn what_changes_with_each_message_is_taken_out() {
        check("Ann@Example.ORG.", "ann@example.org");
        check("prvs=0123456789=ann@a.example", "ann@a.example");
        check("prvs=ann=0123456789@a.example", "ann@a.example");
        check("PRVS=0123456789=Ann@a.example", "ann@a.example");
        check(
            "msprvs1=17827qZf1zzUC=bounces-183620@a.example",
            "bounces-#@a.example",
        );
        check("btv1==0123456789a==ann@a.example", "ann@a.example");
        check(
            "SRS0=HHH=TT=home.example=ann@f.example",
            "srs0=home.example=ann@f.example",
        );
        check(
            "SRS0+HHH=TT=home.example=ann@f.example",
            "srs0=home.example=ann@f.example",
        );
        check(
            "SRS1=HHH=one.example==GGG=TT=home.example=ann@f.example",
            "srs1=one.example=home.example=ann@f.example",
        );
        check(
            "list-bounces+user=home.example@l.example",
            "list-bounces@l.example",
        );
        check(
            "list-return-17-user=home.example@l.example",
            "list-return-#@l.example",
        );
        check("ann+shop@a.example", "ann@a.example");
        check("bounce-1234-99@a.example", "bounce-#-#@a.example");
        check("0100018c5b2e7d1a-ba5e@a.example", "#-ba5e@a.example");
    }

    #[test]
    fn what_is_a_name_stays() {
        check("srs0x@a.example", "srs0x@a.example");
        check("SRS0=short@a.example", "srs0=short@a.example");
        check("prvs=ann@a.example", "prvs=ann@a.example");
        check("+@a.example", "+@a.example");
        check("r2d2@a.example", "r2d2@a.example");
        check("=@a.example", "=@a.example");
        check("-=x.y@a.example", "-=x.y@a.example");
        check("\"a b\"@a.example", "\"a b\"@a.example");
        check("jörg.1@bücher.example", "jörg.#@bücher.example");
        check("ann.müller@ÄRZTE.example", "ann.müller@ärzte.example");
    }
}
