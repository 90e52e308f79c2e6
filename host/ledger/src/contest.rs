//! Words of a store whose dates do not tell which of two is its last, so that it has to be asked once more.
//!
//! A store's own words may share a second, if its dates are no finer. And a question is dated no later than it was sent:
//! its answer may know of a word that counts as newer than itself, and say otherwise.

use super::lane::Lane;
use super::member::Member;
use super::observation::{Observation, Standing, Term};
use super::payment::Offer;
use super::place::Asked;
use super::time::Time;

/// The time by which a question may be dated too early, in milliseconds: the answer was on its way for that long.
const UNCERTAIN: i64 = 15_000;

/// The words about a purchase that a new one may deny.
struct Words<'a> {
    standing: Option<Standing>,
    renews: Option<bool>,
    account: Option<&'a String>,
    terms: Vec<(&'a Term, Option<Offer>)>,
    /// True if these are all terms there are.
    whole: bool,
}

impl Member {
    /// Returns true if it is not known whether `seen` is the store's last word, or what is known.
    pub(super) fn contests(&self, seen: &Observation) -> bool {
        match seen.asked {
            Some(_) => Words::said_after(&self.said, seen.at).denies(seen),
            None => seen.to_the_second && Words::beside(self, seen.at).denies(seen),
        }
    }
}

impl<'a> Words<'a> {
    /// Collects the store's own words that count as newer than an answer.
    fn said_after(said: &'a Lane, at: Time) -> Self {
        let terms = said.terms.values().filter_map(|it| {
            let term = it.term.as_ref().filter(|it| it.at > at)?;
            let offer = it.offer.as_ref().filter(|it| it.at > at);
            Some((&term.value, offer.map(|it| it.value)))
        });
        Self {
            standing: said
                .standing
                .as_ref()
                .filter(|it| it.at > at)
                .map(|it| it.value),
            renews: said
                .renews
                .as_ref()
                .filter(|it| it.at > at)
                .map(|it| it.value),
            account: said
                .account
                .as_ref()
                .filter(|it| it.at > at)
                .map(|it| &it.value),
            terms: terms.collect(),
            whole: said.complete_at.is_some_and(|it| it > at),
        }
    }

    /// Collects the last words of a store that may be older or newer than one that it dated to the second.
    fn beside(member: &'a Member, at: Time) -> Self {
        let near = |known: Asked| {
            let same = known.at.millis().div_euclid(1000) == at.millis().div_euclid(1000);
            let asked = known.number > 0 && known.at <= at && known.at.plus_millis(UNCERTAIN) > at;
            same || asked
        };
        let terms = member.terms().into_iter().filter(|it| near(it.at));
        let terms: Vec<_> = terms.map(|it| (it.term, Some(it.offer))).collect();
        Self {
            standing: member
                .last_standing()
                .filter(|it| near(it.0))
                .map(|it| *it.1),
            renews: member.last_renews().filter(|it| near(it.0)).map(|it| *it.1),
            account: member.account().filter(|it| near(it.0)).map(|it| it.1),
            whole: !terms.is_empty(),
            terms,
        }
    }

    /// Returns true if `seen` says otherwise.
    fn denies(&self, seen: &Observation) -> bool {
        let dropped = self.terms.iter().any(|(term, offer)| {
            let other = seen.terms.iter().find(|it| it.id == term.id);
            other.is_none_or(|it| is_other(term, *offer, it))
        });
        let known = |it: &Term| self.terms.iter().any(|(term, _)| term.id == it.id);
        dropped
            || (self.whole && !seen.terms.iter().all(known))
            || differ(self.standing.as_ref(), seen.standing.as_ref())
            || differ(self.renews.as_ref(), seen.renews.as_ref())
            || differ(self.account, seen.account.as_ref())
    }
}

/// Returns true if two words are known and not the same.
fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// Returns true if two words about one term are not the same. Its beginning does not count: it is
/// never later than the word itself.
fn is_other(known: &Term, offer: Option<Offer>, seen: &Term) -> bool {
    let alone = |it: &Term| Term {
        offer: None,
        starts: known.starts,
        ..it.clone()
    };
    alone(known) != alone(seen) || differ(offer.as_ref(), seen.offer.as_ref())
}
