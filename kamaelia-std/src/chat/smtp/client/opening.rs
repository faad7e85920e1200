//! How a connection comes to be ready for messages: banner, hello, STARTTLS, XCLIENT.

use super::super::{Extensions, Hello, Reply};
use super::backend::Backend;
use super::exchange::Expected;
use super::kept::Begun;
use super::lost::Lost;
use super::session::Session;
use super::xclient::xclient;
use crate::net::ProxyHeader;
#[cfg(feature = "tls")]
use crate::net::{Socket, tls::as_client};
use crate::wait::while_read;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

impl Session {
    /// Connects; gives the banner, which may be a refusal.
    pub(super) async fn open(&mut self) -> Result<Reply, Lost> {
        self.introduced = None;
        let connecting = Backend::connect(&self.client.address, self.times.connect);
        let connected = while_read(&mut self.client.outbox, connecting).await;
        let backend = connected.unwrap_or(Err(Lost::Unwanted))?;
        let backend = self.backend.insert(Box::new(backend));
        if let Some(version) = self.client.proxy {
            let ends = self.caller.as_ref().and_then(|caller| {
                let destination = caller.local.or_else(|| backend.address())?;
                let source = caller.peer;
                Some(ProxyHeader::Proxied {
                    source,
                    destination,
                })
            });
            let header = ends.unwrap_or(ProxyHeader::Local);
            header.encode(version, backend.bytes());
            self.flush().await?;
        }
        let banner = self.hear(self.times.banner).await?;
        self.begun = Some(Begun {
            banner: banner.clone(),
            at: Instant::now(),
        });
        Ok(banner)
    }

    /// Connects to a server that takes messages.
    pub(super) async fn begin(&mut self) -> Result<(), Lost> {
        let banner = self.open().await?;
        match banner.code() {
            220 => Ok(()),
            _ if banner.is_positive() => Err(Lost::Unfit(banner)),
            _ => Err(Lost::Refused(banner)),
        }
    }

    /// Says hello, unless that was done for the same client.
    pub(super) async fn introduce(&mut self) -> Result<(), Lost> {
        let shown = self.hello.clone().filter(|_| self.shows_client());
        if self.introduced.as_ref() == Some(&shown) {
            return Ok(());
        }
        self.say_hello(&self.own_name()).await?;
        #[cfg(feature = "tls")]
        self.secure().await?;
        if self.client.xclient {
            self.say_xclient().await?;
        }
        self.introduced = Some(shown);
        if self.client.found.is_linked()
            && let Some(backend) = &self.backend
        {
            let _ = self.client.found.send(backend.extensions.clone()).await;
        }
        Ok(())
    }

    /// Whether the server is told for whom this one speaks: then a connection is for that
    /// client alone.
    pub(super) fn shows_client(&self) -> bool {
        self.client.xclient || self.client.proxy.is_some()
    }

    /// EHLO, or HELO for a server that does not know the other (RFC 5321 3.2).
    async fn say_hello(&mut self, name: &str) -> Result<(), Lost> {
        let reply = self.command(&format!("EHLO {name}")).await?;
        let extensions = match reply.code() {
            200..=299 => found(&reply),
            500..=599 => {
                let reply = self.command(&format!("HELO {name}")).await?;
                done(reply)?;
                Extensions::default()
            }
            _ => return Err(refused(reply)),
        };
        if let Some(backend) = &mut self.backend {
            backend.extensions = extensions;
        }
        // To say hello is to begin anew.
        self.is_begun = false;
        Ok(())
    }

    /// Who takes this one for the client itself is told the client's name.
    fn own_name(&self) -> String {
        match self.client.proxy {
            Some(_) => self.client_name(),
            None => self.client.name.clone(),
        }
    }

    /// What the client calls itself, if that can be said for it.
    fn client_name(&self) -> String {
        let is_name = |hello: &&Hello| {
            let name = hello.name.as_bytes();
            !name.is_empty() && name.len() <= 255 && name.iter().all(u8::is_ascii_graphic)
        };
        let client = self.hello.as_ref().filter(is_name);
        client
            .map_or(&self.client.name, |hello| &hello.name)
            .clone()
    }

