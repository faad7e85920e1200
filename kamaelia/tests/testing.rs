//! Many schedules find what depends on the order of turns, and say how to see
//! it again; what does not depend on it passes under all of them.

use kamaelia::prelude::*;
use kamaelia::testing::{Schedules, expect, outputs, run};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const HOUR: Duration = Duration::from_secs(3600);

/// Sends its messages, each after a pause.
#[derive(Component)]
struct Source<T: Message> {
    #[outbox]
    outbox: Outbox<T>,
    messages: Vec<T>,
    #[param(default)]
    pause: Duration,
}

impl<T: Message> Main for Source<T> {
    async fn main(mut self) -> Outcome {
        for message in self.messages {
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message.
#[derive(Component)]
struct Echo<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message, on a thread that blocks.
#[derive(Component)]
#[component(blocking)]
struct BlockingEcho<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    /// How long it works on each, of real time.
    #[param(default)]
    work: Duration,
}

impl<T: Message> Blocking for BlockingEcho<T> {
    fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_blocking() {
            let start = Instant::now();
            while start.elapsed() < self.work {
                std::hint::spin_loop();
            }
            self.outbox.send_blocking(message)?;
        }
        Ok(())
    }
}

/// The text of the panic with which `work` fails.
#[track_caller]
fn failure<R: Debug>(work: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it should fail");
    *panic.downcast().expect("a panic with a text")
}

/// The value that the text of a failure gives a variable.
fn named<'a>(text: &'a str, variable: &str) -> &'a str {
    let (_, value) = text.rsplit_once(&format!("{variable}=")).unwrap();
    value.split_whitespace().next().unwrap()
}

/// Finds a bug by random schedules and by a search, and sees it again under the
/// schedules that are named.
#[track_caller]
fn is_found(
    within: usize,
    with: impl Fn(Schedules) -> Schedules,
    says: &str,
    test: impl AsyncFn() -> Outcome,
) {
    let text = failure(|| with(Schedules::random(within)).run(&test));
    assert!(text.contains(says), "{text}");
    let seed = named(&text, "KAMAELIA_SEED").parse().unwrap();
    assert_eq!(failure(|| with(Schedules::seed(seed)).run(&test)), text);

    let text = failure(|| with(Schedules::exhaustive()).run(&test));
    assert!(text.contains(says), "{text}");
    let schedule = named(&text, "KAMAELIA_SCHEDULE");
    assert_eq!(
        failure(|| with(Schedules::replay(schedule)).run(&test)),
        text
    );
}

