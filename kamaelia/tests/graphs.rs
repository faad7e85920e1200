//! Graphs as users write them: names, scopes, stages, placements.

mod common;

use common::{Count, Echo, Source, Take, all, run};
use kamaelia::prelude::*;
use kamaelia::topology::{Direction, Placement};
use kamaelia::{Boxed, Stage};

// 187: a component without `control` ends when its inbox closes; its `control`
// can be linked all the same.
#[test]
fn every_component_can_be_told_to_end_without_declaring_it() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            COUNT = Count::new();
            TEN = Take::new(10);
            RESULTS = sink;
            COUNT -> TEN -> RESULTS;
            TEN.signal -> COUNT.control;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await.len(), 10);
        Ok(())
    });
}

#[test]
fn any_message_can_control_through_a_conversion() {
    run(async {
        let (mut press, button) = feed::<&str>();
        press.send("stop").await?;
        drop(press);
        let (_keep, source) = feed::<u64>();
        graphline! {
            BUTTON = button;
            IDLE = source;
            SINK = collect::<u64>().1;
            IDLE -> SINK;
            BUTTON.outbox -> IDLE.control via |_| Shutdown::Finish;
        }
        .run()
        .await
    });
}

#[test]
fn a_component_that_declares_its_control_reads_it_itself() {
    #[derive(Component)]
    struct Careful {
        #[inbox]
        control: Inbox<Shutdown>,
        #[outbox]
        outbox: Outbox<&'static str>,
    }
    impl Main for Careful {
        async fn main(mut self) -> Outcome {
            let told = self.control.recv().await;
            assert_eq!(told, Some(Shutdown::Finish));
            self.outbox.send("tidied up").await?;
            Ok(())
        }
    }
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            OTHER = Source::new(vec![1]);
            SINK = collect::<i32>().1;
            CAREFUL = Careful::new();
            RESULTS = sink;
            OTHER -> SINK;
            OTHER.signal -> CAREFUL.control;
            CAREFUL -> RESULTS;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, ["tidied up"]);
        Ok(())
    });
}

fn twice<T: Message>() -> impl Stage<T, T> {
    pipeline![Echo::new(), Echo::new()]
}

fn through(one: impl Stage<u64, u64>, other: impl Stage<u64, u64>) -> impl Stage<u64, u64> {
    pipeline![one, other, twice()]
}

// 182: a pipeline in a pipeline, and returned by a function.
#[test]
fn a_stage_can_be_a_component_a_pipeline_or_a_boxed_one() {
    run(async {
        let (mut results, sink) = collect();
        let boxed: Boxed<u64, u64> = twice().boxed();
        pipeline![
            Source::new(vec![1, 2]),
            through(Echo::new(), boxed),
            twice(),
            sink
        ]
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1, 2]);
        Ok(())
    });
}

#[test]
fn message_types_are_inferred_forwards_and_backwards() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            FIRST = Echo::new();
            NUMBERS = Source::new(vec![1_u64]);
            SECOND = Echo::new();
            THIRD = twice();
            RESULTS = sink;
            SECOND -> THIRD;
            FIRST -> SECOND;
            THIRD -> RESULTS;
            NUMBERS -> FIRST;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1_u64]);
        Ok(())
    });
}

#[test]
fn instance_names_clash_with_nothing() {
    const MAX: usize = 2;
    static SOURCE: u64 = 7;
    struct Sink;
    let wiring = 1;
    let port = 2;
    run(async {
        let _ = Sink;
        let (mut results, end) = collect();
        graphline! {
            MAX = Take::new(MAX + wiring + port);
            SOURCE = Source::new(vec![SOURCE; 9]);
            Sink = end;
            SOURCE -> MAX -> Sink with capacity(port) via move |number| number + SOURCE + port as u64;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [16; 5]);
        Ok(())
    });
}

