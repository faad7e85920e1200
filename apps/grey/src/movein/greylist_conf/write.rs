use super::networks::meant;
use super::parse::{Entry, GreylistConf, Wrong};
use crate::policy::{AddressPattern, DomainPattern};
use std::fmt::{Display, Write};
use std::net::IpAddr;
use std::str::FromStr;

/// What the original has if nothing is said.
const PORT: &str = "25";
const NAME: &str = "mail.example.com";
const SMTP_IP: &str = "192.168.2.9";
const SMTP_PORT: &str = "8025";
const ALLOWED: &str = "127.0.0.1";

pub(super) fn write(name: &str, conf: &GreylistConf) -> Result<String, Wrong> {
    let mut out = format!("# The settings of `{name}`, for grey.\n");
    for (key, entry) in conf.settings.iter().filter(|(_, entry)| entry.is_cut) {
        remark(
            &mut out,
            &format!(
                "Line {}: the original did not see what follows the second `=` of `{key}`.",
                entry.line
            ),
        );
    }
    server(&mut out, conf)?;
    backend(&mut out, conf)?;
    policy(&mut out);
    exempt(&mut out, conf)?;
    log(&mut out, conf);
    unsaid(&mut out, conf);
    Ok(out)
}

fn server(out: &mut String, conf: &GreylistConf) -> Result<(), Wrong> {
    out.push_str("\n[server]\n");
    let name = value(conf, "servername", NAME);
    if name.words.len() != 1 {
        return Err((name.line, "`servername` is not one word".to_owned()));
    }
    setting(out, "name", &name.text());
    let port = number(conf, "port", PORT)?;
    list(out, "listen", &[format!("[::]:{port}")]);
    let mut domains = Vec::new();
    for item in conf.list("allowed_domains") {
        let domain = one_word(item, "allowed_domains")?;
        check::<DomainPattern>(item, domain)?;
        domains.push(domain.to_owned());
    }
    if domains.is_empty() {
        remark(
            out,
            "The original took mail for nobody: `allowed_domains` is empty. Name the domains \
             whose mail this server takes.",
        );
    }
    remark(
        out,
        "The original deferred mail for other domains, so that senders tried for days; grey \
         refuses it for good.",
    );
    list(out, "domains", &domains);
    let mut relay = vec![ALLOWED.to_owned()];
    remark(out, "Clients that may send to any domain.");
    for item in conf.list("allowed_senders") {
        let address = one_word(item, "allowed_senders")?;
        check::<IpAddr>(item, address)?;
        relay.push(address.to_owned());
    }
    for item in conf.list("allowed_sender_nets") {
        relay.push(network(out, item, one_word(item, "allowed_sender_nets")?)?);
    }
    relay.dedup();
    list(out, "relay", &relay);
    Ok(())
}

fn backend(out: &mut String, conf: &GreylistConf) -> Result<(), Wrong> {
    out.push_str("\n[backend]\n");
    let host = value(conf, "smtp_ip", SMTP_IP);
    if host.words.len() != 1 {
        return Err((host.line, "`smtp_ip` is not one word".to_owned()));
    }
    let port = number(conf, "smtp_port", SMTP_PORT)?;
    setting(out, "address", &format!("{}:{port}", host.text()));
    Ok(())
}

fn policy(out: &mut String) {
    out.push_str("\n[policy]\n");
    remark(
        out,
        "The four times of the original. They lose the mail of senders that give up within an \
         hour; \"default\" does not.",
    );
    setting(out, "profile", "original");
}

fn exempt(out: &mut String, conf: &GreylistConf) -> Result<(), Wrong> {
    out.push_str("\n[exempt]\n");
    let mut together = Vec::new();
    remark(
        out,
        "Triplets that were whitelisted. With the original, one recipient of a message passed \
         all of them, and the case of letters counted.",
    );
    for item in conf.list("whitelisted_triples") {
        let [client, sender, recipient] = three(item)?;
        check::<IpAddr>(item, client)?;
        let sender = mailbox(item, sender)?;
        let recipient = mailbox(item, recipient)?;
        together.push(format!(
            "client={client} sender={sender} recipient={recipient}"
        ));
    }
    for item in conf.list("whitelisted_nonstandard_triples") {
        let [helo, prefix, recipient] = three(item)?;
        check::<DomainPattern>(item, helo)?;
        let client = network(out, item, prefix)?;
        let recipient = mailbox(item, recipient)?;
        together.push(format!("client={client} helo={helo} recipient={recipient}"));
    }
    list(out, "together", &together);
    Ok(())
}

