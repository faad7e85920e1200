use kamaelia::chassis::Children;

fn main() {
    let mut children = Children::new("child");
    children.start(1, 7);
}
