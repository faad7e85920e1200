//! Lists that mostly have one item, and are kept for long.

/// Adds an item. The first one makes room for itself alone, where a list would
/// otherwise make room for several.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(item);
}
