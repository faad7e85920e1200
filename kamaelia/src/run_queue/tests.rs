use super::*;
use crate::outcome::Stop;
use crate::task::{Lost, Queued};
use futures::task::{ArcWake, noop_waker, waker};
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::thread;

/// What a child does in its turns.
type Turns = Box<dyn FnMut(&mut Context<'_>) -> Poll<Outcome> + Send>;

/// A child that writes down when it has its turns.
struct Child {
    number: usize,
    log: Arc<Mutex<Vec<usize>>>,
    turns: Turns,
}

impl Future for Child {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.log
            .lock()
            .expect("nobody panics with it")
            .push(self.number);
        (self.turns)(cx)
    }
}

/// Children of one queue, and one of its runners.
struct Scene {
    queue: OwnQueue,
    runner: Runner,
    called: Arc<Called>,
    log: Arc<Mutex<Vec<usize>>>,
    children: Vec<Arc<Entry<Child>>>,
}

/// How often a runner was called.
#[derive(Default)]
struct Called(AtomicUsize);

impl ArcWake for Called {
    fn wake_by_ref(this: &Arc<Self>) {
        this.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Called {
    fn take(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl Scene {
    /// A queue of so many runners, and nobody in line.
    fn new(runners: usize) -> Scene {
        let queue = OwnQueue::of(runners);
        Scene {
            runner: Runner::new(&queue, 0),
            queue,
            called: Arc::default(),
            log: Arc::default(),
            children: Vec::new(),
        }
    }

    /// One of a single runner, and so many children that have had their first turns.
    fn of(children: usize) -> Scene {
        let mut scene = Scene::new(1);
        (0..children).for_each(|_| scene.enter(|_| Poll::Pending));
        scene.run();
        scene
    }

    fn enter(&mut self, turns: impl FnMut(&mut Context<'_>) -> Poll<Outcome> + Send + 'static) {
        let child = Child {
            number: self.children.len(),
            log: self.log.clone(),
            turns: Box::new(turns),
        };
        self.children.push(self.queue.enter(child));
    }

    fn wake<const N: usize>(&self, children: [usize; N]) {
        for child in children {
            ArcWake::wake_by_ref(&self.children[child]);
        }
    }

    /// Lets the runner go on once.
    fn go_on(&mut self) -> Poll<()> {
        let waker = waker(self.called.clone());
        Pin::new(&mut self.runner).poll(&mut Context::from_waker(&waker))
    }

    /// And says who had turns.
    fn run(&mut self) -> Vec<usize> {
        let _ = self.go_on();
        std::mem::take(&mut *self.log.lock().expect("nobody panics with it"))
    }

    fn end_of(&self, child: usize) -> Poll<Result<Outcome, Lost>> {
        self.children[child].poll_end(&mut Context::from_waker(&noop_waker()))
    }

    fn is_lost(&self, child: usize) -> bool {
        matches!(self.end_of(child), Poll::Ready(Err(Lost::Dropped)))
    }

    fn has_panicked(&self, child: usize) -> bool {
        matches!(self.end_of(child), Poll::Ready(Err(Lost::Panicked(_))))
    }
}

#[test]
fn they_go_on_in_the_order_in_which_they_were_woken() {
    let mut scene = Scene::of(5);
    scene.wake([3, 0, 4, 1, 2]);
    assert_eq!(scene.run(), [3, 0, 4, 1, 2]);
    assert_eq!(scene.run(), []);
}

#[test]
fn who_is_woken_in_its_turn_comes_after_those_who_wait() {
    let mut scene = Scene::new(1);
    let mut again = 2;
    scene.enter(move |cx| {
        again -= 1;
        if again >= 0 {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    });
    scene.enter(|_| Poll::Pending);
    scene.enter(|_| Poll::Pending);
    assert_eq!(scene.run(), [0, 1, 2, 0, 0]);
}

#[test]
fn who_is_woken_twice_before_its_turn_has_one() {
    let mut scene = Scene::of(2);
    scene.wake([0, 1, 0, 1]);
    assert_eq!(scene.run(), [0, 1]);
}

#[test]
fn who_is_woken_before_its_first_turn_has_one() {
    let mut scene = Scene::new(1);
    scene.enter(|_| Poll::Pending);
    scene.wake([0]);
    assert_eq!(scene.run(), [0]);
}

#[test]
fn who_has_ended_has_no_more_turns() {
    let mut scene = Scene::new(1);
    scene.enter(|_| Poll::Ready(Err(Stop::fault("on purpose"))));
    assert!(scene.end_of(0).is_pending());
    assert_eq!(scene.run(), [0]);
    assert!(matches!(scene.end_of(0), Poll::Ready(Ok(Err(_)))));
    scene.wake([0]);
    assert_eq!(scene.run(), []);
}

#[test]
fn who_is_aborted_has_no_more_turns() {
    let mut scene = Scene::of(4);
    scene.wake([0, 1, 2]);
    // One in line, and one at rest.
    scene.children[1].abort();
    scene.children[3].abort();
    assert!(scene.is_lost(3));
    scene.wake([1, 3]);
    assert_eq!(scene.run(), [0, 2]);
    assert!(scene.is_lost(1));
}

#[test]
fn who_is_aborted_in_its_turn_ends_with_it() {
    let mut scene = Scene::new(1);
    let own = Arc::new(Mutex::new(None::<Arc<Entry<Child>>>));
    let aborts = own.clone();
    scene.enter(move |_| {
        if let Some(own) = aborts.lock().expect("nobody panics with it").take() {
            own.abort();
        }
        Poll::Pending
    });
    *own.lock().expect("nobody panics with it") = Some(scene.children[0].clone());
    assert_eq!(scene.run(), [0]);
    assert!(scene.is_lost(0));
}

#[test]
fn a_panic_is_its_own_fault_and_others_follow() {
    let mut scene = Scene::new(1);
    scene.enter(|_| panic!("on purpose"));
    scene.enter(|_| Poll::Pending);
    assert_eq!(scene.run(), [0, 1]);
    assert!(scene.has_panicked(0));
}

#[test]
fn a_panic_of_what_it_drops_is_its_own_fault_too() {
    struct Panics;

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }

    let mut scene = Scene::new(1);
    let panics = Panics;
    scene.enter(move |_| {
        let _ = &panics;
        Poll::Ready(Ok(()))
    });
    scene.enter(|_| Poll::Pending);
    assert_eq!(scene.run(), [0, 1]);
    assert!(scene.has_panicked(0));
}

#[test]
fn a_turn_that_waits_for_another_child_does_not_keep_it_from_its_own() {
    let mut scene = Scene::new(2);
    let mut other = Runner::new(&scene.queue, 1);
    // Another task has it than the child: the two would hold each other.
    let task = noop_waker();
    scene.enter(move |_| {
        let polled = Pin::new(&mut other).poll(&mut Context::from_waker(&task));
        polled.map(Ok)
    });
    scene.enter(|_| Poll::Pending);
    assert_eq!(scene.run(), [0, 1]);
}

#[test]
fn a_runner_looks_up_after_some_turns_however_many_wait() {
    let mut scene = Scene::new(1);
    (0..TURNS + 1).for_each(|_| scene.enter(|_| Poll::Pending));
    assert_eq!(scene.run().len(), TURNS);
    assert_eq!(scene.called.take(), 1, "it goes on");
    assert_eq!(scene.run(), [TURNS]);
    assert_eq!(scene.called.take(), 0, "it rests");
}

#[test]
fn who_comes_calls_one_runner_that_rests() {
    let mut scene = Scene::new(2);
    let mut other = Runner::new(&scene.queue, 1);
    let called = Arc::new(Called::default());
    let waker = waker(called.clone());
    let _ = scene.go_on();
    let _ = Pin::new(&mut other).poll(&mut Context::from_waker(&waker));

    let calls = || scene.called.take() + called.take();
    let enter = || scene.queue.enter(std::future::pending());
    assert_eq!((enter(), calls()).1, 1);
    assert_eq!((enter(), calls()).1, 1);
    assert_eq!((enter(), calls()).1, 0, "both go on already");
}

#[test]
fn the_runners_end_with_their_queue_when_nobody_is_in_line() {
    let mut scene = Scene::of(2);
    scene.wake([1, 0]);
    scene.queue = OwnQueue::of(0);
    assert!(scene.go_on().is_ready());
    assert_eq!(scene.run(), [1, 0]);
}

#[test]
fn who_comes_when_all_runners_are_gone_is_lost() {
    let mut scene = Scene::of(3);
    scene.wake([1]);
    let owner = Arc::new(Called::default());
    let waker = waker(owner.clone());
    let is_gone = |scene: &Scene| scene.queue.poll_gone(&Context::from_waker(&waker));
    assert!(is_gone(&scene).is_pending());

    scene.runner = Runner::new(&OwnQueue::of(1), 0);
    assert_eq!(owner.take(), 1);
    assert!(is_gone(&scene).is_ready());
    assert!(scene.is_lost(1), "it was in line");
    assert!(!scene.is_lost(2), "it is at rest");
    scene.wake([0]);
    assert!(scene.is_lost(0));
    scene.enter(|_| Poll::Pending);
    assert!(scene.is_lost(3));
}

#[test]
fn nobody_is_forgotten_on_several_threads() {
    const CHILDREN: usize = 20;
    const WAKES: u64 = 2_000;
    const RUNNERS: usize = 2;
    let queue = OwnQueue::of(RUNNERS);
    let told = Arc::new([const { AtomicU64::new(0) }; CHILDREN]);
    let seen = Arc::new([const { AtomicU64::new(0) }; CHILDREN]);
    let relaxed = Ordering::Relaxed;
    let children: [_; CHILDREN] = std::array::from_fn(|child| {
        let (told, seen) = (told.clone(), seen.clone());
        queue.enter(std::future::poll_fn(move |_| {
            let told = told[child].load(relaxed);
            // Whoever else gave it a turn meanwhile would be undone by this.
            assert!(seen[child].swap(told, relaxed) <= told);
            match told == 2 * WAKES {
                true => Poll::Ready(Ok(())),
                false => Poll::Pending,
            }
        }))
    });
    thread::scope(|scope| {
        for index in 0..RUNNERS {
            let runner = Runner::new(&queue, index);
            scope.spawn(|| futures::executor::block_on(runner));
        }
        let wakers = [(); 2].map(|()| {
            scope.spawn(|| {
                for child in (0..WAKES).flat_map(|_| 0..CHILDREN) {
                    told[child].fetch_add(1, relaxed);
                    ArcWake::wake_by_ref(&children[child]);
                }
            })
        });
        for waker in wakers {
            waker.join().expect("it wakes all");
        }
        drop(queue);
    });
    for child in children {
        let end = child.poll_end(&mut Context::from_waker(&noop_waker()));
        assert!(matches!(end, Poll::Ready(Ok(Ok(())))));
    }
}
