//! `control` and `signal`, linked or not, of components and of composites:
//! cases 157 to 159 and 200 to 208.

mod common;

use common::{Echo, Idle, Source, all, settle};
use kamaelia::prelude::*;
use tokio::sync::mpsc;

/// Waits until it is told how to end, and notes it.
#[derive(Component)]
struct Waiter {
    /// It reads what it is told itself.
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    name: &'static str,
    told: mpsc::UnboundedSender<(&'static str, Shutdown)>,
}

impl Main for Waiter {
    async fn main(mut self) -> Outcome {
        if let Some(shutdown) = self.control.recv().await {
            self.told.send((self.name, shutdown))?;
        }
        Ok(())
    }
}

/// What was noted, in the order of the names.
fn noted(told: &mut mpsc::UnboundedReceiver<(&'static str, Shutdown)>) -> String {
    let told = std::iter::from_fn(|| told.try_recv().ok());
    let mut told: Vec<_> = told.map(|(name, how)| format!("{name} {how:?}")).collect();
    told.sort_unstable();
    told.join(", ")
}

/// Three that wait and are not linked.
#[derive(Component)]
struct Three {
    told: mpsc::UnboundedSender<(&'static str, Shutdown)>,
}

impl Main for Three {
    #[expect(deprecated, reason = "the warning of a component that is never linked")]
    async fn main(self) -> Outcome {
        graphline! {
            A = Waiter::new("A", self.told.clone());
            B = Waiter::new("B", self.told.clone());
            C = Waiter::new("C", self.told);
        }
        .run()
        .await
    }
}

/// Three that tell each other, from its `control` to its `signal`.
#[derive(Component)]
struct Chain {
    #[inbox]
    control: Inbox<Shutdown>,
    #[outbox]
    signal: Outbox<Shutdown>,
    told: mpsc::UnboundedSender<(&'static str, Shutdown)>,
}

impl Main for Chain {
    async fn main(self) -> Outcome {
        graphline! {
            A = Waiter::new("A", self.told.clone());
            B = Waiter::new("B", self.told.clone());
            C = Waiter::new("C", self.told);
            self.control -> A.control;
            A.signal -> B.control;
            B.signal -> C.control;
            C.signal -> self.signal;
        }
        .run()
        .await
    }
}

// 200, 202, 207: whoever comes first ends and tells the composite: the three in
// it, which nothing leads to, are told; when they have ended, the composite says
// so once to whoever comes last.
#[tokio::test]
async fn the_end_of_one_component_goes_through_a_composite_to_another() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let (mut pings, sink) = collect();
    let (mut ends, end_sink) = collect();
    graphline! {
        PINGER = Source::new(vec![1, 2, 3]);
        PINGS = sink;
        THREE = Three::new(tell.clone());
        WHINGER = Waiter::new("WHINGER", tell);
        ENDS = end_sink;
        PINGER -> PINGS;
        PINGER.signal -> THREE.control;
        THREE.signal -> [WHINGER.control, ENDS.inbox];
    }
    .run()
    .await
    .unwrap();
    assert_eq!(all(&mut pings).await, [1, 2, 3]);
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    assert_eq!(
        noted(&mut told),
        "A Finish, B Finish, C Finish, WHINGER Finish"
    );
}

// 205, 206, 208: the same along a chain of signals: what is linked inside is not
// told by the composite, and the composite itself says nothing more.
#[tokio::test]
async fn the_end_of_one_component_goes_along_a_chain_of_signals() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let (mut order, orders) = feed();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        CHAIN = Chain::new(tell);
        ENDS = end_sink;
        ORDERS.outbox -> CHAIN.control;
        CHAIN.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    assert_eq!(noted(&mut told), "");
    order.send(Shutdown::Now).await.unwrap();
    // Only A was told to stop now; the others hear that the one before has ended.
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    assert_eq!(noted(&mut told), "A Now, B Finish, C Finish");
    drop(order);
    graph.join().await.unwrap();
}

/// One that is told by the composite's `control`, and one that is not.
#[derive(Component)]
struct Half {
    #[inbox]
    control: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<u64>,
    told: mpsc::UnboundedSender<(&'static str, Shutdown)>,
}

impl Main for Half {
    async fn main(self) -> Outcome {
        graphline! {
            A = Waiter::new("A", self.told);
            B = Idle::new();
            self.control -> A.control;
            B -> self.outbox;
        }
        .run()
        .await
    }
}

// 203: `control` leads to A alone: only A gets what arrives there. At the end
// `Finish` goes out, whatever it was.
#[tokio::test]
async fn a_control_that_leads_to_one_component_tells_it_alone() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let (mut order, orders) = feed();
    let (results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        HALF = Half::new(tell);
        RESULTS = sink;
        ENDS = end_sink;
        ORDERS.outbox -> HALF.control;
        HALF -> RESULTS;
        HALF.signal -> ENDS.inbox;
    }
    .spawn();
    order.send(Shutdown::Now).await.unwrap();
    settle().await;
    assert_eq!(noted(&mut told), "A Now");
    assert!(ends.try_recv().is_err() && !ends.is_closed());
    // B ends because nobody reads from it.
    drop(results);
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    drop(order);
    graph.join().await.unwrap();
}

// 204: a linkage of A's leads into the control of B: when the whole is told, B
// is told as well. In the original it is not.
#[tokio::test]
async fn a_linkage_into_a_control_does_not_keep_the_graph_from_telling() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        A = Idle::<&str>::new();
        B = Waiter::new("B", tell.clone());
        C = Waiter::new("C", tell);
        D = Idle::new();
        RESULTS = sink;
        A.outbox -> B.control via |_| Shutdown::Now;
        C.signal -> D.control;
        D -> RESULTS;
    }
    .spawn();
    settle().await;
    graph.stop();
    graph.join().await.unwrap();
    assert_eq!(noted(&mut told), "B Finish, C Finish");
}

