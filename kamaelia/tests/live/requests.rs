//! Questions and answers.

use crate::common::all;
use kamaelia::prelude::*;
use kamaelia::{InboxAddress, Reply, Request, RequestFailed, Services, Shutdown};
use std::time::Duration;

type Ask = Request<u64, u64>;

/// Answers as it is told to.
#[derive(Component)]
struct Double {
    #[inbox(optional)]
    inbox: Inbox<Ask>,
    does: Does,
}

#[derive(Clone, Copy)]
enum Does {
    Answer,
    Drop,
    Keep,
    End,
}

impl Main for Double {
    async fn main(mut self) -> Outcome {
        let mut kept: Vec<Reply<u64>> = Vec::new();
        while let Some(request) = self.inbox.recv().await {
            match self.does {
                Does::Answer => request.answer_with(|number| 2 * number),
                Does::Drop => drop(request),
                Does::Keep => kept.push(request.reply),
                Does::End => return Ok(()),
            }
        }
        Ok(())
    }
}

fn spawn(does: Does) -> (InboxAddress<Ask>, kamaelia::Handle) {
    let mut double = Double::new(does);
    let address = double.inbox().address();
    let graph = graphline! { DOUBLE = double; };
    (address, graph.spawn())
}

// Case 153.
#[tokio::test]
async fn an_answer_reaches_who_asked() {
    let (address, graph) = spawn(Does::Answer);
    let asks = (0..100).map(|number| {
        let address = address.clone();
        tokio::spawn(async move { address.request(number).await.map(|answer| (number, answer)) })
    });
    for asked in asks.collect::<Vec<_>>() {
        let (number, answer) = asked.await.unwrap().unwrap();
        assert_eq!(answer, 2 * number);
    }
    drop(address);
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn a_request_that_is_dropped_says_so() {
    let (address, graph) = spawn(Does::Drop);
    let error = address.request(1).await.unwrap_err();
    assert_eq!(error.reason, RequestFailed::Unanswered);
    let words = "no answer from `DOUBLE.inbox`: the request was dropped there";
    assert_eq!(error.to_string(), words);
    drop(address);
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn who_has_ended_gives_no_answer() {
    let (address, graph) = spawn(Does::End);
    let error = address.request(1).await.unwrap_err();
    assert_eq!(error.reason, RequestFailed::Gone);
    assert!(graph.join().await.is_ok());
    let error = address.request(1).await.unwrap_err();
    let words = "no answer from `DOUBLE.inbox`: its component has ended";
    assert_eq!(error.to_string(), words);
}

#[tokio::test(start_paused = true)]
async fn who_takes_too_long_gives_no_answer() {
    let (address, graph) = spawn(Does::Keep);
    let limit = Duration::from_secs(3600);
    let error = address.request_within(limit, 1).await.unwrap_err();
    assert_eq!(error.reason, RequestFailed::TimedOut(limit));
    assert_eq!(
        error.to_string(),
        "no answer from `DOUBLE.inbox` within 3600s"
    );
    graph.stop();
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn a_plain_thread_asks_too() {
    let (address, graph) = spawn(Does::Answer);
    let thread = {
        let address = address.clone();
        tokio::task::spawn_blocking(move || address.request_blocking(21))
    };
    assert_eq!(thread.await.unwrap(), Ok(42));
    drop(address);
    assert!(graph.join().await.is_ok());
}

#[tokio::test]
async fn who_asks_and_is_told_to_stop_ends_normally() {
    let (address, service) = spawn(Does::Keep);
    let asker = Asker::new(address.clone());
    let graph = graphline! { ASKER = asker; };
    let graph = graph.spawn();
    tokio::task::yield_now().await;
    graph.shutdown(Shutdown::Now);
    assert!(graph.join().await.is_ok());
    service.shutdown(Shutdown::Now);
    assert!(service.join().await.is_ok());
}

/// Asks once.
#[derive(Component)]
struct Asker {
    whom: InboxAddress<Ask>,
}

impl Main for Asker {
    async fn main(self) -> Outcome {
        self.whom.request(1).await?;
        Ok(())
    }
}

/// Answers by asking somebody of this name.
#[derive(Component)]
struct Delegate {
    #[inbox(optional)]
    inbox: Inbox<Ask>,
    name: &'static str,
    asks: &'static str,
    services: Services,
}

impl Main for Delegate {
    async fn main(mut self) -> Outcome {
        let _registered = self.services.register(self.name, self.inbox.address())?;
        let whom: InboxAddress<Ask> = self.services.wait_for(self.asks).await?;
        while let Some(request) = self.inbox.recv().await {
            let answer = whom.request(request.question).await?;
            request.answer(answer + 1);
        }
        Ok(())
    }
}

#[tokio::test]
async fn who_asks_itself_is_told_at_once() {
    let services = Services::new();
    let graph = graphline! { NARCISSUS = Delegate::new("n", "n", services.clone()); };
    let graph = graph.spawn();
    let narcissus: InboxAddress<Ask> = services.wait_for("n").await.unwrap();
    let error = narcissus.request(1).await.unwrap_err();
    assert!(matches!(
        error.reason,
        RequestFailed::Gone | RequestFailed::Unanswered
    ));
    let fault = graph.join().await.unwrap_err().to_string();
    let words = "no answer from `NARCISSUS.inbox`: its own component asks, and cannot answer while it waits";
    assert!(fault.ends_with(words), "{fault}");
}

#[tokio::test]
async fn those_who_ask_one_another_in_a_ring_are_told() {
    let services = Services::new();
    let graph = graphline! {
        A = Delegate::new("a", "b", services.clone());
        B = Delegate::new("b", "c", services.clone());
        C = Delegate::new("c", "a", services.clone());
    };
    let graph = graph.spawn();
    let a: InboxAddress<Ask> = services.wait_for("a").await.unwrap();
    assert!(a.request(1).await.is_err());
    let fault = graph.join().await.unwrap_err().to_string();
    let words = "they wait for one another: `C` -> `A` -> `B` -> `C`";
    assert!(fault.contains(words), "{fault}");
}

#[tokio::test]
async fn those_who_ask_one_another_in_a_row_get_their_answers() {
    let services = Services::new();
    let (double, end) = spawn(Does::Answer);
    let _registered = services.register("c", double).unwrap();
    let graph = graphline! {
        A = Delegate::new("a", "b", services.clone());
        B = Delegate::new("b", "c", services.clone());
    };
    let graph = graph.spawn();
    let a: InboxAddress<Ask> = services.wait_for("a").await.unwrap();
    assert_eq!(a.request(5).await, Ok(12));
    graph.stop();
    assert!(graph.join().await.is_ok());
    end.stop();
    assert!(end.join().await.is_ok());
}

/// Asks for each of its numbers.
#[derive(Component)]
struct AskAll {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    whom: InboxAddress<Ask>,
}

impl Main for AskAll {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(self.whom.request(number).await?).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn components_of_one_graph_ask_each_other() {
    let ((mut numbers, source), (mut results, sink)) = (feed(), collect());
    let mut double = Double::new(Does::Answer);
    let address = double.inbox().address();
    let graph = graphline! {
        NUMBERS = source;
        DOUBLE = double;
        ASK = AskAll::new(address);
        RESULTS = sink;
        NUMBERS -> ASK -> RESULTS;
    };
    numbers.send_all(0..50).await.unwrap();
    drop(numbers);
    assert!(graph.run().await.is_ok());
    assert!(
        all(&mut results)
            .await
            .into_iter()
            .eq((0..50).map(|n| 2 * n))
    );
}
