use super::super::Pairs;
use super::super::numbers::Numbers;
use super::File;

pub(super) const FREE: u8 = 0;
pub(super) const OLD_HASH: u8 = 2;
pub(super) const INTERNAL: u8 = 3;
pub(super) const LEAF: u8 = 5;
pub(super) const OVERFLOW: u8 = 7;
pub(super) const HASH: u8 = 13;

/// What stands for an entry of a tree: itself, or the page that it begins on.
const TREE_ITSELF: u8 = 1;
const TREE_ELSEWHERE: u8 = 3;
const TREE_DELETED: u8 = 0x80;
/// The same for a hash.
const HASH_ITSELF: u8 = 1;
const HASH_ELSEWHERE: u8 = 3;

/// How long a key or a value can be here: no greylister writes a tenth of that.
const LONGEST: usize = 1 << 20;

/// A page: a head, the places of its entries, and these from its end on.
pub(super) struct Page<'f> {
    pub(super) number: u32,
    pub(super) numbers: Numbers<'f>,
    pub(super) head: usize,
}

impl<'f> Page<'f> {
    pub(super) fn own_number(&self) -> u32 {
        self.numbers.u32(8).unwrap_or_default()
    }

    pub(super) fn next(&self) -> u32 {
        self.numbers.u32(16).unwrap_or_default()
    }

    pub(super) fn kind(&self) -> u8 {
        self.numbers.u8(25).unwrap_or_default()
    }

    fn entries(&self) -> usize {
        self.numbers.u16(20).unwrap_or_default().into()
    }

    /// Where an entry begins.
    fn place(&self, entry: usize) -> Result<usize, String> {
        let place = self.numbers.u16(self.head + 2 * entry).map(usize::from);
        let begin = self.head + 2 * self.entries();
        match place {
            // The last byte of the largest page has a number that is too large for it.
            Some(place) if (begin..self.numbers.len()).contains(&place) => Ok(place),
            Some(place) => Err(format!("stands at {place}, where there is no entry")),
            None => Err("has no place: the page says that it has too many".to_owned()),
        }
    }

    /// The pages that this page of a tree leads to.
    pub(super) fn children(&self, pairs: &mut Pairs) -> Vec<u32> {
        let mut children = Vec::new();
        for entry in 0..self.entries() {
            let child = self.place(entry).and_then(|place| {
                let child = self.numbers.u32(place + 4);
                child.ok_or_else(|| "leads nowhere".to_owned())
            });
            match child {
                Ok(child) => children.push(child),
                Err(why) => {
                    pairs.trouble(self.at(entry), why);
                    break;
                }
            }
        }
        children
    }

    pub(super) fn read_leaf(&self, file: &File<'_>, pairs: &mut Pairs) {
        self.read_entries(pairs, |entry| self.leaf_entry(file, entry));
    }

    pub(super) fn read_hash(&self, file: &File<'_>, pairs: &mut Pairs) {
        self.read_entries(pairs, |entry| self.hash_entry(file, entry).map(Some));
    }

    /// Takes the entries two by two.
    fn read_entries(
        &self,
        pairs: &mut Pairs,
        read: impl Fn(usize) -> Result<Option<Vec<u8>>, String>,
    ) {
        let entries = self.entries();
        if !entries.is_multiple_of(2) {
            pairs.trouble(self.at(entries - 1), "is a key without a value");
        }
        for entry in (0..entries - entries % 2).step_by(2) {
            match (read(entry), read(entry + 1)) {
                (Ok(Some(key)), Ok(Some(value))) => pairs.push(self.at(entry), (key, value)),
                // It was deleted.
                (Ok(_), Ok(_)) => {}
                (Err(why), _) => {
                    pairs.trouble(self.at(entry), why);
                    // Places that are not there do not get better.
                    if self.numbers.u16(self.head + 2 * entry).is_none() {
                        break;
                    }
                }
                (_, Err(why)) => pairs.trouble(self.at(entry + 1), why),
            }
        }
    }

    fn at(&self, entry: usize) -> String {
        format!("page {}, entry {entry}", self.number)
    }

    /// An entry of a leaf of a tree; none if it was deleted.
    fn leaf_entry(&self, file: &File<'_>, entry: usize) -> Result<Option<Vec<u8>>, String> {
        let place = self.place(entry)?;
        let kind = self.numbers.u8(place + 2).ok_or("ends with its page")?;
        if kind & TREE_DELETED != 0 {
            return Ok(None);
        }
        match kind {
            TREE_ITSELF => {
                let length = self.numbers.u16(place).ok_or("ends with its page")?;
                let bytes = self.numbers.bytes(place + 3, length.into());
                Ok(Some(bytes.ok_or("is longer than its page")?.to_vec()))
            }
            TREE_ELSEWHERE => self.elsewhere(file, place).map(Some),
            kind => Err(format!("is of no kind that can be read ({kind})")),
        }
    }

    /// An entry of a hash, which goes on until the one before it begins.
    fn hash_entry(&self, file: &File<'_>, entry: usize) -> Result<Vec<u8>, String> {
        let place = self.place(entry)?;
        let end = match entry.checked_sub(1) {
            Some(before) => self.place(before)?,
            None => self.numbers.len(),
        };
        let length = end.checked_sub(place + 1).ok_or("ends before it begins")?;
        match self.numbers.u8(place) {
            Some(HASH_ITSELF) => {
                let bytes = self.numbers.bytes(place + 1, length);
                Ok(bytes.ok_or("is longer than its page")?.to_vec())
            }
            Some(HASH_ELSEWHERE) => self.elsewhere(file, place),
            Some(kind) => Err(format!("is of no kind that can be read ({kind})")),
            None => Err("ends with its page".to_owned()),
        }
    }

    /// What stands on pages of its own, since it is long.
    fn elsewhere(&self, file: &File<'_>, place: usize) -> Result<Vec<u8>, String> {
        let (first, length) = (self.numbers.u32(place + 4), self.numbers.size(place + 8));
        let (Some(mut next), Some(length)) = (first, length) else {
            return Err("ends with its page".to_owned());
        };
        if length > LONGEST.min(file.bytes.len()) {
            return Err(format!("is longer than anything can be: {length} bytes"));
        }
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let page = file
                .page(next)
                .filter(|page| page.kind() == OVERFLOW && page.own_number() == next && next != 0);
            let page =
                page.ok_or_else(|| format!("goes on at page {next}, which is none of it"))?;
            // Where an overflow begins has no use there, and is its length.
            let length: usize = page.numbers.u16(22).unwrap_or_default().into();
            let more = page.numbers.bytes(page.head, length);
            match more.filter(|more| !more.is_empty()) {
                Some(more) => bytes.extend(more),
                None => return Err(format!("goes on at page {next}, which has nothing")),
            }
            next = page.next();
        }
        match bytes.len() == length {
            true => Ok(bytes),
            false => Err("is longer than it says".to_owned()),
        }
    }
}