/// Forgets to ask to be woken.
#[derive(Component)]
struct Sleepyhead {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Sleepyhead {
    async fn main(mut self) -> Outcome {
        let message = poll_fn(|_| match self.inbox.try_recv() {
            Ok(message) => Poll::Ready(message),
            Err(_) => Poll::Pending,
        });
        let message = message.await;
        self.outbox.send(message).await?;
        Ok(())
    }
}

#[test]
fn a_lost_wake_up_is_found() {
    is_found(
        10,
        |schedules| schedules,
        "deadlock",
        || expect(Sleepyhead::new(), [1], [1]),
    );
}

async fn two_senders() -> Result<Vec<u8>, kamaelia::Stop> {
    let (mut results, sink) = collect();
    graphline! {
        ONE  = Source::new(vec![1, 1]);
        TWO  = Source::new(vec![2, 2]);
        SINK = sink;

        ONE.outbox -> SINK.inbox;
        TWO.outbox -> SINK.inbox;
    }
    .run()
    .await?;
    let mut all = Vec::new();
    results.recv_many(&mut all, 4).await;
    Ok(all)
}

#[test]
fn two_senders_that_are_thought_to_alternate_are_found() {
    is_found(
        10,
        |schedules| schedules,
        "left == right",
        || async {
            assert_eq!(two_senders().await?, [1, 2, 1, 2]);
            Ok(())
        },
    );
}

#[test]
fn a_search_sees_every_order_that_there_is() {
    let mut orders = BTreeSet::new();
    let explored = Schedules::exhaustive().run(async || {
        orders.insert(two_senders().await?);
        Ok(())
    });
    assert!(explored.complete);
    let all = [
        [1, 1, 2, 2],
        [1, 2, 1, 2],
        [1, 2, 2, 1],
        [2, 1, 1, 2],
        [2, 1, 2, 1],
        [2, 2, 1, 1],
    ];
    assert_eq!(orders.into_iter().collect::<Vec<_>>(), all);
}

/// Counts a message, in two steps.
#[derive(Component)]
struct Count {
    #[outbox]
    outbox: Outbox<u8>,
    count: Arc<Mutex<u8>>,
}

impl Main for Count {
    async fn main(mut self) -> Outcome {
        let count = *self.count.lock().unwrap();
        self.outbox.send(count).await?;
        *self.count.lock().unwrap() = count + 1;
        Ok(())
    }
}

// The order in which it is written, and each order in which nobody gives way
// where it need not, does not show it.
#[test]
fn a_lost_update_between_two_tasks_is_found() {
    is_found(
        100,
        |schedules| schedules,
        "left == right",
        async || {
            let count = Arc::new(Mutex::new(0));
            let (_results, sink) = collect();
            graphline! {
                ONE  = Count::new(count.clone()) on task;
                TWO  = Count::new(count.clone()) on task;
                SINK = sink;

                ONE.outbox -> SINK.inbox;
                TWO.outbox -> SINK.inbox;
            }
            .run()
            .await?;
            assert_eq!(*count.lock().unwrap(), 2);
            Ok(())
        },
    );
}

/// Takes the latest of what has come in an hour.
#[derive(Component)]
struct Hourly {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<Option<u8>>,
}

impl Main for Hourly {
    async fn main(mut self) -> Outcome {
        tokio::time::sleep(HOUR).await;
        let latest = self.inbox.try_recv().ok();
        self.outbox.send(latest).await?;
        Ok(())
    }
}

async fn within_the_hour(pause: Duration) -> Outcome {
    let (mut results, sink) = collect();
    pipeline![
        Source::new(vec![1]).pause(pause),
        Echo::new(),
        Hourly::new(),
        sink
    ]
    .run()
    .await?;
    assert_eq!(results.recv().await, Some(Some(1)));
    Ok(())
}

#[test]
fn a_message_that_is_thought_to_come_before_a_timer_is_found() {
    is_found(
        10,
        |schedules| schedules,
        "left == right",
        || within_the_hour(HOUR),
    );
}

#[test]
fn a_message_that_comes_in_time_only_if_turns_take_none_is_found() {
    let pause = HOUR - Duration::from_secs(1);
    let explored = Schedules::exhaustive().run(|| within_the_hour(pause));
    assert!(explored.complete);
    Schedules::random(50).run(|| within_the_hour(pause));

    let second = Duration::from_secs(1);
    is_found(
        50,
        |all| all.slow(second),
        "left == right",
        || within_the_hour(pause),
    );
}

#[test]
fn what_is_right_passes_under_every_schedule() {
    run(|| expect(Echo::new(), 1..=3, 1..=3));
    let explored = Schedules::exhaustive().run(async || {
        let (mut results, sink) = collect();
        pipeline![Source::new(vec![1, 2]), Echo::new(), sink]
            .run()
            .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 3).await;
        assert_eq!(all, [1, 2]);
        Ok(())
    });
    assert!(explored.complete);
    assert!(explored.schedules > 100, "{explored:?}");
}

#[test]
fn a_search_stops_at_its_limit_and_says_so() {
    let explored = Schedules::exhaustive()
        .limit(7)
        .run(|| expect(Echo::new(), [1], [1]));
    assert_eq!((explored.schedules, explored.complete), (7, false));
}

/// What happened, and when.
#[derive(Clone)]
struct Trace {
    start: tokio::time::Instant,
    lines: Arc<Mutex<Vec<String>>>,
}

