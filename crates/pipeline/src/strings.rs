//! Ids of strings: spaCy's store gives every string a 64-bit id, its hash, except for a list of reserved names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static SYMBOLS: LazyLock<FxHashMap<&'static str, u64>> = LazyLock::new(|| {
    table(include_str!("symbols.tsv")).filter_map(|(name, id)| Some((name, id.parse().ok()?))).collect()
});

/// The rows of a two-column table after comments and header.
pub(crate) fn table(tsv: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    tsv.lines().filter(|l| !l.starts_with("# ")).skip(1).filter_map(|l| l.split_once('\t'))
}

/// The id of a string.
pub(crate) fn id(s: &str) -> u64 {
    if s.is_empty() {
        return 0;
    }
    // Reserved names are ASCII and short; most words skip the look-up.
    if s.len() <= 20
        && s.is_ascii()
        && let Some(&symbol) = SYMBOLS.get(s)
    {
        return symbol;
    }
    hash(s.as_bytes())
}

/// `MurmurHash64A` with seed 1, of which spaCy makes its string ids. Source: Austin Appleby, public domain.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut h = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, tail) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> 47;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !tail.is_empty() {
        for (i, &byte) in tail.iter().enumerate() {
            h ^= u64::from(byte) << (8 * i);
        }
        h = h.wrapping_mul(M);
    }
    h ^= h >> 47;
    h = h.wrapping_mul(M);
    h ^ h >> 47
}

/// The four rows' keys of a hash embedding: thinc's variant of `MurmurHash3_x86_128` for one 64-bit id.
/// Source: `thinc/backends/numpy_ops.pyx` and `_murmur3.cpp` (MIT).
pub(crate) fn embedding_keys(id: u64, seed: u32) -> [u32; 4] {
    let finish = |mut h: u64| {
        h ^= h >> 33;
        h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 33;
        h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ h >> 33
    };
    let mut h1 = id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    h1 ^= u64::from(seed) ^ 8;
    let mut h2 = u64::from(seed) ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = finish(h1);
    h2 = finish(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_spacys() {
        // Values from spacy.strings.get_string_id of spaCy 3.8.
        assert_eq!(id(""), 0);
        assert_eq!(id("mark"), 423);
        assert_eq!(id("because"), 16_950_148_841_647_037_698);
        assert_eq!(id("été"), 416_107_850_921_971_791);
    }
}
