//! Berkeley DB: files of pages, which are a tree (versions 8 to 10) or a hash (7 to 10).
//!
//! All pages are looked at in the order of the file, so that what a damaged page led to
//! is read as well; that each page is what the others take it for is checked too.

mod log;
mod meta;
mod page;
mod places;

pub use log::is_closed;

use super::Pairs;
use super::numbers::Numbers;
use meta::Meta;
use page::Page;
use places::Places;

/// Reads a database; nothing if these bytes are none of this kind.
///
/// # Errors
///
/// Why nothing at all of it can be read.
pub fn read(bytes: &[u8]) -> Option<Result<Pairs, String>> {
    Some(match Meta::read(bytes)? {
        Ok(meta) => Ok(read_pages(&File { bytes, meta })),
        Err(why) => Err(why),
    })
}

/// What kind of database it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tree,
    Hash,
}

/// A file, and what its first page says of it.
struct File<'f> {
    bytes: &'f [u8],
    meta: Meta,
}

impl<'f> File<'f> {
    /// How many whole pages there are.
    fn pages(&self) -> u32 {
        let pages = self.bytes.len() / self.meta.page_size;
        u32::try_from(pages).unwrap_or(u32::MAX)
    }

    fn page(&self, number: u32) -> Option<Page<'f>> {
        let size = self.meta.page_size;
        let at = usize::try_from(number).ok()?.checked_mul(size)?;
        let numbers = Numbers::new(self.bytes, self.meta.high_first).part(at, size)?;
        Some(Page {
            number,
            numbers,
            head: self.meta.head,
        })
    }
}

fn read_pages(file: &File<'_>) -> Pairs {
    let mut pairs = Pairs::of(file.bytes.len());
    let places = Places::of(file, &mut pairs);
    for number in 1..file.pages() {
        let Some(page) = file.page(number) else { break };
        if page.numbers.is_all_zero() {
            continue;
        }
        if page.own_number() != number {
            let why = format!("says that it is page {}", page.own_number());
            pairs.trouble(format!("page {number}"), why);
            continue;
        }
        match (file.meta.kind, page.kind()) {
            (Kind::Tree, page::LEAF) => page.read_leaf(file, &mut pairs),
            (Kind::Hash, page::HASH | page::OLD_HASH) => page.read_hash(file, &mut pairs),
            // These lead to others, or are read by who leads to them.
            (Kind::Tree, page::INTERNAL) | (_, page::OVERFLOW) => {}
            (_, page::FREE) if places.is_free(number) => {}
            (_, page::FREE) => {
                pairs.trouble(format!("page {number}"), "is neither in use nor free");
            }
            (_, kind) => {
                let why = format!("is of a kind that does not belong here ({kind})");
                pairs.trouble(format!("page {number}"), why);
            }
        }
    }
    pairs
}
