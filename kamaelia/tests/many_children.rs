//! A graph of three hundred components: who is woken, and by what.

mod common;

use common::{Tally, Watched, all, settle};
use fastrand::Rng;
use futures::channel::oneshot;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Collect, Feed};

/// Gives three hundred names to a macro, after what else it is given.
macro_rules! three_hundred {
    ($graph:ident, $($given:tt)*) => {
        $graph!($($given)*;
            A0 A1 A2 A3 A4 A5 A6 A7 A8 A9
            B0 B1 B2 B3 B4 B5 B6 B7 B8 B9
            C0 C1 C2 C3 C4 C5 C6 C7 C8 C9
            D0 D1 D2 D3 D4 D5 D6 D7 D8 D9
            E0 E1 E2 E3 E4 E5 E6 E7 E8 E9
            F0 F1 F2 F3 F4 F5 F6 F7 F8 F9
            G0 G1 G2 G3 G4 G5 G6 G7 G8 G9
            H0 H1 H2 H3 H4 H5 H6 H7 H8 H9
            I0 I1 I2 I3 I4 I5 I6 I7 I8 I9
            J0 J1 J2 J3 J4 J5 J6 J7 J8 J9
            K0 K1 K2 K3 K4 K5 K6 K7 K8 K9
            L0 L1 L2 L3 L4 L5 L6 L7 L8 L9
            M0 M1 M2 M3 M4 M5 M6 M7 M8 M9
            N0 N1 N2 N3 N4 N5 N6 N7 N8 N9
            O0 O1 O2 O3 O4 O5 O6 O7 O8 O9
            P0 P1 P2 P3 P4 P5 P6 P7 P8 P9
            Q0 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9
            R0 R1 R2 R3 R4 R5 R6 R7 R8 R9
            S0 S1 S2 S3 S4 S5 S6 S7 S8 S9
            T0 T1 T2 T3 T4 T5 T6 T7 T8 T9
            U0 U1 U2 U3 U4 U5 U6 U7 U8 U9
            V0 V1 V2 V3 V4 V5 V6 V7 V8 V9
            W0 W1 W2 W3 W4 W5 W6 W7 W8 W9
            X0 X1 X2 X3 X4 X5 X6 X7 X8 X9
            Y0 Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y8 Y9
            Z0 Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 Z9
            AA0 AA1 AA2 AA3 AA4 AA5 AA6 AA7 AA8 AA9
            BB0 BB1 BB2 BB3 BB4 BB5 BB6 BB7 BB8 BB9
            CC0 CC1 CC2 CC3 CC4 CC5 CC6 CC7 CC8 CC9
            DD0 DD1 DD2 DD3 DD4 DD5 DD6 DD7 DD8 DD9
        )
    };
}

/// As many as there are names.
const ALL: usize = 300;

/// A row from one to the other of `$each`.
macro_rules! row {
    ($source:expr, $sink:expr, $each:expr; $($name:ident)*) => {
        graphline! {
            SOURCE = $source;
            $($name = $each;)*
            SINK = $sink;
            SOURCE $(-> $name)* -> SINK;
        }
    };
}

/// Three hundred in a row, whose polls are counted.
fn row(source: Feed<u64>, sink: Collect<u64>, polls: &[Tally]) -> BoxedGraph {
    let mut polls = polls.iter().cloned();
    let mut watched = || Watched::new(polls.next().expect("there are enough"));
    three_hundred!(row, source, sink, watched()).boxed()
}

fn tallies() -> Vec<Tally> {
    (0..ALL).map(|_| Tally::default()).collect()
}

fn so_far(tallies: &[Tally]) -> Vec<usize> {
    tallies.iter().map(Tally::so_far).collect()
}

#[tokio::test]
async fn a_message_wakes_each_of_three_hundred_in_a_row_once() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let polls = tallies();
    let graph = row(source, sink, &polls).spawn();
    settle().await;
    for number in 0..10 {
        let before = so_far(&polls);
        numbers.send(number).await.expect("it is read");
        assert_eq!(results.recv().await, Some(number));
        settle().await;
        let turns: Vec<_> = so_far(&polls)
            .iter()
            .zip(before)
            .map(|(now, before)| now - before)
            .collect();
        assert_eq!(turns, [1; ALL]);
    }
    drop(numbers);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn messages_come_through_three_hundred_in_a_row_in_order() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = row(source, sink, &tallies()).spawn();
    let sends = tokio::spawn(async move { numbers.send_all(0..2_000).await });
    let received = all(&mut results).await;
    assert!(received.into_iter().eq(0..2_000));
    sends.await.expect("no panic").expect("it is read");
    graph.join().await.expect("a normal end");
}

/// Waits for something that is no box, then says its number.
#[derive(Component)]
struct Waits {
    #[outbox]
    outbox: Outbox<usize>,
    number: usize,
    wait: oneshot::Receiver<()>,
    polls: Tally,
}

impl Main for Waits {
    async fn main(mut self) -> Outcome {
        self.polls.polls(&mut self.wait).await?;
        self.outbox.send(self.number).await?;
        Ok(())
    }
}

/// Each of `$each` leads to one sink.
macro_rules! star {
    ($sink:expr, $each:expr; $($name:ident)*) => {
        graphline! {
            SINK = $sink;
            $($name = $each; $name -> SINK;)*
        }
    };
}

#[tokio::test]
async fn each_of_three_hundred_is_woken_alone_by_what_it_waits_for() {
    let polls = tallies();
    let (mut wakes, mut waits) = (Vec::new(), Vec::new());
    for (number, polls) in polls.iter().enumerate() {
        let (wake, wait) = oneshot::channel();
        wakes.push((number, wake));
        waits.push(Waits::new(number, wait, polls.clone()));
    }
    let mut waits = waits.into_iter();
    let mut next = || waits.next().expect("there are enough");
    let (mut results, sink) = collect();
    let graph = three_hundred!(star, sink, next()).spawn();
    settle().await;
    assert_eq!(so_far(&polls), [1; ALL]);
    Rng::with_seed(7).shuffle(&mut wakes);
    let mut expected = [1; ALL];
    for (number, wake) in wakes {
        wake.send(()).expect("it waits");
        assert_eq!(results.recv().await, Some(number));
        settle().await;
        expected[number] = 2;
        assert_eq!(so_far(&polls), expected);
    }
    graph.join().await.expect("a normal end");
}
