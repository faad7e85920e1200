//! Names of instances clash with nothing of the user's, and nothing of the
//! prelude has to be there.
#![deny(warnings)]
#![forbid(unsafe_code)]

const MAX: usize = 3;
static WORDS: &str = "a static";

struct Unit;

type Print = fixture::Print;

fn echo<T: kamaelia::Message>() -> fixture::Echo<T> {
    fixture::Echo::new().times(MAX)
}

fn upper_case() {
    let port = 7;
    let wiring = 8;
    drop(kamaelia::graphline! {
        MAX   = echo();
        WORDS = fixture::Words::new();
        Unit  = fixture::Upper::new();
        Print = Print::new();

        WORDS -> MAX -> Unit;
        Unit.outbox -> Print.inbox with capacity(port + wiring);
    });
    let _ = (WORDS, Unit);
}

fn lower_case() {
    drop(kamaelia::graphline! {
        words = fixture::Words::new();
        end   = fixture::Upper::new();
        out   = fixture::Upper::new();
        print = fixture::Print::new();

        words -> end -> out -> print;
    });
}

/// A graph whose names come from a macro around it.
macro_rules! shout {
    ($name:ident = $source:expr, $room:literal) => {
        kamaelia::graphline! {
            $name = $source;
            UPPER = fixture::Upper::new();
            PRINT = fixture::Print::new();

            $name.outbox -> UPPER.inbox with capacity($room);
            UPPER -> PRINT;
        }
    };
}

fn pipelines() {
    drop(kamaelia::pipeline![
        fixture::Words::new(),
        echo(),
        echo() on task,
        fixture::Print::new()
    ]);
}

fn main() {
    upper_case();
    lower_case();
    drop(shout!(SOURCE = fixture::Words::new(), 8));
    pipelines();
}
