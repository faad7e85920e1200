use kamaelia::Inboxes;

fn main() {
    let (mut words, mut numbers) = (Inboxes::<String>::new(), Inboxes::<u64>::new());
    let (key, _) = words.add(());
    numbers.remove(key);
}
