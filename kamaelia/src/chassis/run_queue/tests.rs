use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::thread;

/// The tasks that are to go on, by number, as a runtime has them.
type Ready = Arc<SegQueue<usize>>;

struct Task(Ready, usize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.push(self.1);
    }
}

/// Children of one queue, and who is to go on.
struct Scene {
    ready: Ready,
    children: Vec<(Arc<Entry>, Waker)>,
}

impl Scene {
    /// So many children, of which so many may be called, after their first turns.
    fn new(most: usize, children: usize) -> Scene {
        let scene = Scene::before_turns(most, children);
        (0..children).for_each(|child| scene.turn(child, || {}));
        scene
    }

    fn before_turns(most: usize, children: usize) -> Scene {
        let queue = Arc::new(RunQueue::calling(most));
        let entries = (0..children).map(|_| Entry::new(queue.clone()));
        Scene {
            ready: Ready::default(),
            children: entries.map(|entry| (entry.clone(), entry.into())).collect(),
        }
    }

    fn turn(&self, child: usize, turn: impl FnOnce()) {
        let (entry, waker) = &self.children[child];
        let task = Waker::from(Arc::new(Task(self.ready.clone(), child)));
        entry.take_turn(&Context::from_waker(&task), waker, |_| turn());
    }

    fn wake(&self, child: usize) {
        self.children[child].1.wake_by_ref();
    }

    fn next(&self) -> Option<usize> {
        self.ready.pop()
    }

    /// Gives turns until nobody goes on, and says to whom.
    fn run(&self) -> Vec<usize> {
        std::iter::from_fn(|| self.next())
            .inspect(|&child| self.turn(child, || {}))
            .collect()
    }
}

#[test]
fn they_go_on_in_the_order_in_which_they_were_woken() {
    let scene = Scene::new(2, 5);
    [3, 0, 4, 1, 2]
        .into_iter()
        .for_each(|child| scene.wake(child));
    assert_eq!(scene.ready.len(), 2);
    assert_eq!(scene.run(), [3, 0, 4, 1, 2]);
}

#[test]
fn who_is_woken_again_and_again_comes_after_those_who_wait() {
    let scene = Scene::new(1, 3);
    (0..3).for_each(|child| scene.wake(child));
    let first = scene.next().unwrap();
    scene.turn(first, || scene.wake(first));
    assert_eq!(scene.run(), [1, 2, 0]);
}

#[test]
fn who_is_woken_twice_before_its_turn_has_one() {
    let scene = Scene::new(1, 2);
    [0, 1, 0, 1].into_iter().for_each(|child| scene.wake(child));
    assert_eq!(scene.run(), [0, 1]);
}

#[test]
fn a_turn_that_nobody_has_called_for_takes_nobodys_place() {
    let scene = Scene::new(1, 3);
    (0..3).for_each(|child| scene.wake(child));
    scene.turn(2, || {});
    assert_eq!(scene.run(), [0, 1, 2]);
}

#[test]
fn who_is_gone_is_passed_over() {
    let scene = Scene::new(1, 4);
    (0..4).for_each(|child| scene.wake(child));
    // One is called, and one waits.
    scene.children[0].0.leave();
    scene.children[2].0.leave();
    scene.wake(2);
    assert_eq!(scene.next(), Some(0));
    assert_eq!(scene.run(), [1, 3]);
}

#[test]
fn a_turn_that_waits_for_another_child_does_not_keep_it_from_its_own() {
    let scene = Scene::new(1, 2);
    (0..2).for_each(|child| scene.wake(child));
    let first = scene.next().unwrap();
    scene.turn(first, || assert_eq!(scene.run(), [1]));
}

#[test]
fn who_is_woken_before_its_first_turn_takes_nobodys_place() {
    let scene = Scene::before_turns(1, 3);
    scene.wake(0);
    (0..3).for_each(|child| scene.turn(child, || {}));
    (0..3).for_each(|child| scene.wake(child));
    assert_eq!(scene.ready.len(), 1);
    assert_eq!(scene.run(), [0, 1, 2]);
}

#[test]
fn a_turn_that_panics_lets_others_follow() {
    let scene = Scene::new(2, 4);
    (0..4).for_each(|child| scene.wake(child));
    let first = scene.next().unwrap();
    let turn = AssertUnwindSafe(|| scene.turn(first, || panic!("on purpose")));
    assert!(catch_unwind(turn).is_err());
    assert_eq!(scene.ready.len(), 2);
    assert_eq!(scene.run(), [1, 2, 3]);
}

#[test]
fn nobody_is_forgotten_on_several_threads() {
    const CHILDREN: usize = 20;
    const WAKES: usize = 2_000;
    let scene = &Scene::new(2, CHILDREN);
    let told: &[AtomicUsize] = &std::array::from_fn::<_, CHILDREN, _>(|_| AtomicUsize::new(0));
    let seen: &[AtomicUsize] = &std::array::from_fn::<_, CHILDREN, _>(|_| AtomicUsize::new(0));
    let has_turn: &[AtomicBool] = &std::array::from_fn::<_, CHILDREN, _>(|_| false.into());
    let relaxed = Ordering::Relaxed;
    let is_done = || seen.iter().all(|seen| seen.load(relaxed) == 2 * WAKES);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for child in (0..WAKES).flat_map(|_| 0..CHILDREN) {
                    told[child].fetch_add(1, relaxed);
                    scene.wake(child);
                }
            });
            scope.spawn(|| {
                while !is_done() {
                    let Some(child) = scene.next() else {
                        thread::yield_now();
                        continue;
                    };
                    // A runtime gives a task one turn at a time.
                    while has_turn[child].swap(true, Ordering::Acquire) {
                        thread::yield_now();
                    }
                    scene.turn(child, || {
                        seen[child].store(told[child].load(relaxed), relaxed);
                    });
                    has_turn[child].store(false, Ordering::Release);
                }
            });
        }
    });
}
