use std::fmt;

/// A half-open range of **bytes** `[start, end)` in a text (an article's clean text unless said otherwise).
///
/// Both ends lie on character boundaries of the text they were made for. Offsets are `u32`: texts of 4 GiB and
/// more are refused at intake.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets.
    ///
    /// # Panics
    /// When `end < start` or an offset does not fit in 32 bits: both are bugs of the caller.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span ends before it starts: {start}..{end}");
        assert!(u32::try_from(end).is_ok(), "offset over 4 GiB: {end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// The first byte as an index.
    pub fn lo(self) -> usize {
        self.start as usize
    }

    /// One past the last byte as an index.
    pub fn hi(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text under the span.
    ///
    /// # Panics
    /// When the span was made for another text (out of bounds, or inside a character).
    pub fn of(self, text: &str) -> &str {
        match text.get(self.lo()..self.hi()) {
            Some(slice) => slice,
            None => panic!("span {self:?} does not fit a text of {} bytes", text.len()),
        }
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.lo() <= offset && offset < self.hi()
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved right by `by` bytes.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.lo() + by, self.hi() + by)
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let slice = self.of(text);
        let start = self.lo() + slice.len() - slice.trim_start().len();
        let end = start + slice.trim().len();
        Self::new(start, end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_white_space_at_both_ends() {
        let text = "ab  état \n";
        assert_eq!(Span::new(2, text.len()).trimmed(text).of(text), "état");
        assert_eq!(Span::new(2, 4).trimmed(text).of(text), "");
    }

    #[test]
    fn overlap_needs_a_shared_byte() {
        assert!(!Span::new(0, 2).overlaps(Span::new(2, 4)));
        assert!(Span::new(0, 3).overlaps(Span::new(2, 4)));
    }
}
