//! `actix`: `do_send`, which does not wait, and `send`.

use super::{Actors, Sink};
use crate::CAPACITY;
use actix::{Actor, Context, Handler, Message, Recipient, System};
use std::hint::black_box;

/// The actors of `actix`.
#[derive(Debug)]
pub struct Actix;

struct Number(u64);

impl Message for Number {
    type Result = ();
}

struct Question(u64);

impl Message for Question {
    type Result = u64;
}

struct Relay {
    to: To,
}

struct End(Sink);

struct Server;

/// Whom a relay or a source sends to.
type To = Recipient<Number>;

impl Actor for Relay {
    type Context = Context<Relay>;
}

impl Actor for End {
    type Context = Context<End>;
}

impl Actor for Server {
    type Context = Context<Server>;
}

impl Handler<Number> for Relay {
    type Result = ();

    fn handle(&mut self, Number(number): Number, _: &mut Context<Relay>) {
        self.to.do_send(Number(number + 1));
    }
}

impl Handler<Number> for End {
    type Result = ();

    fn handle(&mut self, Number(number): Number, _: &mut Context<End>) {
        self.0.add(number);
    }
}

impl Handler<Question> for Server {
    type Result = u64;

    fn handle(&mut self, Question(number): Question, _: &mut Context<Server>) -> u64 {
        number + 1
    }
}

impl Actors for Actix {
    fn row(sources: usize, relays: usize, count: u64) -> u64 {
        System::new().block_on(async move {
            let (sink, sum) = Sink::new(count * sources as u64);
            let mut to: To = End(sink).start().recipient();
            for _ in 0..relays {
                to = Relay { to }.start().recipient();
            }
            let at_a_time = CAPACITY / sources;
            for _ in 0..sources {
                let to = to.clone();
                actix::spawn(async move {
                    for number in 0..count {
                        to.do_send(Number(black_box(number)));
                        if number as usize % at_a_time == at_a_time - 1 {
                            tokio::task::yield_now().await;
                        }
                    }
                });
            }
            sum.await.expect("the sink gives its sum")
        })
    }

    fn ping_pong(count: u64) -> u64 {
        System::new().block_on(async move {
            let server = Server.start();
            let client = actix::spawn(async move {
                let mut sum = 0_u64;
                for question in 0..count {
                    let answer = server.send(Question(black_box(question))).await;
                    sum = sum.wrapping_add(answer.expect("it answers"));
                }
                sum
            });
            client.await.expect("the client does not panic")
        })
    }
}
