//! The search for a value that meets several comparisons of one identifier, among every kind of value that could.

use paywall_runtime::request::Request;
use paywall_runtime::rule::leaf::Leaf;
use paywall_runtime::rule::operator::{Operand, Test};
use serde_json::{Value, json};

use super::identifier::Domain;

/// A comparison that is to hold (true) or not to hold (false).
pub(super) type Literal<'a> = (&'a Leaf, bool);

/// Returns true if no value of the identifier satisfies all of these. In doubt, one does.
pub(super) fn exclude(literals: &[Literal<'_>], domain: &Domain, now: f64) -> bool {
    let request = Request {
        now: Some(now),
        ..Request::default()
    };
    let fits = |value: &Value| {
        literals
            .iter()
            .all(|(leaf, wanted)| leaf.holds(value, &request) == Some(*wanted))
    };
    if two_exclude(literals) {
        return true;
    }
    match domain {
        Domain::Closed(values) => !values.iter().any(fits),
        Domain::Single => witnesses(literals, now).is_some_and(|values| !values.iter().any(fits)),
        // A list can meet comparisons that exclude each other, each with another of its entries.
        Domain::List | Domain::Any => false,
    }
}

/// Returns true if one comparison refuses all that another asks. This holds for lists, too.
fn two_exclude(literals: &[Literal<'_>]) -> bool {
    literals.iter().any(|asked| {
        is_positive(asked)
            && literals
                .iter()
                .any(|refused| !is_positive(refused) && covers(refused.0, asked.0))
    })
}

/// Returns true if the attribute must pass the test, rather than fail it.
fn is_positive((leaf, wanted): &Literal<'_>) -> bool {
    leaf.operator.negated != *wanted
}

/// Returns true if the attribute passes when it is one of some values.
fn is_one_of(leaf: &Leaf) -> bool {
    matches!(leaf.operator.test, Test::Equals | Test::InList)
}

/// Returns true if everything that passes the test of `narrow` passes that of `wide`.
fn covers(wide: &Leaf, narrow: &Leaf) -> bool {
    let same = wide.operator.test == narrow.operator.test
        && wide.operator.folded == narrow.operator.folded;
    let within = |part: &[Value], whole: &[Value]| part.iter().all(|value| whole.contains(value));
    match wide.operator.test {
        Test::Set => true,
        _ if !same => false,
        Test::AllOf => within(&wide.values, &narrow.values),
        test if test.takes_bounds() => wide.values == narrow.values,
        test if test.operand().is_time() => {
            narrow.times.iter().all(|time| wide.times.contains(time))
        }
        _ => within(&narrow.values, &wide.values),
    }
}

/// Lists values such that one of them satisfies all comparisons if
/// any single value does. None if that cannot be told.
fn witnesses(literals: &[Literal<'_>], now: f64) -> Option<Vec<Value>> {
    let one_of = literals.iter().find(|literal| {
        let operator = literal.0.operator;
        is_positive(literal) && !operator.folded && is_one_of(literal.0)
    });
    if let Some((leaf, _)) = one_of {
        let lists = leaf.lists.iter();
        let listed = lists.flat_map(|list| list.texts.keys().map(|text| json!(text)));
        let others = leaf.lists.iter().flat_map(|list| list.others.clone());
        let named = leaf
            .values
            .iter()
            .filter(|_| leaf.operator.test == Test::Equals);
        let all = named.cloned().chain(listed).chain(others);
        return Some(all.flat_map(|value| forms(&value)).collect());
    }
    let mut bounds = Bounds::default();
    for literal in literals {
        bounds.add(literal)?;
    }
    bounds.witnesses(now)
}

/// Lists the forms of a value that equal it.
fn forms(value: &Value) -> Vec<Value> {
    let mut out = vec![value.clone()];
    if let Some(text) = value.as_str() {
        let number = serde_json::from_str::<Value>(text).ok();
        out.extend(number.filter(Value::is_number));
        out.extend(text.to_ascii_lowercase().parse::<bool>().map(Value::from));
    }
    out
}

/// The values at which comparisons of order turn.
#[derive(Debug, Default)]
struct Bounds {
    numbers: Vec<f64>,
    versions: Vec<String>,
    instants: Vec<f64>,
    /// Times by the customer's clock. How they lie among instants depends on the customer's zone.
    walls: Vec<f64>,
    lengths: Vec<f64>,
}

impl Bounds {
    /// Adds the bounds of a comparison. Returns None for a comparison without bounds.
    fn add(&mut self, literal: &Literal<'_>) -> Option<()> {
        let leaf = literal.0;
        let numbers = || leaf.values.iter().filter_map(Value::as_f64);
        match leaf.operator.test.operand() {
            Operand::Number => self.numbers.extend(numbers()),
            Operand::Version => {
                let texts = leaf.values.iter().filter_map(Value::as_str);
                self.versions.extend(texts.map(str::to_owned));
            }
            Operand::Instant => {
                for moment in &leaf.times {
                    let list = if moment.wall {
                        &mut self.walls
                    } else {
                        &mut self.instants
                    };
                    list.push(moment.time);
                }
            }
            Operand::Duration => self
                .lengths
                .extend(leaf.times.iter().map(|length| length.time)),
            Operand::Nothing => {}
            // Refusing some whole values leaves room for any other; refusing that all are there says more.
            _ if is_one_of(leaf) && !is_positive(literal) => {}
            _ => return None,
        }
        Some(())
    }

    /// Lists every bound, with values between and beyond them. None unless the bounds are of one kind.
    fn witnesses(self, now: f64) -> Option<Vec<Value>> {
        let kinds = [
            self.numbers.is_empty(),
            self.versions.is_empty(),
            self.instants.is_empty(),
            self.walls.is_empty(),
            self.lengths.is_empty(),
        ];
        if kinds.iter().filter(|is_empty| !**is_empty).count() != 1 {
            return None;
        }
        let instants = self.instants.into_iter().chain(self.walls);
        let numbers = self.numbers.into_iter().chain(instants);
        let lengths = self.lengths.into_iter();
        let relative = lengths.flat_map(|length| [now - length, now, now + length]);
        let mut out: Vec<_> = between(numbers.chain(relative).collect());
        for version in self.versions {
            let above = if version.contains('-') {
                ".0"
            } else {
                ".0.0.0.0.0.1"
            };
            out.extend([above, "-0", ""].map(|end| json!(format!("{version}{end}"))));
        }
        out.extend([
            json!("0-0"),
            json!("999999999"),
            json!("\u{1}"),
            Value::Null,
        ]);
        Some(out)
    }
}

/// Lists bounds, with values between and beyond them.
fn between(mut bounds: Vec<f64>) -> Vec<Value> {
    bounds.sort_by(f64::total_cmp);
    let mut out = Vec::new();
    for pair in bounds.windows(2) {
        if let [low, high] = pair {
            // Uneven parts, because a value excluded by name is rarely hit by them.
            out.extend([0.381_966, 0.618_034].map(|part| json!(low + (high - low) * part)));
        }
    }
    let (first, last) = (bounds.first().copied(), bounds.last().copied());
    out.extend(first.map(|first| json!(first - 1.618)));
    out.extend(last.map(|last| json!(last + 1.618)));
    out.extend(bounds.into_iter().map(|bound| json!(bound)));
    out
}
