//! The first chassis of all, a graph: its linkages lead where they say, and nowhere
//! else.

use crate::common::{Count, Echo, Source, Swallow, all};
use crate::parts::{Marks, all_rest, now};
use kamaelia::prelude::*;
use kamaelia::testing::run;

// Case 190.
#[test]
fn its_components_are_known_before_it_runs_and_have_turns_only_then() {
    run(|| async {
        let (_open, source) = feed::<u64>();
        let graph = graphline! { IN = source; OUT = Swallow::new(); IN -> OUT; };
        let observer = graph.observe();
        let names = observer.topology().components.iter().map(|it| it.name);
        assert_eq!(names.collect::<Vec<_>>(), ["IN", "OUT"]);
        assert!(observer.states().iter().all(|state| state.polls == 0));
        let graph = graph.spawn();
        all_rest().await;
        assert!(observer.states().iter().all(|state| state.polls > 0));
        graph.stop();
        graph.join().await
    });
}

// Cases 192 and 193.
#[test]
fn each_linkage_leads_to_its_own_target_alone() {
    run(|| async {
        let ((mut left, to_left), (mut right, to_right)) = (collect(), collect());
        graphline! {
            A     = Source::new(vec![1, 2]);
            B     = Source::new(vec![3]);
            ENDS  = Source::new(vec![Shutdown::Now]);
            COUNT = Count::new();
            ECHO  = Echo::new();
            LEFT  = to_left;
            RIGHT = to_right;
            A.outbox    -> LEFT.inbox;
            B.outbox    -> ECHO.inbox;
            ECHO.outbox -> RIGHT.inbox;
            // Data into a `control`.
            ENDS.outbox  -> COUNT.control;
            COUNT.outbox -> NOWHERE.inbox;
            NOWHERE = Swallow::new();
        }
        .run()
        .await?;
        assert_eq!(all(&mut left).await, [1, 2]);
        assert_eq!(all(&mut right).await, [3]);
        Ok(())
    });
}

/// Its boxes lead to boxes of other names inside.
#[derive(Component)]
struct Crossed {
    /// To the `control` of who counts.
    #[inbox]
    inbox: Inbox<Shutdown>,
    /// To an `inbox`.
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    /// To an `inbox`.
    #[inbox]
    novel: Inbox<u64>,
    /// From a `signal`.
    #[outbox]
    outbox: Outbox<Shutdown>,
    /// From an `outbox`.
    #[outbox(optional)]
    signal: Outbox<Shutdown>,
    /// From an `outbox`.
    #[outbox]
    numbers: Outbox<u64>,
}

impl Main for Crossed {
    async fn main(self) -> Outcome {
        graphline! {
            COUNT  = Count::new();
            NOBODY = Swallow::new();
            HEARS  = Echo::new();
            MARKS  = Marks::new(7);
            COUNT.outbox -> NOBODY.inbox;
            self.inbox   -> COUNT.control;
            self.control -> HEARS.inbox;
            self.novel   -> MARKS.inbox;
            COUNT.signal -> self.outbox;
            HEARS.outbox -> self.signal;
            MARKS.outbox -> self.numbers;
        }
        .run()
        .await
    }
}

// Cases 195, 196, 197 and 198.
#[test]
fn boxes_of_any_names_are_passed_through() {
    run(|| async {
        let ((mut ends, to_inbox), (mut tells, to_control)) = (feed(), feed());
        let ((mut ended, outbox), (mut heard, signal)) = (collect(), collect());
        let (mut numbers, sums) = collect();
        let graph = graphline! {
            ENDS    = to_inbox;
            TELLS   = to_control;
            NUMBERS = Source::new(vec![1, 2]);
            CROSSED = Crossed::new();
            ENDED   = outbox;
            HEARD   = signal;
            SUMS    = sums;
            ENDS.outbox     -> CROSSED.inbox;
            TELLS.outbox    -> CROSSED.control;
            NUMBERS.outbox  -> CROSSED.novel;
            CROSSED.outbox  -> ENDED.inbox;
            CROSSED.signal  -> HEARD.inbox;
            CROSSED.numbers -> SUMS.inbox;
        }
        .spawn();
        assert_eq!(all(&mut numbers).await, [701, 702]);
        tells.send(Shutdown::Now).await?;
        all_rest().await;
        assert_eq!(now(&mut heard), [Shutdown::Now]);
        assert_eq!(now(&mut ended), []);
        ends.send(Shutdown::Now).await?;
        assert_eq!(all(&mut ended).await, [Shutdown::Now]);
        drop((ends, tells));
        graph.stop();
        graph.join().await
    });
}

/// A graph, in a pipeline.
#[derive(Component)]
struct Inner {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Inner {
    async fn main(self) -> Outcome {
        graphline! {
            ONE = Marks::new(1);
            TWO = Marks::new(2);
            self.inbox -> ONE -> TWO -> self.outbox;
        }
        .run()
        .await
    }
}

// Case 213.
#[test]
fn a_graph_in_a_pipeline_in_a_graph_is_as_good_as_a_flat_one() {
    run(|| async {
        let (mut results, sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![3, 4]);
            ROW     = pipeline![Echo::new(), Inner::new(), Marks::new(3)];
            RESULTS = sink;
            NUMBERS -> ROW -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [603, 604]);
        Ok(())
    });
}

// Case 214.
#[test]
fn four_buttons_are_heard_in_the_order_in_which_they_are_pressed() {
    run(|| async {
        let ((mut a, one), (mut b, two)) = (feed(), feed());
        let ((mut c, three), (mut d, four)) = (feed(), feed());
        let (mut presses, chooser) = collect();
        let graph = graphline! {
            NEXT     = one;
            PREVIOUS = two;
            FIRST    = three;
            LAST     = four;
            CHOOSER  = chooser;
            NEXT.outbox     -> CHOOSER.inbox;
            PREVIOUS.outbox -> CHOOSER.inbox;
            FIRST.outbox    -> CHOOSER.inbox;
            LAST.outbox     -> CHOOSER.inbox;
        }
        .spawn();
        let pressed = [0, 3, 1, 1, 2, 0, 0, 3, 2];
        for button in pressed {
            let way = [&mut a, &mut b, &mut c, &mut d];
            way.into_iter()
                .nth(button)
                .expect("one of four")
                .send(button)
                .await?;
            all_rest().await;
        }
        drop((a, b, c, d));
        assert_eq!(all(&mut presses).await, pressed);
        graph.join().await
    });
}
