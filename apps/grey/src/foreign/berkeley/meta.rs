use super::super::numbers::{Numbers, order_by_magic};
use super::Kind;

const TREE: u32 = 0x0005_3162;
const HASH: u32 = 0x0006_1561;

/// The flags of databases whose keys have several values, and of files that have several
/// databases; for a tree and for a hash.
const DUPLICATES: u32 = 0x01;
const SORTED_DUPLICATES: [u32; 2] = [0x40, 0x04];
const SEVERAL: [u32; 2] = [0x20, 0x02];
/// A tree by numbers, and one that is compressed.
const OTHER_TREES: u32 = 0x02 | 0x80;

/// What the first page says.
pub(super) struct Meta {
    pub(super) kind: Kind,
    pub(super) high_first: bool,
    pub(super) page_size: usize,
    /// How long the head of a page is.
    pub(super) head: usize,
    /// The first page that is free.
    pub(super) free: u32,
    /// The last page there is.
    pub(super) last: u32,
    /// Where a tree begins.
    pub(super) root: u32,
    /// The last bucket of a hash.
    pub(super) last_bucket: u32,
    /// Where the buckets of a hash are: for each power of two, how far behind their
    /// number.
    pub(super) spares: Vec<u32>,
}

impl Meta {
    pub(super) fn read(bytes: &[u8]) -> Option<Result<Meta, String>> {
        let (high_first, magic) = order_by_magic(bytes, 12, &[TREE, HASH])?;
        let kind = if magic == TREE {
            Kind::Tree
        } else {
            Kind::Hash
        };
        let numbers = Numbers::new(bytes, high_first);
        let meta = Meta::of(kind, high_first, &numbers);
        Some(meta.unwrap_or_else(|| Err("it ends within its first page".to_owned())))
    }

    fn of(kind: Kind, high_first: bool, numbers: &Numbers<'_>) -> Option<Result<Meta, String>> {
        let version = numbers.u32(16)?;
        let versions = match kind {
            Kind::Tree => 8..=10,
            Kind::Hash => 7..=10,
        };
        if !versions.contains(&version) {
            return Some(Err(format!(
                "it is of version {version}, and {} to {} can be read; let `db_upgrade` or \
                 `db_dump` and `db_load` write it anew",
                versions.start(),
                versions.end()
            )));
        }
        let page_size = numbers.size(20)?;
        if !page_size.is_power_of_two() || !(512..=65536).contains(&page_size) {
            return Some(Err(format!(
                "its pages have {page_size} bytes, which none have"
            )));
        }
        if numbers.u8(24)? != 0 {
            return Some(Err("it is encrypted".to_owned()));
        }
        let flags = numbers.u32(48)?;
        let others = match kind {
            Kind::Tree => SORTED_DUPLICATES[0] | SEVERAL[0] | OTHER_TREES,
            Kind::Hash => SORTED_DUPLICATES[1] | SEVERAL[1],
        };
        if flags & (DUPLICATES | others) != 0 {
            return Some(Err(format!(
                "it is not one table of a value for each key (flags {flags:#x})"
            )));
        }
        let has_sums = numbers.u8(26)? & 1 != 0;
        let spares = (0..32).map(|spare| numbers.u32(96 + 4 * spare));
        Some(Ok(Meta {
            kind,
            high_first,
            page_size,
            head: if has_sums { 32 } else { 26 },
            free: numbers.u32(28)?,
            last: numbers.u32(32)?,
            root: numbers.u32(88)?,
            last_bucket: numbers.u32(72)?,
            spares: spares.collect::<Option<_>>()?,
        }))
    }
}