fn log(out: &mut String, conf: &GreylistConf) {
    let Some(file) = conf.setting("greylist_log") else {
        return;
    };
    out.push_str("\n[log]\n");
    remark(
        out,
        "The lines of the original, which tell of decisions alone; \"text\" and \"json\" say more.",
    );
    setting(out, "format", "original");
    setting(out, "file", &file.text());
}

/// What grey has no setting for.
fn unsaid(out: &mut String, conf: &GreylistConf) {
    for (key, why) in [
        ("serverid", "grey does not say what program it is"),
        (
            "inactivity_timeout",
            "grey waits as long as RFC 5321 says, and not for a client that sends nothing",
        ),
        (
            "greylist_debuglog",
            "grey says what else there is to say on standard error",
        ),
    ] {
        if let Some(entry) = conf.setting(key) {
            let (line, text) = (entry.line, entry.text());
            out.push('\n');
            remark(
                out,
                &format!("Line {line}: `{key} = {text}` is left out: {why}."),
            );
        }
    }
}

/// A network, with a remark if more was admitted than anybody meant.
fn network(out: &mut String, item: &Entry, prefix: &str) -> Result<String, Wrong> {
    let Some(meant) = meant(prefix) else {
        let why = format!("`{prefix}` begins no address; write such as `192.168.2`");
        return Err((item.line, why));
    };
    if let Some(besides) = meant.besides {
        let line = item.line;
        remark(
            out,
            &format!("Line {line}: `{prefix}` admitted {besides} as well, since they begin so."),
        );
    }
    Ok(meant.network)
}

/// An address between its brackets; `<>` is the null sender.
fn mailbox<'e>(item: &Entry, text: &'e str) -> Result<&'e str, Wrong> {
    if text == "<>" {
        return Ok(text);
    }
    let inside = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    let Some(inside) = inside else {
        let why =
            format!("`{text}` was never met, since addresses came in brackets; write `<{text}>`");
        return Err((item.line, why));
    };
    check::<AddressPattern>(item, inside)?;
    Ok(inside)
}

fn three(item: &Entry) -> Result<[&str; 3], Wrong> {
    match &item.words[..] {
        [one, two, three] => Ok([one, two, three]),
        words => Err((
            item.line,
            format!("has {} words, and needs three", words.len()),
        )),
    }
}

fn one_word<'e>(item: &'e Entry, list: &str) -> Result<&'e str, Wrong> {
    match &item.words[..] {
        [word] => Ok(word),
        _ => Err((
            item.line,
            format!("an item of `{list}` is one word, and this is not"),
        )),
    }
}

fn check<T: FromStr<Err: Display>>(item: &Entry, text: &str) -> Result<(), Wrong> {
    let parsed = text.parse::<T>().map(drop);
    parsed.map_err(|error| (item.line, format!("`{text}`: {error}")))
}

fn value(conf: &GreylistConf, key: &str, default: &str) -> Entry {
    conf.setting(key).cloned().unwrap_or_else(|| Entry {
        words: vec![default.to_owned()],
        ..Entry::default()
    })
}

fn number(conf: &GreylistConf, key: &str, default: &str) -> Result<u16, Wrong> {
    let entry = value(conf, key, default);
    let number = entry.text().parse().ok().filter(|port| *port > 0);
    number.ok_or_else(|| (entry.line, format!("`{key}` is no number of a port")))
}

fn setting(out: &mut String, key: &str, value: &str) {
    let value = toml::Value::String(value.to_owned());
    // A string takes what is written.
    let _ = writeln!(out, "{key} = {value}");
}

fn list(out: &mut String, key: &str, items: &[String]) {
    let items: Vec<String> = items
        .iter()
        .map(|item| toml::Value::String(item.clone()).to_string())
        .collect();
    let line = format!("{key} = [{}]", items.join(", "));
    match line.len() <= 90 {
        true => out.push_str(&line),
        false => {
            let _ = write!(out, "{key} = [\n    {},\n]", items.join(",\n    "));
        }
    }
    out.push('\n');
}

/// A remark, in lines of 90 letters at most.
fn remark(out: &mut String, text: &str) {
    let mut line = "#".to_owned();
    for word in text.split(' ') {
        if line.len() + 1 + word.len() > 90 {
            out.push_str(&line);
            out.push('\n');
            line = "#".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}
