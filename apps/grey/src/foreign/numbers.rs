/// Numbers and texts in a file, in its order of bytes: none where it has ended.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'f> {
    bytes: &'f [u8],
    /// Whether the highest byte of a number comes first.
    high_first: bool,
}

impl<'f> Numbers<'f> {
    pub(super) fn new(bytes: &'f [u8], high_first: bool) -> Numbers<'f> {
        Numbers { bytes, high_first }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn bytes(&self, at: usize, length: usize) -> Option<&'f [u8]> {
        self.bytes.get(at..at.checked_add(length)?)
    }

    /// A part of it, for itself.
    pub(super) fn part(&self, at: usize, length: usize) -> Option<Numbers<'f>> {
        Some(Numbers::new(self.bytes(at, length)?, self.high_first))
    }

    pub(super) fn u8(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes(at, 2)?.try_into().ok()?;
        Some(match self.high_first {
            true => u16::from_be_bytes(bytes),
            false => u16::from_le_bytes(bytes),
        })
    }

    pub(super) fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes(at, 4)?.try_into().ok()?;
        Some(match self.high_first {
            true => u32::from_be_bytes(bytes),
            false => u32::from_le_bytes(bytes),
        })
    }

    pub(super) fn u64(&self, at: usize) -> Option<u64> {
        let bytes = self.bytes(at, 8)?.try_into().ok()?;
        Some(match self.high_first {
            true => u64::from_be_bytes(bytes),
            false => u64::from_le_bytes(bytes),
        })
    }

    /// A number of 32 bits as a place or a length.
    pub(super) fn size(&self, at: usize) -> Option<usize> {
        usize::try_from(self.u32(at)?).ok()
    }

    pub(super) fn is_all_zero(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
    }
}

/// The order of bytes in which the number at `at` is one of these: whether the highest
/// comes first, and which it is.
pub(super) fn order_by_magic(bytes: &[u8], at: usize, magic: &[u32]) -> Option<(bool, u32)> {
    [false, true].into_iter().find_map(|high_first| {
        let number = Numbers::new(bytes, high_first).u32(at)?;
        magic.contains(&number).then_some((high_first, number))
    })
}
