//! What a graph costs while it waits. A test binary of its own: it counts
//! every allocation.

mod common;

use common::{Echo, Source, Take};
use kamaelia::chassis::{Carousel, InboxControlledCarousel};
use kamaelia::prelude::*;
use kamaelia::{Backplane, BackplaneAddress, InboxAddress, Inboxes, Outboxes, Request};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Waker};

thread_local! {
    /// What this thread has allocated: each test has a thread, and its graph runs there.
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

fn live() -> usize {
    LIVE.get()
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator can only be counted by being one")]
// SAFETY: everything is the system allocator's, which is asked as this one is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.set(LIVE.get().wrapping_add(layout.size()));
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get().wrapping_sub(layout.size()));
        // SAFETY: as the caller's.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn an_idle_graph_of_four_components_takes_at_most_16_kib() {
    let (_numbers, source) = feed::<u64>();
    let (_results, sink) = collect::<u64>();
    let before = live();
    let mut graph = pin!(pipeline![source, Echo::new(), Echo::new(), sink].run());
    let on_stack = size_of_val(&*graph);

    assert!(
        graph
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );

    let taken = live() - before + on_stack;
    assert!(taken <= 16 << 10, "it takes {taken} bytes");
    println!("an idle graph of four components takes {taken} bytes");
}

/// How many bytes there are while the last of so many children of a carousel runs. Each
/// reads, waits and writes at ends that were lent to all of them.
fn with_children(count: u64) -> usize {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut next, nexts) = feed();
    let graph = graphline! {
        NUMBERS = source;
        NEXT    = nexts;
        MANY    = Carousel::new(|()| pipeline![Echo::new(), Take::new(1)]);
        RESULTS = sink;
        NUMBERS -> MANY -> RESULTS;
        NEXT.outbox -> MANY.next;
    };
    let mut graph = pin!(graph.run());
    let mut poll = || {
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(graph.as_mut().poll(cx).is_pending());
    };
    for number in 0..count {
        next.try_send(()).expect("there is room");
        poll();
        numbers.try_send(number).expect("there is room");
        poll();
        assert_eq!(results.try_recv(), Ok(number));
    }
    live()
}

#[test]
fn children_that_are_gone_leave_nothing_behind() {
    with_children(10);
    let (few, many) = (with_children(100), with_children(10_000));
    assert!(many <= few + 64, "{} bytes more", many - few);
}

#[test]
fn nor_do_those_that_make_their_messages_themselves() {
    let run = |count: u64| {
        let (mut results, sink) = collect();
        let numbers = Source::new((0..count).collect());
        let ones = InboxControlledCarousel::new(|number| Source::new(vec![number]));
        let mut graph = pin!(pipeline![numbers, ones, sink].run());
        let cx = &mut Context::from_waker(Waker::noop());
        let before = live();
        let mut most = 0_usize;
        while graph.as_mut().poll(cx).is_pending() {
            while results.try_recv().is_ok() {}
            most = live().saturating_sub(before).max(most);
        }
        most
    };
    run(10);
    let (few, many) = (run(1_000), run(20_000));
    // The numbers themselves are 8 bytes each.
    let more = many.saturating_sub(few);
    assert!(more <= 8 * 19_000 + 4096, "{more} bytes more");
}

/// Answers.
#[derive(Component)]
struct Answer {
    #[inbox(optional)]
    inbox: Inbox<Request<u64, u64>>,
}

impl Main for Answer {
    async fn main(mut self) -> Outcome {
        while let Some(request) = self.inbox.recv().await {
            request.answer_with(|number| number);
        }
        Ok(())
    }
}

/// Makes so many linkages of every kind, uses each, and cuts it.
#[derive(Component)]
struct Link {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    answer: InboxAddress<Request<u64, u64>>,
    news: BackplaneAddress<u64>,
}

impl Main for Link {
    async fn main(mut self) -> Outcome {
        let mut own = Inbox::unlinked();
        let to_own = own.address();
        let mut leads = Outbox::unlinked();
        let from = leads.address();
        let mut publisher = self.news.publisher()?;
        let (mut inboxes, mut outboxes) = (Inboxes::new(), Outboxes::new());
        while let Some(count) = self.inbox.recv().await {
            for number in 0..count {
                to_own.outbox()?.send(number).await?;
                own.recv().await;
                let linkage = from.link_to(&to_own)?;
                leads.send(number).await?;
                linkage.unlink();
                own.recv().await;
                // A clone has a linkage of its own.
                self.answer.clone().request(number).await?;
                let mut subscribed = self.news.subscribe()?;
                publisher.send(number).await?;
                subscribed.recv().await;
                let (inbox, address) = inboxes.add(());
                let outbox = outboxes.take_in(address.outbox()?, ());
                outboxes.send_to(outbox, number).await?;
                inboxes.recv().await;
                outboxes.remove(outbox);
                inboxes.remove(inbox);
            }
            self.outbox.send(count).await?;
        }
        Ok(())
    }
}

/// How many bytes there are when so many linkages have come and gone.
fn with_linkages(count: u64) -> usize {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut answer, news) = (Answer::new(), Backplane::new());
    let link = Link::new(answer.inbox().address(), news.address());
    let graph = graphline! {
        NUMBERS = source;
        LINK    = link;
        ANSWER  = answer;
        NEWS    = news;
        RESULTS = sink;
        NUMBERS -> LINK -> RESULTS;
        LINK.signal -> [ANSWER.control, NEWS.control];
    };
    let mut graph = pin!(graph.run());
    numbers.try_send(count).expect("there is room");
    let cx = &mut Context::from_waker(Waker::noop());
    while results.try_recv().is_err() {
        assert!(graph.as_mut().poll(cx).is_pending());
    }
    live()
}

#[test]
fn linkages_that_come_and_go_leave_nothing_behind() {
    with_linkages(10);
    let (few, many) = (with_linkages(100), with_linkages(5_000));
    let more = many.saturating_sub(few);
    assert!(more <= 64, "{more} bytes more");
}
