//! Sentence starts from blocks, layout and tokens.

use legation_model::{BlockKind, SentStart, Span};
use legation_packs::segment::SegmentPack;

/// What is known of the sentence boundaries of one block before the parser runs: one entry per token, in order.
///
/// `text` is the block's text, `tokens` are the tokens' bytes in it.
pub fn starts(text: &str, kind: BlockKind, tokens: &[Span], pack: &SegmentPack) -> Vec<SentStart> {
    let _ = (text, kind, pack);
    let mut out = vec![SentStart::Unset; tokens.len()];
    if let Some(first) = out.first_mut() {
        *first = SentStart::Start;
    }
    out
}
