use kamaelia::prelude::*;

fn main() {
    let (mut outbox, mut inbox) = (Outbox::<u64>::unlinked(), Inbox::<u64>::unlinked());
    let _linkage = inbox.address().link_to(&outbox.address());
}
