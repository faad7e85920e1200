//! What the DNS says to a [`Lookup`].

use crate::policy::{Answer, Lookup, Name};
use kamaelia::InboxAddress;
use kamaelia_std::chat::smtp::spf::{SpfResult, check_spf};
use kamaelia_std::net::dns::{DnsAnswer, DnsQuestion, DnsRequest};
use std::net::IpAddr;

/// Asks the DNS. What it does not answer is an error, which says why.
pub(crate) async fn look(
    dns: &InboxAddress<DnsRequest>,
    lookup: &Lookup,
) -> Result<Answer, String> {
    match lookup {
        Lookup::Name(client) => {
            let question = DnsQuestion::ConfirmedNames(client.to_canonical());
            let found = ask(dns, question).await?.map(DnsAnswer::into_names);
            Ok(Answer::Name(match found {
                None => Name::None,
                Some(names) if names.is_empty() => Name::Unconfirmed,
                Some(names) => Name::Confirmed(names),
            }))
        }
        Lookup::Listed { zone, client } => {
            let question = DnsQuestion::A(listed(zone, *client));
            let found = ask(dns, question).await?.map(DnsAnswer::into_addresses);
            let found = found.unwrap_or_default();
            match found.iter().copied().find(is_code_of_trouble) {
                Some(code) => Err(format!("the list `{zone}` does not serve us: {code}")),
                None => Ok(yes(found.iter().any(IpAddr::is_loopback))),
            }
        }
        Lookup::Spf {
            client,
            helo,
            sender,
        } => {
            // What is no address of mail is nobody's, so nobody speaks for it.
            let Ok(sender) = sender.to_string().parse() else {
                return Ok(Answer::No);
            };
            match check_spf(dns, *client, helo, Some(&sender)).await {
                SpfResult::TempError => Err(format!("SPF of `{sender}` cannot be looked up")),
                result => Ok(yes(result == SpfResult::Pass)),
            }
        }
    }
}

/// The answer; `None` if there is nothing.
async fn ask(
    dns: &InboxAddress<DnsRequest>,
    question: DnsQuestion,
) -> Result<Option<DnsAnswer>, String> {
    match dns.request(question).await {
        Ok(Ok(answer)) => Ok(Some(answer)),
        Ok(Err(error)) if error.is_absent() => Ok(None),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn yes(is_so: bool) -> Answer {
    if is_so { Answer::Yes } else { Answer::No }
}

/// The name under which a list has a client (RFC 5782, sections 2.1 and 2.4).
fn listed(zone: &str, client: IpAddr) -> String {
    let reversed: Vec<String> = match client.to_canonical() {
        IpAddr::V4(address) => address.octets().iter().rev().map(u8::to_string).collect(),
        IpAddr::V6(address) => {
            let bytes = address.octets();
            let nibbles = bytes.iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            nibbles.map(|nibble| format!("{nibble:x}")).collect()
        }
    };
    format!("{}.{zone}", reversed.join("."))
}

/// Large lists say so that they do not answer whoever asks, or so often.
fn is_code_of_trouble(code: &IpAddr) -> bool {
    matches!(code, IpAddr::V4(code) if code.octets().starts_with(&[127, 255, 255]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_stands_in_a_list_backwards() {
        let four = [192, 0, 2, 99].into();
        assert_eq!(listed("list.example", four), "99.2.0.192.list.example");
        let six = "2001:db8:1:2:3:4:567:89ab".parse().expect("an address");
        assert_eq!(
            listed("list.example", six),
            "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.list.example",
        );
    }
}
