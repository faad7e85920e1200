use kamaelia::prelude::*;

#[derive(Component)]
struct Lines<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}


fn main() {}
