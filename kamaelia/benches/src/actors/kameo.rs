//! `kameo`: mailboxes of 64, `tell` and `ask`.

use super::{Actors, Sink};
use crate::CAPACITY;
use crate::tasks::on_one_thread;
use kameo::mailbox;
use kameo::prelude::{Actor, ActorRef, Context, Message, Spawn};
use std::hint::black_box;

/// The actors of `kameo`.
#[derive(Debug)]
pub struct Kameo;

#[derive(Actor)]
struct Relay {
    to: To,
}

#[derive(Actor)]
struct End(Sink);

#[derive(Actor)]
struct Server;

/// Whom a relay or a source sends to.
#[derive(Clone)]
enum To {
    Relay(ActorRef<Relay>),
    End(ActorRef<End>),
}

impl To {
    async fn tell(&self, number: u64) {
        match self {
            To::Relay(relay) => relay.tell(number).await.expect("it runs"),
            To::End(end) => end.tell(number).await.expect("it runs"),
        }
    }
}

impl Message<u64> for Relay {
    type Reply = ();

    async fn handle(&mut self, number: u64, _: &mut Context<Self, ()>) {
        self.to.tell(number + 1).await;
    }
}

impl Message<u64> for End {
    type Reply = ();

    async fn handle(&mut self, number: u64, _: &mut Context<Self, ()>) {
        self.0.add(number);
    }
}

impl Message<u64> for Server {
    type Reply = u64;

    async fn handle(&mut self, question: u64, _: &mut Context<Self, u64>) -> u64 {
        question + 1
    }
}

impl Actors for Kameo {
    fn row(sources: usize, relays: usize, count: u64) -> u64 {
        on_one_thread(async move {
            let (sink, sum) = Sink::new(count * sources as u64);
            let end = End::spawn_with_mailbox(End(sink), mailbox::bounded(CAPACITY));
            let mut to = To::End(end);
            for _ in 0..relays {
                let relay = Relay { to };
                let relay = Relay::spawn_with_mailbox(relay, mailbox::bounded(CAPACITY));
                to = To::Relay(relay);
            }
            for _ in 0..sources {
                let to = to.clone();
                tokio::spawn(async move {
                    for number in 0..count {
                        to.tell(black_box(number)).await;
                    }
                });
            }
            sum.await.expect("the sink gives its sum")
        })
    }

    fn ping_pong(count: u64) -> u64 {
        on_one_thread(async move {
            let server = Server::spawn_with_mailbox(Server, mailbox::bounded(CAPACITY));
            let client = tokio::spawn(async move {
                let mut sum = 0_u64;
                for question in 0..count {
                    let answer = server.ask(black_box(question)).await;
                    sum = sum.wrapping_add(answer.expect("it answers"));
                }
                sum
            });
            client.await.expect("the client does not panic")
        })
    }
}
