use super::refusals::Refused;
use crate::config::Status;
use kamaelia_std::web::{HttpRequest, Method, header};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// Who may look.
pub(super) struct Access {
    /// By which names it may be asked for, in small letters.
    hosts: Vec<String>,
    token: String,
    /// What a browser knows instead of the token, once it has shown that. It is gone with
    /// the program.
    session: String,
    /// Nobody has named a token.
    is_own: bool,
}

/// The cookie with the session.
const COOKIE: &str = "grey-status";

impl Access {
    /// By the settings, and the token that they name; if they name none, one is made.
    pub(super) fn new(status: &Status, token: Option<String>) -> Result<Access, getrandom::Error> {
        let is_own = token.is_none();
        let token = match token {
            Some(token) => token,
            None => random()?,
        };
        let mut key = [0; 16];
        getrandom::fill(&mut key)?;
        let mut hasher = SipHasher24::new_with_key(&key);
        hasher.write(token.as_bytes());
        let usual = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let listen = status.listen.iter().map(|address| match address.ip() {
            IpAddr::V4(four) => four.to_string(),
            IpAddr::V6(six) => format!("[{six}]"),
        });
        let named = status.hosts.iter().map(|host| host.to_lowercase());
        Ok(Access {
            hosts: usual.into_iter().chain(listen).chain(named).collect(),
            token,
            session: format!("{:032x}", hasher.finish128().as_u128()),
            is_own,
        })
    }

    /// The token, if it was made here.
    pub(super) fn own_token(&self) -> Option<&str> {
        self.is_own.then_some(&self.token)
    }

    /// Refuses what no page of ours asks, whoever it is from.
    pub(super) fn check_manners(&self, request: &HttpRequest) -> Result<(), Refused> {
        let host = request.header(&header::HOST);
        let authority = request.uri.authority().map(|it| it.as_str());
        if !host.is_some_and(|host| self.is_ours(host))
            || !authority.is_none_or(|host| self.is_ours(host))
        {
            return Err(Refused::Host);
        }
        let is_from_elsewhere = request.headers.contains_key(header::ORIGIN)
            && !request
                .header(&header::ORIGIN)
                .and_then(|origin| origin.split_once("://"))
                .is_some_and(|(scheme, host)| scheme.starts_with("http") && self.is_ours(host));
        if is_from_elsewhere {
            return Err(Refused::Origin);
        }
        match request.method {
            Method::GET | Method::HEAD => Ok(()),
            _ => Err(Refused::Method),
        }
    }

    /// Whether who asks has the token, or has had it.
    pub(super) fn check_token(&self, request: &HttpRequest) -> Result<(), Refused> {
        if let Some(value) = request.header(&header::AUTHORIZATION) {
            let token = value
                .split_once(' ')
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map_or("", |(_, token)| token.trim());
            return self.is_token(token);
        }
        let cookies = request.headers.get_all(header::COOKIE).iter();
        let cookies = cookies.filter_map(|value| value.to_str().ok());
        let mut sessions = cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .filter(|(name, _)| *name == COOKIE)
            .map(|(_, session)| is_same(session, &self.session));
        match sessions.next() {
            None => Err(Refused::NoToken),
            Some(true) => Ok(()),
            // One of the last run, mostly; who comes with it is asked for the token.
            Some(false) => Err(Refused::WrongToken),
        }
    }

    /// The token that stands in an address, if one does: whether it is the right one.
    pub(super) fn check_query(&self, request: &HttpRequest) -> Option<Result<(), Refused>> {
        let query = request.uri.query()?;
        let token = query.split('&').find_map(|it| it.strip_prefix("token="))?;
        Some(self.is_token(token))
    }

    /// What a browser is told to remember. Pages elsewhere cannot use it.
    pub(super) fn cookie(&self) -> String {
        let session = &self.session;
        format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict")
    }

    fn is_token(&self, token: &str) -> Result<(), Refused> {
        match is_same(token, &self.token) {
            true => Ok(()),
            false => Err(Refused::WrongToken),
        }
    }

    /// Whether a host, with or without a port, is one that this can be asked for by.
    fn is_ours(&self, host: &str) -> bool {
        let end = match host.rfind(']') {
            Some(end) => end + 1,
            None => host.find(':').unwrap_or(host.len()),
        };
        let (name, port) = host.split_at(end);
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        let name = name.to_lowercase();
        has_port && self.hosts.contains(&name)
    }
}

/// Whether two texts are the same, without telling by the time it takes where they differ.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// What nobody can guess: 32 letters.
pub(super) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(listen: &str, hosts: &[&str]) -> Access {
        let status = Status {
            listen: vec![listen.parse().expect("an address")],
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..Status::default()
        };
        Access::new(&status, Some("a-token-of-the-test".to_owned())).expect("there is chance")
    }

    #[test]
    fn a_host_is_ours_by_its_whole_name() {
        let access = access("[::1]:9025", &["Mail.Home.Example"]);
        for host in [
            "localhost",
            "LOCALHOST:9025",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:9025",
            "mail.home.example:80",
        ] {
            assert!(access.is_ours(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "evil.example:127.0.0.1",
            "localhost:80:80",
            "localhost:x",
            "127.0.0.1@evil.example",
            "[::1",
            "[::1]x",
            "[::2]:9025",
            "home.example",
        ] {
            assert!(!access.is_ours(host), "{host}");
        }
    }

    #[test]
    fn a_session_is_not_the_token_and_not_that_of_another_run() {
        let (one, other) = (access("127.0.0.1:1", &[]), access("127.0.0.1:1", &[]));
        assert_ne!(one.session, one.token);
        assert_ne!(one.session, other.session);
        assert!(one.is_token("a-token-of-the-test").is_ok());
        assert_eq!(one.is_token("a-token-of-the-tes"), Err(Refused::WrongToken));
        assert_eq!(one.own_token(), None);
    }
}
