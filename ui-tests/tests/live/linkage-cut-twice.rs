use kamaelia::prelude::*;

fn main() {
    let (mut outbox, mut inbox) = (Outbox::<u64>::unlinked(), Inbox::<u64>::unlinked());
    if let Ok(linkage) = outbox.address().link_to(&inbox.address()) {
        linkage.unlink();
        linkage.unlink();
    }
}
