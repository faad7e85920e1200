//! Every form of a linkage that is right, without a warning.
#![deny(warnings)]
#![forbid(unsafe_code)]

use fixture::*;
use kamaelia::prelude::*;

fn cycles() {
    // One linkage of the ring never waits.
    drop(graphline! {
        WORDS = Words::new();
        JOIN  = Join::new();
        UPPER = Upper::new();

        WORDS.outbox -> JOIN.left;
        JOIN.outbox  -> UPPER.inbox;
        UPPER.outbox -> JOIN.right with unbounded;
    });
    // An outbox into its own component's inbox.
    drop(graphline! {
        ECHO = Echo::<u64>::new();
        ECHO.outbox -> ECHO.inbox with latest;
    });
}

fn several() {
    // Fan-in, several boxes of a kind, a broadcast with policies and `via`.
    let ways = 3;
    drop(graphline! {
        A      = Words::new();
        B      = Words::new();
        SPLIT  = Split::new();
        SPREAD = Spread::new(ways);
        SUM    = Sum::new();
        PRINT  = Print::new();

        A.outbox -> SPLIT.inbox;
        B.outbox -> SPLIT.inbox with capacity(2 * ways);
        SPLIT.outbox[0] -> SPREAD.inbox;
        SPLIT.outbox[1] -> [
            PRINT.inbox with drop_oldest(3),
            SUM.numbers via |word: String| word.len() as u64,
        ] with drop_newest(8);
        SPREAD.outbox[0] -> PRINT.inbox;
        SPREAD.outbox[1] -> PRINT.inbox;
        SPREAD.outbox[2] -> PRINT.inbox with unbounded;
    });
}

fn conversions() {
    struct Length(u64);
    impl From<u64> for Length {
        fn from(sum: u64) -> Length {
            Length(sum)
        }
    }
    fn measured<T: AsRef<str>>(word: T) -> u64 {
        word.as_ref().len() as u64
    }
    let (mut seen, boxed): (_, Box<dyn FnMut(String) -> u64 + Send>) = (0, Box::new(measured));
    // What a closure is given needs no type.
    drop(graphline! {
        WORDS = Words::new();
        SUM   = Sum::new();
        WORDS.outbox -> SUM.numbers via move |word| {
            seen += word.len() as u64;
            seen
        };
    });
    // Functions, with and without parameters of their own.
    drop(graphline! {
        A   = Words::new();
        B   = Words::new();
        SUM = Sum::new();
        ECHO = Echo::new();
        PRINT = Print::new();
        A.outbox -> [SUM.numbers via measured, PRINT.inbox via Into::into];
        B.outbox -> SUM.numbers via boxed;
        SUM.sums -> ECHO.inbox via Some;
        ECHO.outbox -> PRINT.inbox via |sum| sum.map_or_else(String::new, |sum| sum.to_string());
    });
    // The type goes from the conversion back to the sender, and to what it is made of.
    drop(graphline! {
        SUM  = Sum::new();
        ECHO = Echo::new();
        SUM.sums    -> ECHO.inbox via Into::into;
        ECHO.outbox -> SUM.numbers via |sum: Length| sum.0 with unbounded;
    });
}

fn control_and_signal() {
    drop(graphline! {
        NUMBERS = Numbers::new();
        CLOCK   = Clock::new();
        TICKS   = Clock::new();
        WORDS   = Words::new();
        PRINT   = Print::new();
        LOG     = Print::new();

        // What is no signal, by conversion.
        NUMBERS.outbox -> CLOCK.control via |_| Shutdown::Finish;
        WORDS -> PRINT;
        WORDS.signal -> PRINT.control;
        // A signal as data.
        PRINT.signal -> LOG.inbox via |told: Shutdown| format!("{told:?}");
        // Optional boxes may stay unlinked.
        TICKS.ticks -> CLOCK.set;
    });
}

fn nothing_linked() {
    drop(graphline! {});
    drop(graphline! { CLOCK = Clock::new(); });
}

fn batches() {
    drop(graphline! {
        A = Words::new();
        B = Blocks::new();
        A.outbox -> B.inbox with capacity(4096);
    });
    let room = 8192;
    drop(graphline! {
        A = Words::new();
        B = Blocks::new();
        A.outbox -> B.inbox with capacity(room);
    });
}

fn main() {
    cycles();
    several();
    conversions();
    control_and_signal();
    nothing_linked();
    batches();
}
