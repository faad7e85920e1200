use super::super::Pairs;
use super::{File, Kind, page};
use std::collections::BTreeSet;

/// Which pages there have to be, as far as the pages say that themselves.
pub(super) struct Places {
    free: BTreeSet<u32>,
}

impl Places {
    /// Tells what is missing.
    pub(super) fn of(file: &File<'_>, pairs: &mut Pairs) -> Places {
        missing(file, pairs);
        match file.meta.kind {
            Kind::Tree => check_tree(file, pairs),
            Kind::Hash => check_buckets(file, pairs),
        }
        Places { free: free(file) }
    }

    pub(super) fn is_free(&self, page: u32) -> bool {
        self.free.contains(&page)
    }
}

fn missing(file: &File<'_>, pairs: &mut Pairs) {
    let (pages, last) = (file.pages(), file.meta.last);
    if pages <= last {
        let place = format!("pages {pages} to {last}");
        pairs.trouble(place, "are missing: the file has ended before them");
    } else if !file.bytes.len().is_multiple_of(file.meta.page_size) {
        pairs.trouble(format!("page {pages}"), "is there in part only");
    }
}

fn free(file: &File<'_>) -> BTreeSet<u32> {
    let mut free = BTreeSet::new();
    let mut next = file.meta.free;
    // A page that comes again closes a circle.
    while next != 0 && free.insert(next) {
        next = match file.page(next) {
            Some(page) if page.kind() == page::FREE => page.next(),
            _ => 0,
        };
    }
    free
}

/// Every page that a page of the tree leads to is one.
fn check_tree(file: &File<'_>, pairs: &mut Pairs) {
    let mut seen = BTreeSet::new();
    let mut to_see = vec![(file.meta.root, 0)];
    while let Some((number, from)) = to_see.pop() {
        if !seen.insert(number) {
            continue;
        }
        let page = file.page(number);
        match page.as_ref().map(page::Page::kind) {
            Some(page::LEAF) => {}
            Some(page::INTERNAL) => {
                let below = page.iter().flat_map(|page| page.children(pairs));
                let below: Vec<u32> = below.collect();
                to_see.extend(below.into_iter().map(|child| (child, number)));
            }
            // That pages are missing is said already.
            None if number <= file.meta.last => {}
            _ => pairs.trouble(
                format!("page {number}"),
                format!("is no part of the tree, though page {from} leads to it"),
            ),
        }
    }
}

/// Every bucket has a page.
fn check_buckets(file: &File<'_>, pairs: &mut Pairs) {
    let last = file.meta.last_bucket;
    if last > file.meta.last.max(file.pages()) {
        pairs.trouble("page 0", format!("speaks of {last} buckets: too many"));
        return;
    }
    // A bucket is on no page before its own number, so of those behind the file the last
    // one tells as much as all of them; a damaged file may speak of any number.
    let there = last.min(file.pages());
    for bucket in (0..=there).chain((last > there).then_some(last)) {
        let power = (u64::from(bucket) + 1).next_power_of_two().trailing_zeros();
        let spare = usize::try_from(power).ok();
        let spare = spare.and_then(|power| file.meta.spares.get(power));
        let Some(number) = spare.and_then(|spare| bucket.checked_add(*spare)) else {
            pairs.trouble(format!("bucket {bucket}"), "has no place");
            continue;
        };
        let Some(page) = file.page(number) else {
            if number > file.meta.last {
                pairs.trouble(format!("bucket {bucket}"), "lies behind the end");
            }
            continue;
        };
        let is_bucket = matches!(page.kind(), page::HASH | page::OLD_HASH);
        if number == 0 || !(is_bucket || page.numbers.is_all_zero()) {
            let why = format!("is not what it has to be, bucket {bucket}");
            pairs.trouble(format!("page {number}"), why);
        }
    }
}
