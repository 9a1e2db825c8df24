use legation_model::Article;

/// What a text is like: the same for texts that differ in case, punctuation and white space alone, close for texts
/// that share most of their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint {
    /// Hash over all words in order: equal for reprints, different (but for chance) otherwise.
    pub exact: u64,
    /// Similarity hash over runs of three words. Source: M. Charikar, "Similarity Estimation Techniques from Rounding
    /// Algorithms", STOC 2002; with shingles as G. Manku et al., "Detecting Near-Duplicates for Web Crawling", WWW 2007.
    pub similar: u64,
    /// Number of words; short texts are alike by chance.
    pub words: u32,
}

impl Fingerprint {
    /// The fingerprint of a text.
    pub fn of(text: &str) -> Self {
        let mut exact = SEED;
        let mut counts = [0_i32; 64];
        let mut words = 0_u32;
        let mut last = [0_u64; 2];
        let mut add = |hash: u64| {
            for (bit, count) in counts.iter_mut().enumerate() {
                *count += if hash >> bit & 1 == 1 { 1 } else { -1 };
            }
        };
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            let hash = word.chars().flat_map(char::to_lowercase).fold(SEED, |h, c| mix(h ^ u64::from(c)));
            exact = mix(exact ^ hash);
            words += 1;
            if words >= 3 {
                add(mix(last[0].rotate_left(1) ^ last[1].rotate_left(7) ^ hash));
            }
            last = [last[1], hash];
        }
        if words < 3 {
            add(exact);
        }
        let similar = counts.iter().enumerate().filter(|(_, c)| **c > 0).fold(0, |h, (bit, _)| h | 1 << bit);
        Self { exact, similar, words }
    }

    /// In how many of 64 bits two similarity hashes differ: 0 to about 6 for near-duplicates of a paragraph or more,
    /// about 32 for strangers.
    pub fn distance(self, other: Self) -> u32 {
        (self.similar ^ other.similar).count_ones()
    }
}

/// The fingerprints of an article: of its whole clean text, and of every block, in order.
pub fn fingerprints(article: &Article) -> (Fingerprint, Vec<Fingerprint>) {
    let blocks = article.blocks.iter().map(|block| Fingerprint::of(article.block_text(block))).collect();
    (Fingerprint::of(&article.text), blocks)
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of `SplitMix64`. Source: S. Vigna, <https://prng.di.unimi.it/splitmix64.c>, public domain.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(SEED);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The two governments agreed on Tuesday to reopen the border crossing that was closed eleven years \
        ago, after a night of talks in the lakeside town, and to send their railway ministers to inspect the old bridge \
        before the end of the month, officials of both sides said in a joint statement read out to reporters.";

    #[test]
    fn layout_does_not_matter() {
        let other = STORY.replace(' ', "\n ").to_uppercase();
        assert_eq!(Fingerprint::of(STORY), Fingerprint::of(&other));
    }

    #[test]
    fn edits_stay_close_and_strangers_far() {
        let edited = STORY.replace("on Tuesday", "late on Tuesday").replace("eleven", "11");
        let stranger = "A ship with forty containers of grain left the port at dawn under an agreement that its owners had \
            doubted until the last hour, the harbour master told local radio, while two more wait at anchor for a pilot.";
        let (a, b, c) = (Fingerprint::of(STORY), Fingerprint::of(&edited), Fingerprint::of(stranger));
        assert_ne!(a.exact, b.exact);
        assert!(a.distance(b) <= 16, "{}", a.distance(b));
        assert!(a.distance(c) >= 20, "{}", a.distance(c));
    }
}
