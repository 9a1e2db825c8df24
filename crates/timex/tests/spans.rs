//! Spans of whatever text: on character boundaries, in order, disjoint, the same at every run.

use std::sync::OnceLock;

use legation_packs::{Files, Packs};
use legation_timex::{Anchor, tag};
use proptest::prelude::*;

fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| {
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
        let files = Files::from_dir(data.as_ref()).expect("the data folder is there");
        Packs::load(&files).expect("the packs load")
    })
}

/// Pieces that time expressions are made of, with signs, odd spaces and letters of several bytes between.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "Monday",
        "lundi",
        "le",
        "1er",
        "31",
        "30",
        "February",
        "février",
        "2020",
        "0",
        "9999",
        "20",
        "h",
        "p.m.",
        "à",
        "de",
        "au",
        "last",
        "next",
        "dernier",
        "prochaine",
        "year",
        "semaine",
        "ans",
        "ago",
        "il y a",
        "two",
        "deux",
        "et demi",
        "half",
        "XIXe",
        "siècle",
        "’",
        "'",
        "-",
        "–",
        ".",
        ",",
        ":",
        "/",
        "\u{a0}",
        "\u{202f}",
        "\n",
        "\n\n",
        "é",
        "中",
        "🙂",
        "e\u{301}",
        "$",
        "the",
        "earlier",
        "quarter",
        "nuit",
        "soir",
        "every",
        "tous les",
        "99",
        "12",
        "1990",
        "s",
        "Easter",
        "Pâques",
        "million",
        "mille",
    ];
    prop_oneof![
        8 => proptest::sample::select(words.map(str::to_owned).to_vec()),
        1 => any::<String>(),
        1 => "[0-9]{1,14}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec((piece(), proptest::bool::weighted(0.8)), 0..30);
    pieces.prop_map(|pieces| {
        let mut out = String::new();
        for (piece, space) in pieces {
            out.push_str(&piece);
            out.push_str(if space { " " } else { "" });
        }
        out
    })
}

fn anchor() -> impl Strategy<Value = Anchor> {
    let dates = [
        None,
        Some("2021-10-18"),
        Some("2020-02-29"),
        Some("0001-01-01"),
        Some("9998-12-31"),
        Some("2021-10"),
        Some("2021/2022"),
    ];
    (proptest::sample::select(dates.to_vec()), any::<bool>())
        .prop_map(|(date, narrative)| Anchor { published: date.and_then(|d| d.parse().ok()), narrative })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_lie_on_characters_in_order_and_apart(text in text(), anchor in anchor()) {
        let packs = packs();
        for lang in packs.langs.values() {
            let found = tag(&text, &lang.timex, &packs.world, anchor, None);
            let mut end = 0;
            for timex in &found {
                prop_assert!(timex.span.lo() >= end && timex.span.lo() < timex.span.hi());
                prop_assert!(text.is_char_boundary(timex.span.lo()) && text.is_char_boundary(timex.span.hi()));
                prop_assert_eq!(timex.span.of(&text).trim(), timex.span.of(&text));
                prop_assert!(!timex.value.is_empty());
                end = timex.span.hi();
            }
            prop_assert_eq!(&found, &tag(&text, &lang.timex, &packs.world, anchor, None));
        }
    }
}
