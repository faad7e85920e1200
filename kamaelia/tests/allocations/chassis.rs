//! What a chassis runs has the chassis's own ends: a message costs nothing more.

use crate::common::{Echo, Swallow};
use crate::{Numbers, fused};
use kamaelia::chassis::{Carousel, Isolate, Restart, Seq};
use kamaelia::prelude::*;

#[test]
fn a_message_through_each_chassis() {
    fused(|window| async move {
        let (mut next, nexts) = feed();
        next.send(()).await?;
        drop(next);
        graphline! {
            NUMBERS  = Numbers::new(window);
            NEXT     = nexts;
            CAROUSEL = Carousel::new(|()| Echo::new());
            SEQ      = Seq::of(Echo::new()).then(Echo::new());
            RESTART  = Restart::new(Echo::new);
            ISOLATE  = Isolate::new(pipeline![Echo::new(), Echo::new()]);
            END      = Swallow::new();
            NUMBERS -> CAROUSEL -> SEQ -> RESTART -> ISOLATE -> END;
            NEXT.outbox -> CAROUSEL.next;
        }
        .run()
        .await
    });
}