/// Repeats every message, a little larger and a little later, and says so.
#[derive(Component)]
struct Traced {
    #[inbox]
    inbox: Inbox<u32>,
    #[outbox]
    outbox: Outbox<u32>,
    name: &'static str,
    trace: Trace,
}

impl Main for Traced {
    async fn main(mut self) -> Outcome {
        let Trace { start, lines } = self.trace;
        let mut rng = kamaelia::random();
        while let Some(message) = self.inbox.recv().await {
            let message = message + rng.u32(..100);
            let line = format!("{:?} {} {message}", start.elapsed(), self.name);
            lines.lock().unwrap().push(line);
            tokio::time::sleep(Duration::from_millis(rng.u64(..3))).await;
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Two of them, one on a task.
#[derive(Component)]
struct TracedTwice {
    #[inbox]
    inbox: Inbox<u32>,
    #[outbox]
    outbox: Outbox<u32>,
    trace: Trace,
}

impl Main for TracedTwice {
    async fn main(self) -> Outcome {
        graphline! {
            FIRST  = Traced::new("first", self.trace.clone());
            SECOND = Traced::new("second", self.trace) on task;

            self.inbox -> FIRST -> SECOND -> self.outbox;
        }
        .run()
        .await
    }
}

/// What happens under the schedule of a seed.
fn trace(seed: u64) -> Vec<String> {
    let lines = Arc::default();
    let schedules = Schedules::seed(seed).slow(Duration::from_millis(1));
    schedules.run(async || {
        let trace = Trace {
            start: tokio::time::Instant::now(),
            lines: Arc::clone(&lines),
        };
        let (_results, sink) = collect();
        graphline! {
            LEFT  = Source::new(vec![1000, 2000, 3000]);
            RIGHT = Source::new(vec![4000, 5000, 6000]).pause(Duration::from_millis(2)) on task;
            ONE   = Traced::new("one", trace.clone());
            TWICE = TracedTwice::new(trace);
            SINK  = sink;

            LEFT.outbox  -> ONE.inbox;
            RIGHT.outbox -> ONE.inbox;
            ONE.outbox   -> TWICE.inbox with capacity(1);
            TWICE.outbox -> SINK.inbox;
        }
        .run()
        .await
    });
    Arc::into_inner(lines).unwrap().into_inner().unwrap()
}

#[test]
fn a_run_is_a_function_of_its_seed() {
    let mut traces = BTreeSet::new();
    for seed in 0..20 {
        let first = trace(seed);
        assert_eq!(first.len(), 18);
        assert_eq!(trace(seed), first);
        traces.insert(first);
    }
    assert!(traces.len() > 10, "{} different traces", traces.len());
}

/// Sends what it is told from outside the graph, and how often it was polled
/// until then.
#[derive(Component)]
struct Told {
    #[outbox]
    outbox: Outbox<usize>,
    word: futures::channel::oneshot::Receiver<()>,
}

impl Main for Told {
    async fn main(mut self) -> Outcome {
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            std::pin::Pin::new(&mut self.word).poll(cx)
        })
        .await?;
        self.outbox.send(polls).await?;
        Ok(())
    }
}

/// How often a component is polled that is woken once at most.
async fn polls() -> Result<usize, kamaelia::Stop> {
    let (mut results, sink) = collect();
    let (say, word) = futures::channel::oneshot::channel();
    graphline! {
        TOLD   = Told::new(word);
        LAST   = sink;
        SOURCE = Source::new(vec![1; 10]);
        ECHO   = Tell::new(say);

        TOLD -> LAST;
        SOURCE -> ECHO;
    }
    .run()
    .await?;
    Ok(results.recv().await.unwrap_or_default())
}

/// Says a word when it has read all.
#[derive(Component)]
struct Tell {
    #[inbox]
    inbox: Inbox<u8>,
    say: futures::channel::oneshot::Sender<()>,
}

impl Main for Tell {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {}
        let _ = self.say.send(());
        Ok(())
    }
}

