use crate::Span;

/// A run of clean text and the run of base text it came from.
///
/// When both are equally long the run was copied byte for byte and offsets inside it map one to one; otherwise
/// (an entity, a folded run of white space, a removed soft hyphen) only its ends map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the clean text.
    pub clean: Span,
    /// Bytes of the base text.
    pub base: Span,
    /// One-based page of an extracted text, 0 where the format has none.
    pub page: u32,
}

impl Segment {
    fn is_copy(self) -> bool {
        self.clean.len() == self.base.len()
    }
}

/// From bytes of the clean text back to bytes of the base text.
///
/// Invariant: segments are sorted and contiguous in the clean text, and sorted and disjoint in the base text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    segments: Vec<Segment>,
}

impl SourceMap {
    /// The map of a text that was taken over whole.
    pub fn identity(len: usize) -> Self {
        let span = Span::new(0, len);
        Self { segments: if len == 0 { vec![] } else { vec![Segment { clean: span, base: span, page: 0 }] } }
    }

    /// Appends the next run. Neighbouring copies are joined.
    ///
    /// # Panics
    /// When the run does not start where the clean text ends, or lies before the base text already mapped.
    pub fn push(&mut self, segment: Segment) {
        if let Some(last) = self.segments.last_mut() {
            assert!(last.clean.end == segment.clean.start, "hole in the clean text: {last:?}, {segment:?}");
            assert!(last.base.end <= segment.base.start, "base text out of order: {last:?}, {segment:?}");
            if last.is_copy() && segment.is_copy() && last.base.end == segment.base.start && last.page == segment.page {
                last.clean.end = segment.clean.end;
                last.base.end = segment.base.end;
                return;
            }
        } else {
            assert!(segment.clean.start == 0, "the clean text starts at 0: {segment:?}");
        }
        if !segment.clean.is_empty() {
            self.segments.push(segment);
        }
    }

    /// The runs, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The hull in the base text of a span of the clean text. An empty span maps to an empty span.
    pub fn to_base(&self, span: Span) -> Span {
        let start = self.start_in_base(span.start);
        if span.is_empty() {
            return Span { start, end: start };
        }
        let at = self.segment_at(span.end - 1);
        let end = match at {
            Some(s) if s.is_copy() => s.base.start + (span.end - s.clean.start),
            Some(s) => s.base.end,
            None => start,
        };
        Span { start, end: end.max(start) }
    }

    /// The page of a clean offset, where the format has pages.
    pub fn page_at(&self, clean: u32) -> Option<u32> {
        self.segment_at(clean).map(|s| s.page).filter(|&p| p > 0)
    }

    fn start_in_base(&self, clean: u32) -> u32 {
        match self.segment_at(clean) {
            Some(s) if s.is_copy() => s.base.start + (clean - s.clean.start),
            Some(s) => s.base.start,
            None => self.segments.last().map_or(0, |s| s.base.end),
        }
    }

    fn segment_at(&self, clean: u32) -> Option<Segment> {
        let i = self.segments.partition_point(|s| s.clean.end <= clean);
        self.segments.get(i).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> SourceMap {
        let mut map = SourceMap::default();
        // "a&amp;b" → "a&b", then a dropped run, then "c"
        for (clean, base) in [((0, 1), (0, 1)), ((1, 2), (1, 6)), ((2, 3), (6, 7)), ((3, 4), (20, 21))] {
            map.push(Segment { clean: Span::new(clean.0, clean.1), base: Span::new(base.0, base.1), page: 0 });
        }
        map
    }

    #[test]
    fn entities_map_whole() {
        assert_eq!(map().to_base(Span::new(1, 2)), Span::new(1, 6));
        assert_eq!(map().to_base(Span::new(0, 4)), Span::new(0, 21));
    }

    #[test]
    fn empty_spans_stay_empty() {
        assert_eq!(map().to_base(Span::new(3, 3)), Span::new(20, 20));
        assert_eq!(map().to_base(Span::new(4, 4)), Span::new(21, 21));
    }
}
