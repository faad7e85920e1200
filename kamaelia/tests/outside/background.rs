//! A stage in the background: what the original's `Handle` was for.

use crate::common::{Echo, Swallow, Tally};
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{Background, Closed, Stage, TimedOut, TryRecvError};
use std::time::Duration;
use tokio::time::Instant;

/// Turns texts round.
#[derive(Component)]
struct Reverse {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
}

impl Main for Reverse {
    async fn main(mut self) -> Outcome {
        while let Some(text) = self.inbox.recv().await {
            self.outbox.send(text.chars().rev().collect()).await?;
        }
        Ok(())
    }
}

fn lines() -> impl Iterator<Item = (String, String)> {
    (0..50).map(|n| (format!("line {n:02}"), format!("{}{} enil", n % 10, n / 10)))
}

// Case 289. The original put one in every 10 ms.
#[test]
fn fifty_lines_are_reversed_in_order_and_no_time_passes() {
    run(async || {
        let start = Instant::now();
        let mut reverse = Reverse::new().background();
        for (line, _) in lines() {
            reverse.inbox.send(line).await?;
        }
        for (_, reversed) in lines() {
            assert_eq!(reverse.outbox.recv().await, Some(reversed));
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        reverse.join().await
    });
}

// Case 289, from a thread that knows nothing of tokio.
#[test]
fn fifty_lines_are_reversed_for_a_plain_thread() -> Outcome {
    let mut reverse = Reverse::new().background();
    for (line, _) in lines() {
        reverse.inbox.send_blocking(line)?;
    }
    for (_, reversed) in lines() {
        assert_eq!(reverse.outbox.recv_blocking(), Some(reversed));
    }
    reverse.join_blocking()
}

// Case 290: empty, too late and finished are three answers.
#[test]
fn nothing_there_is_no_end_and_says_so() {
    run(async || {
        let hour = Duration::from_secs(3600);
        let mut echo = Echo::<u64>::new().background();
        assert_eq!(echo.outbox.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(echo.outbox.recv_timeout(hour).await, Err(TimedOut(hour)));

        echo.inbox.send(7).await?;
        assert_eq!(echo.outbox.recv_timeout(hour).await, Ok(Some(7)));

        echo.stop();
        assert_eq!(echo.outbox.recv_timeout(hour).await, Ok(None));
        assert_eq!(echo.outbox.try_recv(), Err(TryRecvError::Closed));
        echo.join().await
    });
}

// Case 290, in the blocking form.
#[test]
fn nothing_there_is_no_end_for_a_plain_thread_either() -> Outcome {
    let moment = Duration::from_millis(1);
    let mut echo = Echo::<u64>::new().background();
    assert_eq!(echo.outbox.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(
        echo.outbox.recv_timeout_blocking(moment),
        Err(TimedOut(moment))
    );
    echo.inbox.send_blocking(7)?;
    let long = Duration::from_secs(3600);
    assert_eq!(echo.outbox.recv_timeout_blocking(long), Ok(Some(7)));

    echo.stop();
    assert_eq!(echo.outbox.recv_timeout_blocking(long), Ok(None));
    assert_eq!(echo.outbox.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(echo.inbox.send_blocking(8), Err(Closed));
    echo.join_blocking()
}

/// Adds up what it gets, and says so at its end.
#[derive(Component)]
struct Sum {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Sum {
    async fn main(mut self) -> Outcome {
        let mut sum = 0;
        while let Some(number) = self.inbox.recv().await {
            sum += number;
        }
        self.outbox.send(sum).await?;
        Ok(())
    }
}

// Case 291: whether its inbox is gone, or it was told to finish.
#[test]
fn last_words_can_be_read_after_the_end() {
    run(async || {
        for told in [false, true] {
            let Background {
                mut inbox,
                mut outbox,
                graph,
            } = Sum::new().background();
            inbox.send_all([1, 2, 3]).await?;
            if told {
                graph.stop();
            } else {
                drop(inbox);
            }
            graph.join().await?;
            assert_eq!(outbox.recv().await, Some(6));
            assert_eq!(outbox.recv().await, None);
        }
        Ok(())
    });
}

/// Sends how it was told to end.
#[derive(Component)]
struct Hears {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<Shutdown>,
}

impl Main for Hears {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            if let HearsEvent::Control(told) = event {
                self.outbox.send(told).await?;
            }
        }
        Ok(())
    }
}

// Case 295.
#[test]
fn a_stage_that_is_stopped_hears_of_it_and_its_end_can_be_waited_for() {
    run(async || {
        let mut hears = Hears::new().background();
        hears.stop();
        assert_eq!(hears.outbox.recv().await, Some(Shutdown::Finish));
        hears.join().await
    });
}

// Case 295, in the blocking form.
#[test]
fn a_plain_thread_waits_for_the_end_of_a_stage_that_it_has_stopped() -> Outcome {
    // Often: what is told around the stage may end its sender before it is told itself.
    for _ in 0..100 {
        let mut hears = Hears::new().background();
        hears.stop();
        assert_eq!(hears.outbox.recv_blocking(), Some(Shutdown::Finish));
        hears.join_blocking()?;
    }
    Ok(())
}

#[test]
fn whoever_waits_for_the_end_has_nothing_more_to_send() {
    run(async || Echo::<u64>::new().background().join().await);
    Echo::<u64>::new()
        .background()
        .join_blocking()
        .expect("it ends");
}

/// Cannot do what it is for.
#[derive(Component)]
struct Broken {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Broken {
    async fn main(mut self) -> Outcome {
        self.inbox.recv().await;
        drop(self.outbox);
        Err(kamaelia::Stop::fault("the tuner has no lock"))
    }
}

#[test]
fn a_fault_names_the_place_where_the_stage_was_put_in_the_background() {
    run(async || {
        let (line, mut broken) = (line!(), Broken::new().background());
        let place = broken.graph.topology().components[1].line;
        assert_eq!((place.file, place.line), (file!(), line));
        broken.inbox.send(1).await?;
        assert_eq!(broken.outbox.recv().await, None);
        let stop = broken.join().await.expect_err("it is broken");
        let words = format!("`STAGE` ({}:{line}): the tuner has no lock", file!());
        assert_eq!(stop.to_string(), words);
        Ok(())
    });
}

#[test]
fn a_pipeline_is_a_stage_as_any_other() {
    run(async || {
        let mut twice = pipeline![Reverse::new(), Reverse::new()].background();
        twice.inbox.send("there and back".to_owned()).await?;
        assert_eq!(twice.outbox.recv().await.as_deref(), Some("there and back"));
        twice.join().await
    });
}

#[test]
fn the_ends_can_be_held_by_several_threads() -> Outcome {
    let Background {
        mut inbox,
        mut outbox,
        graph,
    } = Echo::<u64>::new().background();
    let senders = (0..4).map(|_| {
        let mut inbox = inbox.clone();
        std::thread::spawn(move || (0..1000).try_for_each(|n| inbox.send_blocking(n)))
    });
    let senders: Vec<_> = senders.collect();
    let reader = std::thread::spawn(move || {
        std::iter::from_fn(|| outbox.recv_blocking())
            .fold((0, 0), |(count, sum), n| (count + 1, sum + n))
    });
    for sender in senders {
        sender.join().expect("no panic")?;
    }
    inbox.send_blocking(1)?;
    drop(inbox);
    assert_eq!(reader.join().expect("no panic"), (4001, 4 * 499_500 + 1));
    graph.join_blocking()
}

/// Repeats every message, and is counted when it goes.
#[derive(Component)]
struct Counted {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    ends: Tally,
}

impl Main for Counted {
    async fn main(mut self) -> Outcome {
        let _end = self.ends.drops();
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[test]
fn a_stage_of_which_nobody_holds_anything_ends() {
    run(async || {
        let ends = Tally::default();
        drop(Counted::new(ends.clone()).background());
        tokio::time::sleep(Duration::from_nanos(1)).await;
        assert_eq!(ends.so_far(), 1);
        Ok(())
    });
}

#[test]
fn a_graph_whose_handle_is_gone_runs_on() {
    run(async || {
        let (mut numbers, source) = feed::<u64>();
        let (mut results, sink) = collect();
        drop(pipeline![source, Echo::new(), sink].spawn());
        numbers.send(7).await?;
        assert_eq!(results.recv().await, Some(7));
        drop(numbers);
        assert_eq!(results.recv().await, None);
        Ok(())
    });
}

#[test]
fn a_reader_outside_that_is_gone_ends_who_sends_to_it() {
    run(async || {
        let (mut numbers, source) = feed::<u64>();
        let (results, sink) = collect();
        let graph = pipeline![source, Echo::new(), sink].spawn();
        drop(results);
        // One that was sent on before may still have found room.
        while numbers.send(7).await.is_ok() {}
        graph.join().await
    });
}

#[test]
fn a_sender_outside_that_is_gone_ends_the_graph() {
    run(async || {
        let (numbers, source) = feed::<u64>();
        let other = numbers.clone();
        let graph = pipeline![source, Swallow::new()].spawn();
        drop(numbers);
        drop(other);
        graph.join().await
    });
}
