//! The entity recogniser: one BILUO move per token.
//! Source: `spacy/pipeline/_parser_internals/ner.pyx` of spaCy 3.8 (MIT).

use std::ops::Range;

use legation_model::Iob;

use crate::LoadError;
use crate::config::Config;
use crate::kernel::{self, Operation, Precision, Vectors};
use crate::names::{NameId, Names};
use crate::package::Package;
use crate::tok2vec::TokenVectors;
use crate::transition::{Among, Scorer, ScorerBuffers};
use crate::weights::ModelFile;

const BEGIN: u8 = 1;
const IN: u8 = 2;
const LAST: u8 = 3;
const UNIT: u8 = 4;
const OUT: u8 = 5;

#[derive(Debug)]
pub(crate) struct Ner {
    scorer: Scorer<3>,
    labels: Vec<NameId>,
    /// The moves that open an entity.
    begin: Range<usize>,
    /// What may be done outside: with a space, with the last word of a sentence, with any other word.
    outside: [Among; 3],
    /// The labels of entities, and the moves that go on with one or end it.
    inside: Vec<(NameId, Among)>,
}

impl Ner {
    pub(crate) fn load(
        component: &str,
        config: &Config,
        package: &Package,
        model: &ModelFile,
        names: &mut Names,
    ) -> Result<Self, LoadError> {
        let scorer = Scorer::<3>::load(component, config, package, model, &[BEGIN, IN, LAST, UNIT, OUT])?;
        let labels: Vec<NameId> = scorer.moves.iter().map(|m| names.add(&m.label)).collect();
        let range = |action: u8| {
            let first = scorer.moves.iter().position(|m| m.action == action);
            let last = scorer.moves.iter().rposition(|m| m.action == action);
            first.zip(last).map(|(a, b)| a..b + 1)
        };
        let unlabelled = |r: &Range<usize>| scorer.moves[r.clone()].iter().any(|m| m.label.is_empty());
        let (Some(begin), Some(unit), Some(out)) = (range(BEGIN), range(UNIT), range(OUT)) else {
            return Err(model.damaged("the recogniser lacks an action"));
        };
        if unlabelled(&begin) {
            return Err(model.damaged("an entity has no label"));
        }
        // The unit without a label marks preset gaps, which there are none of here.
        let unit = unit.filter(|&m| !scorer.moves[m].label.is_empty()).map(|m| m..m + 1).fold(
            Vec::<Range<usize>>::new(),
            |mut all, r| {
                match all.last_mut() {
                    Some(last) if last.end == r.start => last.end = r.end,
                    _ => all.push(r),
                }
                all
            },
        );
        let mut inside = Vec::new();
        for m in begin.clone() {
            let find =
                |action: u8| (0..labels.len()).find(|&i| scorer.moves[i].action == action && labels[i] == labels[m]);
            let (Some(go_on), Some(end)) = (find(IN), find(LAST)) else {
                return Err(model.damaged("an entity cannot be ended"));
            };
            inside.push((labels[m], scorer.among(&[go_on..go_on + 1, end..end + 1])));
        }
        let last: Vec<Range<usize>> = unit.into_iter().chain([out.clone()]).collect();
        let other: Vec<Range<usize>> = std::iter::once(begin.clone()).chain(last.iter().cloned()).collect();
        let outside = [scorer.among(&[out]), scorer.among(&last), scorer.among(&other)];
        Ok(Self { scorer, labels, begin, outside, inside })
    }

    /// The place in an entity and its type, for every token.
    pub(crate) fn recognise(
        &self,
        vectors: TokenVectors<'_>,
        starts: &[bool],
        is_space: &[bool],
        buffers: &mut ScorerBuffers,
        entities: &mut Vec<(Iob, NameId)>,
    ) {
        entities.clear();
        kernel::run(Run { ner: self, vectors, starts, is_space, buffers, entities });
    }
}

struct Run<'a> {
    ner: &'a Ner,
    vectors: TokenVectors<'a>,
    starts: &'a [bool],
    is_space: &'a [bool],
    buffers: &'a mut ScorerBuffers,
    entities: &'a mut Vec<(Iob, NameId)>,
}

impl Operation for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vectors>(self, v: V) {
        let Self { ner, mut vectors, starts, is_space, buffers, entities } = self;
        ner.scorer.start(Precision::of(vectors.exactly.is_some()), buffers);
        let count = starts.len();
        // First token and label of the open entity.
        let mut open: Option<(usize, usize)> = None;
        for token in 0..count {
            let goes_on = token + 1 < count && !starts[token + 1];
            let among = if let Some((_, kind)) = open {
                let (label, among) = &ner.inside[kind];
                if !goes_on {
                    entities.push((Iob::Inside, *label));
                    open = None;
                    continue;
                }
                among
            } else {
                &ner.outside[if is_space[token] { 0 } else { 1 + usize::from(goes_on) }]
            };
            let here = token as i32;
            let features = open.map_or([here, -1, -1], |(first, _)| [here, first as i32, here - 1]);
            let best = ner.scorer.choose(v, features, &mut vectors, among, buffers);
            let Some(best) = best else { break };
            let label = ner.labels[best];
            entities.push(match ner.scorer.moves[best].action {
                BEGIN => {
                    open = Some((token, best - ner.begin.start));
                    (Iob::Begin, label)
                }
                IN => (Iob::Inside, label),
                LAST => {
                    open = None;
                    (Iob::Inside, label)
                }
                UNIT => (Iob::Begin, label),
                _ => (Iob::Outside, 0),
            });
        }
    }
}
