//! A package made by hand, so that tests run where no model is: every component, with weights from a fixed sequence.

use legation_pipeline::Package;

const CONFIG: &str = r#"
[nlp]
lang = "en"
pipeline = ["tok2vec","tagger","parser","attribute_ruler","lemmatizer","ner"]
disabled = []
tokenizer = {"@tokenizers":"spacy.Tokenizer.v1"}
[components.tok2vec]
factory = "tok2vec"
[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"
[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = ${components.tok2vec.model.encode:width}
attrs = ["NORM","SHAPE","SPACY"]
include_static_vectors = false
[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 2
window_size = 1
maxout_pieces = 3
[components.tagger]
factory = "tagger"
[components.tagger.model]
@architectures = "spacy.Tagger.v2"
[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
[components.parser]
factory = "parser"
[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
hidden_width = 64
maxout_pieces = 2
use_upper = true
extra_state_tokens = false
[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
hidden_width = 64
maxout_pieces = 2
use_upper = true
extra_state_tokens = false
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
[components.attribute_ruler]
factory = "attribute_ruler"
[components.lemmatizer]
factory = "lemmatizer"
mode = "rule"
overwrite = false
"#;

/// A value to write as `MessagePack`.
pub(crate) enum Pack {
    Nil,
    Bool(bool),
    Int(u64),
    Str(String),
    Bin(Vec<u8>),
    List(Vec<Pack>),
    Map(Vec<(Pack, Pack)>),
}

impl Pack {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let head = |out: &mut Vec<u8>, tag: u8, len: usize| {
            out.push(tag);
            out.extend((len as u32).to_be_bytes());
        };
        match self {
            Self::Nil => out.push(0xc0),
            Self::Bool(b) => out.push(0xc2 + u8::from(*b)),
            Self::Int(n) => {
                out.push(0xcf);
                out.extend(n.to_be_bytes());
            }
            Self::Str(s) => {
                head(out, 0xdb, s.len());
                out.extend(s.as_bytes());
            }
            Self::Bin(b) => {
                head(out, 0xc6, b.len());
                out.extend(b);
            }
            Self::List(items) => {
                head(out, 0xdd, items.len());
                for item in items {
                    item.write(out);
                }
            }
            Self::Map(pairs) => {
                head(out, 0xdf, pairs.len());
                for (key, value) in pairs {
                    key.write(out);
                    value.write(out);
                }
            }
        }
    }
}

fn text(s: &str) -> Pack {
    Pack::Str(s.to_owned())
}

fn map<const N: usize>(pairs: [(&str, Pack); N]) -> Pack {
    Pack::Map(pairs.into_iter().map(|(k, v)| (text(k), v)).collect())
}

fn list<const N: usize>(items: [Pack; N]) -> Pack {
    Pack::List(items.into_iter().collect())
}

fn bytes(value: &Pack) -> Vec<u8> {
    let mut out = Vec::new();
    value.write(&mut out);
    out
}

/// A layer with parameters of these shapes.
type Layer<'a> = (&'a str, &'a [(&'a str, &'a [usize])]);

fn model_file(seed: u32, layers: &[Layer<'_>]) -> Vec<u8> {
    let mut state = seed;
    let mut tensor = |shape: &[usize]| {
        let mut data = Vec::new();
        for _ in 0..shape.iter().product() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let number = (state >> 8) as f32 / (1 << 24) as f32 - 0.5;
            data.extend(number.to_le_bytes());
        }
        map([
            ("nd", Pack::Bool(true)),
            ("type", text("<f4")),
            ("shape", Pack::List(shape.iter().map(|&d| Pack::Int(d as u64)).collect())),
            ("data", Pack::Bin(data)),
        ])
    };
    let (mut nodes, mut attrs, mut params) = (Vec::new(), Vec::new(), Vec::new());
    for (i, (name, tensors)) in layers.iter().enumerate() {
        nodes.push(map([("name", text(name))]));
        attrs.push(map([("seed", Pack::Bin(bytes(&Pack::Int(8 + i as u64))))]));
        params.push(Pack::Map(tensors.iter().map(|(key, shape)| (text(key), tensor(shape))).collect()));
    }
    bytes(&map([("nodes", Pack::List(nodes)), ("attrs", Pack::List(attrs)), ("params", Pack::List(params))]))
}

/// The package.
pub(crate) fn small() -> Package {
    let mut package = Package::new();
    let mut add = |path: &str, bytes: Vec<u8>| package.insert(path.to_owned(), bytes);
    add("config.cfg", CONFIG.as_bytes().to_vec());
    let exception = |word: &str, parts: &[(&str, &str)]| {
        let part =
            |(orth, norm): &(&str, &str)| Pack::Map(vec![(Pack::Int(65), text(orth)), (Pack::Int(67), text(norm))]);
        (text(word), Pack::List(parts.iter().map(part).collect()))
    };
    add(
        "tokenizer",
        bytes(&map([
            ("prefix_search", text(r"^\(|^\.\.+|^[\u00A7\u00A9]")),
            ("suffix_search", text(r"\)$|\.\.+$|(?<=[a-z])\.$|,$|:$")),
            ("infix_finditer", text(r"\.\.+|(?<=[a-z])-(?=[a-z])")),
            ("token_match", Pack::Nil),
            ("url_match", text(r"(?u)^(?:[\w\+\-\.]{2,})://\S+$")),
            (
                "exceptions",
                Pack::Map(vec![exception("don't", &[("do", "do"), ("n't", "not")]), exception(":)", &[(":)", ":)")])]),
            ),
            ("faster_heuristics", Pack::Bool(true)),
        ])),
    );
    let maxout: Layer<'_> = ("maxout", &[("W", &[96, 3, 288]), ("b", &[96, 3])]);
    let norm: Layer<'_> = ("layernorm", &[("G", &[96]), ("b", &[96])]);
    let table: Layer<'_> = ("hashembed", &[("E", &[10, 96])]);
    add("tok2vec/model", model_file(1, &[table, table, table, maxout, norm, maxout, norm, maxout, norm]));
    add("tagger/model", model_file(2, &[("softmax", &[("W", &[3, 96]), ("b", &[3])])]));
    add("tagger/cfg", br#"{"labels": ["NN", "VB", "_SP"]}"#.to_vec());
    let heads = |moves: usize, features: usize, seed: u32| {
        model_file(
            seed,
            &[
                (
                    "precomputable_affine",
                    &[("W", &[features, 64, 2, 64]), ("b", &[64, 2]), ("pad", &[1, features, 64, 2])],
                ),
                ("linear", &[("W", &[moves, 64]), ("b", &[moves])]),
                ("linear", &[("W", &[64, 96]), ("b", &[64])]),
            ],
        )
    };
    let moves = |json: &str| bytes(&map([("moves", text(json))]));
    add("parser/model", heads(7, 8, 3));
    add("parser/cfg", br#"{"beam_width": 1}"#.to_vec());
    add(
        "parser/moves",
        moves(r#"{"0":{"":9},"1":{"":9},"2":{"nsubj":5,"dep":0},"3":{"obj||nsubj":4,"dep":0},"4":{"ROOT":1}}"#),
    );
    add("ner/model", heads(9, 3, 4));
    add("ner/cfg", br#"{"beam_width": 1}"#.to_vec());
    add(
        "ner/moves",
        moves(
            r#"{"0":{},"1":{"GPE":2,"ORG":1},"2":{"GPE":2,"ORG":1},"3":{"GPE":2,"ORG":1},"4":{"GPE":2,"ORG":1},"5":{"":1}}"#,
        ),
    );
    let rule = |tests: [(&str, Pack); 1], sets: [(&str, Pack); 1]| {
        map([("patterns", list([list([map(tests)])])), ("attrs", map(sets)), ("index", Pack::Int(0))])
    };
    add(
        "attribute_ruler/patterns",
        bytes(&list([
            rule([("TAG", text("NN"))], [("POS", text("NOUN"))]),
            rule([("TAG", map([("IN", list([text("VB")]))]))], [("POS", text("VERB"))]),
            rule([("LOWER", map([("REGEX", text("^n'?t$"))]))], [("LEMMA", text("not"))]),
            rule([("IS_SPACE", Pack::Bool(true))], [("POS", text("SPACE"))]),
        ])),
    );
    add("lemmatizer/lookups/lookups.bin", bytes(&map([])));
    package
}
