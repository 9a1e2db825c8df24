//! From a time expression to the interval in which an event lies.

use legation_model::{Bound, Edtf, TimeBound};

/// How an event stands to the publication of the piece that tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// It took place.
    Past,
    /// It goes on.
    Ongoing,
    /// It is announced, demanded or threatened: it lies between utterance and deadline.
    ToCome,
}

/// The interval of an event that is told with a time expression (its EDTF and bound; `None` when the sentence has
/// none), in a piece published at `published`.
///
/// Source: the gold's guidelines, "rules settled": what is demanded, threatened or planned lies from utterance to
/// deadline, else `date/..`; what goes on is an interval that ends at publication; what is past and undated lies
/// before publication.
pub fn event_interval(
    time: Option<(Edtf, Option<TimeBound>)>,
    published: Option<Edtf>,
    happening: Happening,
) -> Option<Edtf> {
    let last = published.and_then(Edtf::last);
    let up_to = |from: Option<Bound>| Edtf::interval(from, last.map(Bound::day)).or_else(|| Edtf::interval(from, None));
    let said = published.and_then(Edtf::to).map(|b| Bound::day(b.last()));
    let Some((time, bound)) = time else {
        return match happening {
            Happening::Past | Happening::Ongoing => up_to(None),
            Happening::ToCome => Edtf::interval(said, None),
        };
    };
    match (happening, bound) {
        (Happening::Past | Happening::ToCome, None | Some(TimeBound::Throughout)) => Some(time),
        (Happening::Past | Happening::Ongoing, Some(TimeBound::NotAfter)) => Edtf::interval(None, time.to()),
        (Happening::Past, Some(TimeBound::NotBefore)) | (Happening::Ongoing, _) => {
            // An interval of the past that the event is said to last through keeps its own end.
            if bound == Some(TimeBound::Throughout) && time.last() < last {
                return Some(time);
            }
            up_to(time.from()).or(Some(time))
        }
        (Happening::ToCome, Some(TimeBound::NotAfter)) => {
            Edtf::interval(said, time.to()).or_else(|| Edtf::interval(None, time.to()))
        }
        (Happening::ToCome, Some(TimeBound::NotBefore)) => Edtf::interval(time.from(), None),
    }
}