#[test]
fn random_schedules_poll_who_was_not_woken_and_a_search_does_not() {
    let mut most = 0;
    Schedules::random(30).run(async || {
        most = most.max(polls().await?);
        Ok(())
    });
    assert!(most > 2, "{most}");
    Schedules::exhaustive().limit(300).run(async || {
        assert!(polls().await? <= 2);
        Ok(())
    });
}

#[test]
fn hours_pass_at_once() {
    run(async || {
        let start = tokio::time::Instant::now();
        let outputs = outputs(Later::new(), 0..24).await?;
        assert_eq!(outputs.len(), 24);
        assert_eq!(start.elapsed(), 24 * HOUR);
        Ok(())
    });
}

/// Repeats every message an hour later.
#[derive(Component)]
struct Later {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Later {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            tokio::time::sleep(HOUR).await;
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message that comes within a second after the last one; after
/// that one it gives up.
#[derive(Component)]
struct Impatient {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Impatient {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_timeout(Duration::from_secs(1)).await? {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

#[test]
fn the_clock_stands_still_while_a_thread_works() {
    let work = Duration::from_millis(5);
    run(async || {
        let (mut results, sink) = collect();
        graphline! {
            SOURCE    = Source::new(vec![1, 2, 3]);
            BLOCKING  = BlockingEcho::new().work(work);
            THREAD    = Echo::new() on thread;
            BOTH      = BlockingEcho::new().work(work) on thread;
            IMPATIENT = Impatient::new();
            SINK      = sink;

            SOURCE -> BLOCKING -> THREAD -> BOTH -> IMPATIENT -> SINK;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 4).await;
        assert_eq!(all, [1, 2, 3]);
        Ok(())
    });
}

#[test]
fn the_clock_goes_on_while_threads_wait_for_boxes_and_timers() {
    run(async || {
        let start = tokio::time::Instant::now();
        let (mut results, sink) = collect();
        graphline! {
            SOURCE   = Source::new(vec![1, 2]).pause(HOUR) on thread;
            BLOCKING = BlockingEcho::new();
            LATER    = Later::new() on thread;
            SINK     = sink;

            SOURCE -> BLOCKING -> LATER -> SINK;
        }
        .run()
        .await?;
        let mut all = Vec::new();
        results.recv_many(&mut all, 3).await;
        assert_eq!(all, [1, 2]);
        assert_eq!(start.elapsed(), 3 * HOUR);
        Ok(())
    });
}

/// Waits for what is no box, and blocks its thread.
#[derive(Component)]
#[component(blocking)]
struct Deaf {
    #[outbox]
    outbox: Outbox<u8>,
    word: mpsc::Receiver<u8>,
}

impl Blocking for Deaf {
    fn main(mut self) -> Outcome {
        let word = self.word.recv()?;
        self.outbox.send_blocking(word)?;
        Ok(())
    }
}

#[test]
fn the_clock_does_not_wait_for_ever_for_a_thread_that_waits_for_something_else() {
    Schedules::random(2).run(async || {
        let (say, word) = mpsc::channel();
        let (mut results, sink) = collect();
        let graph = graphline! { DEAF = Deaf::new(word); SINK = sink; DEAF -> SINK; }.spawn();
        tokio::time::sleep(HOUR).await;
        say.send(7)?;
        assert_eq!(results.recv().await, Some(7));
        graph.join().await
    });
}

#[test]
fn the_grace_time_is_over_at_once_for_a_thread_that_does_not_end() {
    Schedules::random(2).run(async || {
        let (say, word) = mpsc::channel();
        let (_results, sink) = collect();
        let graph = graphline! { DEAF = Deaf::new(word); SINK = sink; DEAF -> SINK; };
        let graph = graph.grace(HOUR).spawn();
        graph.stop();
        let fault = graph.join().await.unwrap_err().to_string();
        assert!(fault.contains("abandoned"), "{fault}");
        drop(say);
        Ok(())
    });
}

/// Writes down what it receives.
#[derive(Component)]
struct Note {
    #[inbox]
    inbox: Inbox<u8>,
    notes: Arc<Mutex<Vec<u8>>>,
}

impl Main for Note {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.notes.lock().unwrap().push(message);
        }
        Ok(())
    }
}

#[test]
fn graphs_that_are_spawned_go_on_in_every_order() {
    let mut orders = BTreeSet::new();
    Schedules::random(50).run(async || {
        let notes = Arc::default();
        let graphs = [1, 2, 3].map(|number| {
            let note = Note::new(Arc::clone(&notes));
            pipeline![Source::new(vec![number]), note].spawn()
        });
        for graph in graphs {
            graph.join().await?;
        }
        orders.insert(notes.lock().unwrap().clone());
        Ok(())
    });
    assert_eq!(orders.len(), 6, "{orders:?}");
}

#[test]
fn input_and_output_go_on() {
    Schedules::random(3).run(async || {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = async {
            let (mut stream, _) = listener.accept().await?;
            let (mut reader, mut writer) = stream.split();
            tokio::io::copy(&mut reader, &mut writer).await?;
            Outcome::Ok(())
        };
        let client = async {
            let mut stream = tokio::net::TcpStream::connect(address).await?;
            stream.write_all(b"hello").await?;
            stream.shutdown().await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            assert_eq!(answer, "hello");
            Ok(())
        };
        let (server, client) = tokio::join!(server, client);
        server.and(client)
    });
}

#[test]
fn a_deadlock_is_reported_with_who_is_left() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (_never, source) = feed::<u8>();
            let (_results, sink) = collect();
            graphline! { FEED = source; ECHO = Echo::new(); SINK = sink; FEED -> ECHO -> SINK; }
                .run()
                .await
        })
    });
    assert!(text.contains("seed 3: deadlock"), "{text}");
    assert!(text.contains("not ended: `FEED` ("), "{text}");
    assert!(text.contains("tests/testing.rs"), "{text}");
    assert!(text.contains("`ECHO`"), "{text}");
}

