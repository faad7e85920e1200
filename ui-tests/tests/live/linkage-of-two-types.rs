use kamaelia::prelude::*;

fn main() {
    let (mut words, mut numbers) = (Outbox::<String>::unlinked(), Inbox::<u64>::unlinked());
    let _linkage = words.address().link_to(&numbers.address());
}
