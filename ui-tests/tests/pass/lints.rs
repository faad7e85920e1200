//! What the derive writes has docs, and no lint finds fault with it; attributes of a
//! macro around it come as they are.
#![deny(warnings, missing_docs, rust_2018_idioms, single_use_lifetimes)]
#![deny(unused_lifetimes, unused_qualifications, unused_results, unreachable_pub)]
#![deny(missing_copy_implementations, missing_debug_implementations, let_underscore_drop)]
#![forbid(unsafe_code)]

use kamaelia::prelude::*;

/// Has boxes that tell the tools something, and people nothing.
#[derive(Component, Debug)]
pub struct Silent<T: Message> {
    #[doc(alias = "entrance")]
    #[inbox]
    inbox: Inbox<T>,
    #[inbox(optional)]
    others: Inbox<T>,
    #[doc = concat!("Said", " by a macro.")]
    #[inbox(optional)]
    said: Inbox<T>,
    #[param(default)]
    #[doc(alias = "number")]
    count: u32,
}

impl<T: Message> Main for Silent<T> {
    async fn main(mut self) -> Outcome {
        while self.recv_any().await.is_some() {
            self.count += 1;
        }
        Ok(())
    }
}

/// Borrows.
#[derive(Component, Debug)]
pub struct Borrows<'a> {
    #[inbox]
    inbox: Inbox<u64>,
    count: &'a mut u64,
}

impl Main for Borrows<'_> {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {
            *self.count += 1;
        }
        Ok(())
    }
}

macro_rules! block {
    ($name:ident of $message:ty, $batch:literal, $ways:literal) => {
        /// Takes many at a time.
        #[derive(Component, Debug)]
        pub struct $name {
            #[inbox(batch = $batch)]
            inbox: Inbox<$message>,
            #[outbox]
            outbox: [Outbox<$message>; $ways],
        }

        impl Main for $name {
            async fn main(self) -> Outcome {
                drop((self.inbox, self.outbox));
                Ok(())
            }
        }
    };
}

block!(Blocks of Option<Vec<u8>>, 128, 2);

fn main() {
    let (_numbers, source) = feed::<u64>();
    let mut count = 0;
    drop(graphline! {
        SOURCE = source;
        BORROWS = Borrows::new(&mut count);
        SOURCE -> BORROWS;
    });
    let (_blocks, source) = feed();
    let ((_one, left), (_other, right)) = (collect(), collect::<usize>());
    drop(graphline! {
        SOURCE = source;
        BLOCKS = Blocks::new();
        LEFT = left;
        RIGHT = right;
        SOURCE.outbox -> BLOCKS.inbox with capacity(128);
        BLOCKS.outbox[0] -> LEFT.inbox;
        BLOCKS.outbox[1] -> RIGHT.inbox via |block: Option<Vec<u8>>| block.map_or(0, |it| it.len());
    });
    let (_words, source) = feed::<String>();
    drop(pipeline![source, Silent::new()]);
}