    /// STARTTLS (RFC 3207). What was heard before counts no more behind it.
    #[cfg(feature = "tls")]
    async fn secure(&mut self) -> Result<(), Lost> {
        let Some(tls) = self.client.tls.clone() else {
            return Ok(());
        };
        let Some(backend) = self.backend.as_deref() else {
            return Err(Lost::Ended);
        };
        if matches!(backend.socket, Socket::Tls(_)) {
            return Ok(());
        }
        if !backend.extensions.start_tls {
            return Err(Lost::NoTls);
        }
        done(self.command("STARTTLS").await?)?;
        let Some(mut backend) = self.backend.take() else {
            return Err(Lost::Ended);
        };
        // Whoever is in between could have put more behind the reply.
        if !backend.is_at_rest() {
            return Err(Lost::Unasked);
        }
        let Socket::Plain(stream) = &mut backend.socket else {
            return Err(Lost::Ended);
        };
        let stream = Arc::clone(stream);
        let extensions = std::mem::take(&mut backend.extensions);
        drop(backend);
        let Some(stream) = Arc::into_inner(stream) else {
            return Err(Lost::Ended);
        };
        let securing = as_client(stream, &tls, &self.client.address);
        let secured = while_read(&mut self.client.outbox, Box::pin(securing)).await;
        let secured = secured.ok_or(Lost::Unwanted)?.map_err(Lost::Broken)?;
        let backend = Backend::over(Socket::Tls(secured), extensions);
        self.backend = Some(Box::new(backend));
        self.say_hello(&self.own_name()).await
    }

    /// XCLIENT, behind which the server begins anew with its banner.
    async fn say_xclient(&mut self) -> Result<(), Lost> {
        let Some(caller) = &self.caller else {
            return Ok(());
        };
        let offered = match &self.backend {
            Some(backend) => &*backend.extensions.xclient,
            None => return Err(Lost::Ended),
        };
        let command = xclient(caller, self.hello.as_ref(), offered).ok_or(Lost::NoXclient)?;
        done(self.command(&command).await?)?;
        // The name in the command counts only until the next hello.
        self.say_hello(&self.client_name()).await
    }

    async fn command(&mut self, command: &str) -> Result<Reply, Lost> {
        if let Some(backend) = &mut self.backend {
            backend.be_quiet().await?;
            backend.say(format_args!("{command}"));
        }
        self.flush().await?;
        self.hear(self.times.command).await
    }

    pub(super) async fn flush(&mut self) -> Result<(), Lost> {
        let backend = self.backend.as_mut().ok_or(Lost::Ended)?;
        let may_speak = self.expected.iter().any(Expected::may_come_soon);
        let flushing = backend.flush(self.times.block, may_speak);
        let flushed = while_read(&mut self.client.outbox, flushing).await;
        flushed.unwrap_or(Err(Lost::Unwanted))
    }

    pub(super) async fn hear(&mut self, limit: Duration) -> Result<Reply, Lost> {
        let backend = self.backend.as_mut().ok_or(Lost::Ended)?;
        let heard = while_read(&mut self.client.outbox, backend.reply(limit)).await;
        heard.unwrap_or(Err(Lost::Unwanted))
    }
}

/// A step that has to succeed.
fn done(reply: Reply) -> Result<(), Lost> {
    match reply.code() {
        200..=299 => Ok(()),
        _ => Err(refused(reply)),
    }
}

fn refused(reply: Reply) -> Lost {
    match reply.is_positive() {
        true => Lost::Unfit(reply),
        false => Lost::Refused(reply),
    }
}

/// What a reply to EHLO offers (RFC 5321 4.1.1.1).
fn found(reply: &Reply) -> Extensions {
    let mut found = Extensions::default();
    for line in reply.lines().iter().skip(1) {
        let mut words = line.split_ascii_whitespace();
        let keyword = words.next().unwrap_or_default().to_ascii_uppercase();
        match keyword.as_str() {
            "PIPELINING" => found.pipelining = true,
            // No number, or none that makes sense, is no limit.
            "SIZE" => found.size = Some(words.next().and_then(|it| it.parse().ok()).unwrap_or(0)),
            "8BITMIME" => found.eight_bit_mime = true,
            "SMTPUTF8" => found.smtp_utf8 = true,
            "ENHANCEDSTATUSCODES" => found.enhanced_status_codes = true,
            "CHUNKING" => found.chunking = true,
            "STARTTLS" => found.start_tls = true,
            "DSN" => found.dsn = true,
            "XCLIENT" => found.xclient = words.map(str::to_owned).collect(),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_offers_is_what_it_would_say() {
        let mut offered = Extensions::all();
        offered.xclient = vec!["NAME".to_owned(), "ADDR".to_owned()];
        for offered in [offered, Extensions::default()] {
            let keywords = offered.keywords().join("\n");
            let reply = Reply::new(250).text("mail.example.org").text(keywords);
            assert_eq!(found(&reply), offered);
        }
        let reply = Reply::new(250).text("x\nsize\nauth LOGIN\nAUTH=LOGIN\nstarttls ");
        let found = found(&reply);
        assert_eq!((found.size, found.start_tls), (Some(0), true));
    }
}
