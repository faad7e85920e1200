//! `ractor`: mailboxes without a bound, `cast` and `call`.

use super::{Actors, Sink};
use crate::CAPACITY;
use crate::tasks::on_one_thread;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, call};
use std::hint::black_box;

/// The actors of `ractor`.
#[derive(Debug)]
pub struct Ractor;

struct Relay;
struct End;
struct Server;

/// A question, and where the answer goes.
struct Question(u64, RpcReplyPort<u64>);

impl Actor for Relay {
    type Msg = u64;
    type State = ActorRef<u64>;
    type Arguments = ActorRef<u64>;

    async fn pre_start(
        &self,
        _: ActorRef<u64>,
        to: ActorRef<u64>,
    ) -> Result<ActorRef<u64>, ActorProcessingErr> {
        Ok(to)
    }

    async fn handle(
        &self,
        _: ActorRef<u64>,
        number: u64,
        to: &mut ActorRef<u64>,
    ) -> Result<(), ActorProcessingErr> {
        Ok(to.cast(number + 1)?)
    }
}

impl Actor for End {
    type Msg = u64;
    type State = Sink;
    type Arguments = Sink;

    async fn pre_start(&self, _: ActorRef<u64>, sink: Sink) -> Result<Sink, ActorProcessingErr> {
        Ok(sink)
    }

    async fn handle(
        &self,
        _: ActorRef<u64>,
        number: u64,
        sink: &mut Sink,
    ) -> Result<(), ActorProcessingErr> {
        sink.add(number);
        Ok(())
    }
}

impl Actor for Server {
    type Msg = Question;
    type State = ();
    type Arguments = ();

    async fn pre_start(&self, _: ActorRef<Question>, (): ()) -> Result<(), ActorProcessingErr> {
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<Question>,
        Question(number, answer): Question,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        Ok(answer.send(number + 1)?)
    }
}

impl Actors for Ractor {
    fn row(sources: usize, relays: usize, count: u64) -> u64 {
        on_one_thread(async move {
            let (sink, sum) = Sink::new(count * sources as u64);
            let (mut to, _) = Actor::spawn(None, End, sink).await.expect("it starts");
            for _ in 0..relays {
                (to, _) = Actor::spawn(None, Relay, to).await.expect("it starts");
            }
            let at_a_time = CAPACITY / sources;
            for _ in 0..sources {
                let to = to.clone();
                tokio::spawn(async move {
                    for number in 0..count {
                        to.cast(black_box(number)).expect("it runs");
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
        on_one_thread(async move {
            let (server, _) = Actor::spawn(None, Server, ()).await.expect("it starts");
            let client = tokio::spawn(async move {
                let mut sum = 0_u64;
                for question in 0..count {
                    let answer = call!(server, Question, black_box(question));
                    sum = sum.wrapping_add(answer.expect("it answers"));
                }
                sum
            });
            client.await.expect("the client does not panic")
        })
    }
}