/// Makes orders of those words that are some.
#[derive(Component)]
struct Orders {
    #[inbox]
    inbox: Inbox<&'static str>,
    #[outbox]
    outbox: Outbox<Shutdown>,
}

impl Main for Orders {
    async fn main(mut self) -> Outcome {
        while let Some(word) = self.inbox.recv().await {
            match word {
                "finish" => self.outbox.send(Shutdown::Finish).await?,
                "stop" => self.outbox.send(Shutdown::Now).await?,
                _ => {}
            }
        }
        Ok(())
    }
}

// 157: a word that is no order changes nothing. (What is no `Shutdown` at all
// does not compile.)
#[tokio::test]
async fn a_word_that_is_no_order_stops_nobody() {
    let (mut say, words) = feed();
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = graphline! {
        WORDS = words;
        ORDERS = Orders::new();
        NUMBERS = source;
        ECHO = Echo::new();
        RESULTS = sink;
        WORDS -> ORDERS;
        ORDERS.outbox -> ECHO.control;
        NUMBERS -> ECHO -> RESULTS;
    }
    .spawn();
    for (number, word) in ["hello", "finis", ""].into_iter().enumerate() {
        say.send(word).await.unwrap();
        settle().await;
        numbers.send(number).await.unwrap();
        assert_eq!(results.recv().await, Some(number));
    }
    say.send("stop").await.unwrap();
    assert_eq!(results.recv().await, None);
    drop((say, numbers));
    graph.join().await.unwrap();
}

// 158, 159: of two orders the stronger is obeyed, whichever comes first.
#[tokio::test]
async fn of_two_orders_the_stronger_is_obeyed() {
    use Shutdown::{Finish, Now};
    for (orders, obeyed) in [
        (vec![Finish, Now], Now),
        (vec![Now, Finish], Now),
        (vec![Finish, Finish], Finish),
    ] {
        let (mut ends, end_sink) = collect();
        let (mut results, sink) = collect();
        graphline! {
            ORDERS = Source::new(orders);
            NUMBERS = Source::new((0..1000).collect());
            ECHO = Echo::new();
            RESULTS = sink;
            ENDS = end_sink;
            ORDERS.outbox -> ECHO.control;
            NUMBERS -> ECHO;
            ECHO -> RESULTS;
            ECHO.signal -> ENDS.inbox;
        }
        .run()
        .await
        .unwrap();
        assert_eq!(all(&mut ends).await, [obeyed]);
        let received = all(&mut results).await.len();
        assert_eq!(received == 1000, obeyed == Finish);
    }
}

#[tokio::test]
async fn now_overrides_a_finish_that_was_obeyed_before() {
    let (mut order, orders) = feed();
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        NUMBERS = source;
        ECHO = Echo::new();
        RESULTS = sink;
        ENDS = end_sink;
        ORDERS.outbox -> ECHO.control;
        NUMBERS -> ECHO -> RESULTS;
        ECHO.signal -> ENDS.inbox;
    }
    .spawn();
    order.send(Shutdown::Finish).await.unwrap();
    settle().await;
    // Its sender has not ended, so it goes on.
    numbers.send(1).await.unwrap();
    assert_eq!(results.recv().await, Some(1));
    order.send(Shutdown::Now).await.unwrap();
    assert_eq!(results.recv().await, None);
    assert_eq!(all(&mut ends).await, [Shutdown::Now]);
    drop((order, numbers));
    graph.join().await.unwrap();
}

/// Notes all that it is told, to the end.
#[derive(Component)]
struct Listens {
    #[inbox]
    control: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<Shutdown>,
}

impl Main for Listens {
    async fn main(mut self) -> Outcome {
        while let Some(shutdown) = self.control.recv().await {
            self.outbox.send(shutdown).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_declared_control_is_finished_when_all_that_lead_to_it_have_ended() {
    for words in [
        vec![Shutdown::Finish],
        vec![Shutdown::Finish, Shutdown::Now],
        vec![],
    ] {
        let (mut heard, sink) = collect();
        graphline! {
            WORDS = Source::new(words.clone());
            LISTENS = Listens::new();
            HEARD = sink;
            WORDS.outbox -> LISTENS.control;
            LISTENS -> HEARD;
        }
        .run()
        .await
        .expect("a normal end");
        assert_eq!(all(&mut heard).await, words);
    }
}