#[test]
fn expressions_are_evaluated_in_the_users_scope_in_the_order_written() {
    async fn two() -> Result<u64, std::num::ParseIntError> {
        "2".parse()
    }
    run(async {
        let mut order = Vec::new();
        let (mut results, sink) = collect();
        graphline! {
            B = { order.push("B"); Source::new(vec![two().await?, "3".parse()?]) };
            A = { order.push("A"); sink };
            B -> A;
        }
        .run()
        .await?;
        assert_eq!(order, ["B", "A"]);
        assert_eq!(all(&mut results).await, [2, 3]);
        Ok(())
    });
}

#[test]
fn a_fused_graph_may_borrow_from_its_surroundings() {
    #[derive(Component)]
    struct Words<'a> {
        #[outbox]
        outbox: Outbox<usize>,
        text: &'a str,
    }
    impl Main for Words<'_> {
        async fn main(mut self) -> Outcome {
            for word in self.text.split(' ') {
                self.outbox.send(word.len()).await?;
            }
            Ok(())
        }
    }
    let text = String::from("a fused graph");
    run(async {
        let (mut results, sink) = collect();
        pipeline![Words::new(&text), sink].run().await?;
        assert_eq!(all(&mut results).await, [1, 5, 5]);
        Ok(())
    });
}

#[test]
fn a_graph_is_data_before_it_runs() {
    /// Adds two numbers.
    #[derive(Component)]
    struct Add {
        /// One of them.
        #[inbox]
        left: Inbox<u64>,
        #[inbox(optional)]
        right: Inbox<u64>,
        #[outbox]
        outbox: Outbox<String>,
    }
    impl Main for Add {
        async fn main(self) -> Outcome {
            Ok(())
        }
    }
    let graph = graphline! {
        NUMBERS = Count::new();
        ADD = Add::new() on thread;
        SINK = collect::<usize>().1;
        NUMBERS.outbox -> ADD.left with latest;
        ADD -> SINK via |text: String| text.len();
    };
    let line = line!() - 5;

    let topology = graph.topology();

    let add = &topology.components[1];
    assert_eq!(
        (add.name, add.type_name, add.docs.trim()),
        ("ADD", "Add", "Adds two numbers.")
    );
    assert_eq!(add.placement, Placement::Thread);
    assert_eq!((add.line.line, topology.file), (line, file!()));
    let boxes: Vec<_> = add
        .boxes
        .iter()
        .map(|b| (b.name, b.direction, b.message, b.optional))
        .collect();
    assert_eq!(
        boxes,
        [
            ("left", Direction::In, "u64", false),
            ("right", Direction::In, "u64", true),
            ("outbox", Direction::Out, "alloc::string::String", false),
        ]
    );
    assert_eq!(add.boxes[0].docs.trim(), "One of them.");
    let linkages: Vec<_> = topology.linkages.iter().map(ToString::to_string).collect();
    assert_eq!(
        linkages,
        [
            "NUMBERS.outbox -> ADD.left with latest",
            "ADD.outbox -> SINK.inbox via a conversion",
        ]
    );
}

#[test]
fn a_fault_names_the_component_and_its_line_and_stops_the_graph() {
    #[derive(Component)]
    struct Fails {
        #[inbox]
        inbox: Inbox<u64>,
    }
    impl Main for Fails {
        async fn main(mut self) -> Outcome {
            self.inbox.recv().await;
            Err(std::io::Error::other("the disk is gone"))?
        }
    }
    #[derive(Component)]
    struct Server {
        #[inbox]
        inbox: Inbox<u64>,
    }
    impl Main for Server {
        async fn main(self) -> Outcome {
            graphline! { STORE = Fails::new(); self.inbox -> STORE; }
                .run()
                .await
        }
    }
    let graph = graphline! { COUNT = Count::new(); SERVER = Server::new(); COUNT -> SERVER; };

    let stop = futures::executor::block_on(graph.run()).unwrap_err();

    let fault = stop.as_fault().expect("a fault");
    assert_eq!(fault.path(), "SERVER/STORE");
    assert!(stop.to_string().ends_with(": the disk is gone"), "{stop}");
    assert!(stop.to_string().contains(file!()), "{stop}");
}
