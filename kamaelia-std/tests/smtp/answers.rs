//! What whoever stands behind may answer, and that it may be gone.

use crate::HELLO;
use crate::talk::{Talk, dialogue, server, yes};
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{Ask, Reply};
use kamaelia_std::net::ProxyHeader;

const TEXT: &str = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhello\r\n.\r\nNOOP\r\n";

#[tokio::test(start_paused = true)]
async fn a_greeting_that_refuses_is_the_end() {
    for code in [421, 554] {
        let no = move |_: &Ask| Reply::new(code).text("b.example not you");
        let (said, asked) = dialogue(server(), TEXT, no).await;
        assert_eq!(said, [format!("{code} b.example not you")]);
        assert_eq!(asked.len(), 1);
    }
}

/// This code for that ask, and yes to the others.
fn with(code: u16, is_it: fn(&Ask) -> bool) -> impl FnMut(&Ask) -> Reply + Send + 'static {
    move |ask| match is_it(ask) {
        true => Reply::new(code).text("as you like"),
        false => yes(ask),
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_421_is_said_and_is_the_end() {
    let cases: [fn(&Ask) -> bool; 4] = [
        |ask| matches!(ask, Ask::Mail(_)),
        |ask| matches!(ask, Ask::Recipient(_)),
        |ask| matches!(ask, Ask::Data),
        |ask| matches!(ask, Ask::End),
    ];
    for (before, is_it) in cases.into_iter().enumerate() {
        let (said, asked) = dialogue(server(), TEXT, with(421, is_it)).await;
        assert_eq!(said.len(), HELLO.len() + before + 1, "{said:?}");
        assert_eq!(said.last().unwrap(), "421 as you like");
        assert!(!asked.contains(&"QUIT".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn any_positive_answer_asks_for_the_message_by_354() {
    let (said, _) = dialogue(server(), TEXT, with(250, |ask| matches!(ask, Ask::Data))).await;
    assert!(said[HELLO.len() + 2].starts_with("354 "), "{said:?}");
    assert_eq!(said.last().unwrap(), "250 2.0.0 done");
}

/// Answers so many asks, and is gone.
#[derive(Component)]
struct Gone {
    #[inbox]
    inbox: Inbox<Ask>,
    #[outbox]
    outbox: Outbox<Reply>,
    after: usize,
}

impl Main for Gone {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.after {
            let Some(ask) = self.inbox.recv().await else {
                return Ok(());
            };
            if ask.is_answered() {
                self.outbox.send(yes(&ask)).await?;
            }
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn if_nobody_stands_behind_any_more_the_client_is_told_to_come_back() {
    for after in 0..=6 {
        let mut talk = Talk::before(server(), |_| Gone::new(after));
        talk.say(TEXT).await;
        let said = talk.leave().await;
        let last = "421 4.3.0 b.example closes the connection: nobody is there to decide; come back later\r\n";
        assert!(said.ends_with(last), "after {after}: {said}");
        assert_eq!(said.matches("421").count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn many_recipients_at_once_wait_for_no_answer_and_get_all_of_them() {
    let many = "RCPT TO:<a@b>\r\n".repeat(500);
    let text = format!("EHLO a\r\nMAIL FROM:<>\r\n{many}DATA\r\n.\r\nQUIT\r\n");
    let (said, asked) = dialogue(server(), text, yes).await;
    assert_eq!(
        said.iter().filter(|line| *line == "250 2.0.0 fine").count(),
        502
    );
    assert_eq!(asked.iter().filter(|ask| *ask == "RCPT a@b").count(), 500);
}

#[tokio::test(start_paused = true)]
async fn the_client_is_the_one_of_whom_a_header_tells() {
    let mut talk = Talk::proxied(server());
    talk.say("QUIT\r\n").await;
    let header = ProxyHeader::Proxied {
        source: "[2001:db8::1]:9".parse().unwrap(),
        destination: "[2001:db8::2]:25".parse().unwrap(),
    };
    talk.header(header).await;
    assert!(talk.hear().await.starts_with("220 "));
    assert_eq!(
        talk.asked()[0],
        "connected [2001:db8::1]:9 at [2001:db8::2]:25 early"
    );
    talk.end().await;

    let mut talk = Talk::proxied(server().local(Some("192.0.2.2:25".parse().unwrap())));
    talk.header(ProxyHeader::Local).await;
    assert!(talk.hear().await.starts_with("220 "));
    assert_eq!(talk.asked(), ["connected 192.0.2.1:4012 at 192.0.2.2:25"]);
    talk.leave().await;
}

#[tokio::test(start_paused = true)]
async fn without_its_header_a_client_is_not_greeted() {
    let mut talk = Talk::proxied(server());
    talk.say("EHLO a\r\n").await;
    let log = talk.asked();
    assert_eq!(talk.end().await, "");
    assert!(log.is_empty(), "{log:?}");
}