#[test]
fn a_deadlock_of_threads_is_reported() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (_never, source) = feed::<u8>();
            let (_results, sink) = collect();
            graphline! {
                FEED     = source;
                BLOCKING = BlockingEcho::new();
                THREAD   = Echo::new() on thread;
                SINK     = sink;
                FEED -> BLOCKING -> THREAD -> SINK;
            }
            .run()
            .await
        })
    });
    assert!(text.contains("deadlock"), "{text}");
    assert!(text.contains("`BLOCKING`"), "{text}");
}

/// Never waits, and never ends.
#[derive(Component)]
struct Restless {
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Restless {
    async fn main(self) -> Outcome {
        loop {
            tokio::task::yield_now().await;
            assert!(self.outbox.is_linked());
        }
    }
}

#[test]
fn a_run_without_an_end_is_reported() {
    let text = failure(|| {
        Schedules::seed(3).turns(1000).run(async || {
            let (_results, sink) = collect();
            graphline! { RESTLESS = Restless::new(); SINK = sink; RESTLESS -> SINK; }
                .run()
                .await
        })
    });
    assert!(text.contains("1000 turns"), "{text}");
    assert!(text.contains("`RESTLESS`"), "{text}");
}

/// Panics at its first message.
#[derive(Component)]
struct Panicking {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Panicking {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            assert!(self.outbox.is_closed(), "message {message} is too much");
        }
        Ok(())
    }
}

