use super::people::{Person, Told};
use super::sink::Sink;
use grey::Clock;
use grey::policy::Judgement;
use kamaelia::Stop;
use kamaelia::prelude::*;
use std::net::SocketAddr;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ANN: Person = person("mail.home.example", [192, 0, 2, 1], "ann@home.example");
/// Ann's provider has more than one machine.
const ANN_FROM_NEXT_DOOR: Person = person("out.home.example", [192, 0, 2, 77], "ann@home.example");
const SPAMMER: Person = person("localhost", [203, 0, 113, 9], "offers@bulk.example");
const NOBODY: Person = person("mail.else.example", [198, 51, 100, 5], "");

const fn person(host: &'static str, address: [u8; 4], from: &'static str) -> Person {
    let [a, b, c, d] = address;
    Person {
        host,
        address: std::net::IpAddr::V4(std::net::Ipv4Addr::new(a, b, c, d)),
        from,
    }
}

/// Tells what happens to mail, as it happens.
#[derive(Component)]
pub(super) struct Story {
    /// Where mail is taken.
    #[inbox]
    mail: Inbox<SocketAddr>,

    /// Where Postfix may ask.
    #[inbox]
    postfix: Inbox<SocketAddr>,

    /// What was decided.
    #[inbox]
    decisions: Inbox<Judgement>,

    /// The story, line by line.
    #[outbox]
    outbox: Outbox<String>,

    sink: Sink,

    clock: Clock,
}

impl Main for Story {
    async fn main(mut self) -> Outcome {
        let (Some(mail), Some(postfix)) = (self.mail.recv().await, self.postfix.recv().await)
        else {
            return Ok(());
        };
        let minutes = |count: u64| Duration::from_secs(60 * count);

        self.tell("A stranger writes to Jo, who is at home here.")
            .await?;
        self.act(&ANN, mail, &["jo@example.com"]).await?;
        self.tell("It comes back too early.").await?;
        self.clock.forward(minutes(1));
        self.act(&ANN, mail, &["jo@example.com"]).await?;
        self.tell("So does somebody who will not come back.")
            .await?;
        self.act(&SPAMMER, mail, &["jo@example.com"]).await?;
        self.tell("Mail servers come back, and then the mail server behind takes the message.")
            .await?;
        self.clock.forward(minutes(5));
        self.act(&ANN, mail, &["jo@example.com"]).await?;
        self.tell("From now on Ann is known, also when her provider sends from next door.")
            .await?;
        self.clock.forward(minutes(60));
        self.act(&ANN_FROM_NEXT_DOOR, mail, &["jo@example.com"])
            .await?;
        self.tell("Recipients of one message are told apart, and nothing is relayed.")
            .await?;
        self.act(
            &ANN,
            mail,
            &["jo@example.com", "di@example.com", "eve@else.example"],
        )
        .await?;
        self.tell("A report of a delivery is judged when all its recipients are known.")
            .await?;
        self.act(&NOBODY, mail, &["jo@example.com"]).await?;
        self.tell("Postfix may ask, too.").await?;
        self.ask_as_postfix(postfix).await?;
        self.tell("When the mail server behind is away, nobody takes charge of a message.")
            .await?;
        self.sink.stop().await?;
        self.act(&ANN, mail, &["jo@example.com"]).await
    }
}

impl Story {
    async fn tell(&mut self, text: &str) -> Outcome {
        self.outbox.send(format!("\n{text}")).await?;
        Ok(())
    }

    /// Somebody tries to deliver a message.
    async fn act(&mut self, who: &Person, server: SocketAddr, to: &[&str]) -> Outcome {
        let now = OffsetDateTime::from(self.clock.now());
        let time = format!("{:02}:{:02}", now.hour(), now.minute());
        let Told {
            recipients,
            message,
        } = who.write(server, to).await?;
        for (to, reply) in to.iter().zip(recipients) {
            let rule = self.rule().await?;
            let line = format!("{time} <{}> to <{to}>: {reply} [{rule}]", who.from);
            self.outbox.send(line).await?;
        }
        let Some(reply) = message else { return Ok(()) };
        if who.from.is_empty() {
            let rule = self.rule().await?;
            let line = format!("{time} the message: {reply} [{rule}]");
            self.outbox.send(line).await?;
        } else if reply.is_positive()
            && let Some(letter) = self.sink.letter()
        {
            let to: Vec<_> = letter.recipients.iter().map(ToString::to_string).collect();
            let line = format!(
                "{time} delivered to {}: {}",
                to.join(" and "),
                letter.greylisting()
            );
            self.outbox.send(line).await?;
        } else {
            self.outbox
                .send(format!("{time} the message: {reply}"))
                .await?;
        }
        Ok(())
    }

    /// The rule of the next decision.
    async fn rule(&mut self) -> Result<String, Stop> {
        let judgement = self.decisions.recv().await;
        let judgement = judgement.ok_or_else(|| Stop::fault("nothing was decided"))?;
        Ok(judgement.verdict.rule().to_string())
    }

    async fn ask_as_postfix(&mut self, server: SocketAddr) -> Outcome {
        let request = "request=smtpd_access_policy\nprotocol_state=RCPT\n\
            client_address=192.0.2.1\nhelo_name=mail.home.example\n\
            sender=ann@home.example\nrecipient=jo@example.com\n\n";
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(request.as_bytes()).await?;
        stream.shutdown().await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let rule = self.rule().await?;
        let answer = answer.trim_end();
        let line = format!("      <ann@home.example> to <jo@example.com>: {answer} [{rule}]");
        self.outbox.send(line).await?;
        Ok(())
    }
}