#[test]
fn an_error_and_a_panic_are_reported_with_the_seed() {
    let texts = [
        failure(|| Schedules::seed(3).run(async || Err(kamaelia::Stop::fault("too much")))),
        failure(|| Schedules::seed(3).run(async || panic!("too much"))),
        failure(|| Schedules::seed(3).run(async || panic!("too {}", "much"))),
        failure(|| Schedules::seed(3).run(|| expect(Panicking::new(), [1], [0; 0]))),
        failure(|| {
            Schedules::seed(3).run(async || {
                let (_results, sink) = collect();
                pipeline![Source::new(vec![1]), Panicking::new() on task, sink]
                    .run()
                    .await
            })
        }),
    ];
    for text in texts {
        assert!(text.contains("seed 3"), "{text}");
        assert!(text.contains("too much"), "{text}");
        assert_eq!(named(&text, "KAMAELIA_SEED"), "3");
    }
}

#[test]
fn a_test_that_sends_to_nobody_has_not_passed() {
    let text = failure(|| {
        Schedules::seed(3).run(async || {
            let (mut feeder, source) = feed();
            drop(source);
            feeder.send(1).await?;
            Ok(())
        })
    });
    assert!(text.contains("ended early"), "{text}");
}

#[test]
fn a_search_says_when_something_else_decides_what_happens() {
    let runs = AtomicUsize::new(0);
    let text = failure(|| {
        Schedules::exhaustive().run(async || {
            let messages = runs.fetch_add(1, Ordering::Relaxed);
            outputs(Echo::new(), 0..messages).await?;
            Ok(())
        })
    });
    assert!(text.contains("not the same again"), "{text}");
}

#[test]
fn a_text_that_names_no_schedule_is_refused() {
    let text = failure(|| Schedules::replay("0-1").run(async || Ok(())));
    assert!(text.contains("`0-1`"), "{text}");
}

/// Fails under some schedules. Not a test: others run it.
#[test]
#[ignore = "fails under some schedules, as it should"]
fn fails_under_some_seeds() {
    let explored = Schedules::random(30).run(alternates);
    println!("passed under {}", explored.schedules);
}

#[test]
#[ignore = "fails under some schedules, as it should"]
fn fails_under_some_paths() {
    let explored = Schedules::exhaustive().run(alternates);
    println!("passed under {}", explored.schedules);
}

async fn alternates() -> Outcome {
    let order = two_senders().await?;
    assert_ne!(order, [2, 1, 1, 2]);
    Ok(())
}

/// What a test of this file says in a process of its own, with a variable set.
fn says(test: &str, variable: &str, value: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env_remove("KAMAELIA_SEED")
        .env_remove("KAMAELIA_SCHEDULE")
        .env(variable, value)
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn the_environment_names_the_one_schedule_to_run() {
    for (test, variable) in [
        ("fails_under_some_seeds", "KAMAELIA_SEED"),
        ("fails_under_some_paths", "KAMAELIA_SCHEDULE"),
    ] {
        let all = says(test, variable, "");
        let again = all.lines().find(|line| line.contains(variable)).unwrap();
        assert!(again.ends_with(&format!("cargo test {test}")), "{again}");
        let value = named(again, variable);
        assert!(says(test, variable, value).contains(again), "{value}");

        // The first one passes, so that the one above is one of several.
        assert!(says(test, variable, "0").contains("passed under 1"));
    }
}

#[test]
fn outputs_takes_no_more_of_the_inputs_than_the_stage_does() {
    run(async || {
        let outputs = outputs(First::new(), 7..).await?;
        assert_eq!(outputs, [7]);
        Ok(())
    });
}

/// Repeats the first message, and has enough.
#[derive(Component)]
struct First {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for First {
    async fn main(mut self) -> Outcome {
        if let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

#[test]
fn expect_says_what_is_different() {
    for (expected, says) in [
        (vec![1, 3], "output 1 is 2, and should be 3"),
        (vec![1], "output 1 is 2, and should be missing"),
        (vec![1, 2, 3], "output 2 is missing, and should be 3"),
    ] {
        let fault = futures::executor::block_on(expect(Echo::new(), [1, 2], expected));
        let fault = fault.unwrap_err().to_string();
        assert!(fault.contains(says), "{fault}");
        assert!(fault.contains("tests/testing.rs"), "{fault}");
    }
}
