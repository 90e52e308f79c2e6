//! The shares of a rule's segments: who shares customers out with whom, and edits after which the shares sum to 100.

use serde_json::{Map, Value, json};

use super::{entries, object, text};
use crate::content::{Content, Name};
use crate::form::FORMS;
use crate::operation::{Destination, Operation};
use crate::section::Section;
use crate::tree::{Key, Path};

/// Segments that share customers out: all of an experiment, or those of some form factors.
struct Group<'a> {
    forms: Vec<&'static str>,
    /// The field that holds the shares.
    field: &'static str,
    segments: Vec<&'a Value>,
}

/// Tells the groups of a rule's segments: `[{forms, segments, names, shares, sum, is_drawn}]`.
pub(super) fn told(content: &Content, rule: &Value) -> Value {
    let told = groups(rule).into_iter().map(|group| {
        let shares = shares(&group);
        let segments = group.segments.iter();
        let names = segments.clone().map(|segment| name(content, segment));
        let is_drawn = segments.clone().any(|one| one.get("ranges").is_some());
        object([
            ("forms", group.forms.clone().into()),
            (
                "segments",
                segments.clone().map(|one| (*one).clone()).collect(),
            ),
            ("names", names.collect()),
            ("sum", number(sum(&shares))),
            ("shares", shares.into_iter().map(number).collect()),
            ("is_drawn", is_drawn.into()),
        ])
    });
    told.collect()
}

/// Gives a segment of a group a share in percent; the neighbour gives or takes the difference, or all others do.
pub fn resize(
    content: &Content,
    rule: &str,
    group: usize,
    at: usize,
    share: f64,
) -> Vec<Operation> {
    edit(content, rule, group, |_, group| {
        sharing(rule, group, &resized(&shares(group), at, share))
    })
}

/// Shares 100 out in the proportions that a group has.
pub fn even(content: &Content, rule: &str, group: usize) -> Vec<Operation> {
    edit(content, rule, group, |_, group| {
        sharing(rule, group, &shared(&shares(group)))
    })
}

/// Adds a segment with an equal share; the others give it up in proportion.
pub fn add_variant(content: &Content, rule: &str, group: usize) -> Vec<Operation> {
    edit(content, rule, group, |whole, group| {
        let mut wider = shares(group);
        let count = wider.len();
        wider.push(0.0);
        let mut next = resized(&wider, count, 100.0 / (count + 1) as f64);
        let share = next.pop().unwrap_or_default();
        let last = group.segments.last().copied().unwrap_or(&Value::Null);
        let known = entries(whole, "segments");
        let is_free = |id: &String| known.iter().all(|one| text(one, "segment") != Some(id));
        let mut ids = (1..=known.len() + 1).map(|number| format!("variant-{number}"));
        let id = ids.find(is_free).unwrap_or_default();
        let forms = group
            .forms
            .iter()
            .map(|form| json!({ "form_factor": form }));
        let forms = match group.forms.is_empty() {
            true => last.get("form_factors").cloned().unwrap_or_default(),
            false => forms.collect(),
        };
        let fields = [
            ("segment", Value::from(id)),
            ("name", format!("Variant {}", count + 1).into()),
            (group.field, number(share)),
            ("paywall", last.get("paywall").cloned().unwrap_or_default()),
            ("form_factors", forms),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let mut steps = sharing(rule, group, &next);
        steps.push(Operation::Insert {
            section: Section::Rules,
            part: rule.to_owned(),
            into: Some(Destination {
                parent: Key::new(),
                slot: Path(vec!["segments".to_owned()]),
                single: false,
            }),
            after: Some(address(last)),
            value: Value::Object(Map::from_iter(fields)),
        });
        steps
    })
}

/// Removes a segment of a group; the others get its share in proportion.
pub fn remove_variant(content: &Content, rule: &str, group: usize, at: usize) -> Vec<Operation> {
    edit(content, rule, group, |_, group| {
        let mut left = shares(group);
        if at >= left.len() {
            return Vec::new();
        }
        left.remove(at);
        let mut rest = Group {
            forms: Vec::new(),
            field: group.field,
            segments: group.segments.clone(),
        };
        let gone = Operation::Remove {
            section: Section::Rules,
            part: rule.to_owned(),
            id: address(rest.segments.remove(at)),
        };
        let mut steps = vec![gone];
        steps.append(&mut sharing(rule, &rest, &shared(&left)));
        steps
    })
}

/// Makes an edit of a group of a rule; none where there is no such group.
fn edit(
    content: &Content,
    rule: &str,
    group: usize,
    make: impl FnOnce(&Value, &Group<'_>) -> Vec<Operation>,
) -> Vec<Operation> {
    let hash = content.manifest.get(&Name::new(Section::Rules, rule));
    let Some(part) = hash.and_then(|hash| content.parts.get(&hash)) else {
        return Vec::new();
    };
    let groups = groups(part);
    groups
        .get(group)
        .map_or(Vec::new(), |group| make(part, group))
}

/// Sets the shares of all segments of a group, as the last of several steps stands for all.
fn sharing(rule: &str, group: &Group<'_>, shares: &[f64]) -> Vec<Operation> {
    let pairs = group.segments.iter().zip(shares);
    let steps = pairs.map(|(segment, share)| Operation::Set {
        section: Section::Rules,
        part: rule.to_owned(),
        id: address(segment),
        path: Path(vec![group.field.to_owned()]),
        value: number(*share),
    });
    steps.collect()
}

/// Returns the address of a segment.
fn address(segment: &Value) -> Key {
    format!("segment:{}", text(segment, "segment").unwrap_or_default())
}

/// Names a segment: by its name, or by what it shows.
fn name(content: &Content, segment: &Value) -> Value {
    let paywall = Name::new(
        Section::Paywalls,
        text(segment, "paywall").unwrap_or_default(),
    );
    let hash = content.manifest.get(&paywall);
    let paywall = hash.and_then(|hash| content.parts.get(&hash));
    let shown = paywall.and_then(|paywall| text(paywall, "name"));
    let id = text(segment, "segment").unwrap_or_default();
    text(segment, "name").or(shown).unwrap_or(id).into()
}

/// Groups segments by whom they share out: all customers in an experiment, else those of a form factor.
fn groups(rule: &Value) -> Vec<Group<'_>> {
    let segments = entries(rule, "segments");
    let is_experiment = rule.get("experiment").is_some_and(Value::is_object);
    let is_weighted = segments.iter().any(|one| one.get("weight").is_some());
    let field = if is_experiment && is_weighted {
        "weight"
    } else {
        "split"
    };
    if is_experiment {
        let segments = segments.iter().collect();
        return vec![Group {
            forms: Vec::new(),
            field,
            segments,
        }];
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for form in FORMS {
        let those = segments.iter().filter(|one| is_on(one, form));
        let segments: Vec<&Value> = those.collect();
        let known = groups.iter_mut().find(|known| {
            let mut pairs = known.segments.iter().zip(&segments);
            known.segments.len() == segments.len()
                && pairs.all(|(one, other)| std::ptr::eq(*one, *other))
        });
        match known {
            Some(known) => known.forms.push(form),
            None if segments.is_empty() => {}
            None => groups.push(Group {
                forms: vec![form],
                field,
                segments,
            }),
        }
    }
    groups
}

/// Returns true for a segment that is shown on a form factor.
fn is_on(segment: &Value, form: &str) -> bool {
    let mut forms = entries(segment, "form_factors").iter();
    forms.any(|one| text(one, "form_factor").or(one.as_str()) == Some(form))
}

/// Reads the shares of a group. Upper bounds, which rise to 100, are read as the shares between them.
fn shares(group: &Group<'_>) -> Vec<f64> {
    let alone = if group.segments.len() == 1 {
        100.0
    } else {
        0.0
    };
    let read = group.segments.iter().map(|segment| {
        let share = segment.get(group.field).and_then(Value::as_f64);
        share.unwrap_or(alone)
    });
    let shares: Vec<f64> = read.collect();
    let is_rising = shares.windows(2).all(|two| two[0] < two[1]);
    let ends_full = shares.last() == Some(&100.0);
    if shares.len() < 2 || is_full(&shares) || !is_rising || !ends_full {
        return shares;
    }
    let mut former = 0.0;
    let between = shares
        .into_iter()
        .map(|bound| tenth(bound - std::mem::replace(&mut former, bound)));
    between.collect()
}

/// Gives one share a new size. The neighbour gives or takes the difference; where it has too little, all others do.
fn resized(shares: &[f64], at: usize, wanted: f64) -> Vec<f64> {
    let Some(own) = shares.get(at).filter(|_| shares.len() > 1) else {
        return vec![100.0; shares.len()];
    };
    let wanted = if wanted.is_finite() { wanted } else { 0.0 };
    let share = tenth(wanted.clamp(0.0, 100.0));
    let near = if at + 1 < shares.len() {
        at + 1
    } else {
        at - 1
    };
    let given = shares.get(near).copied().unwrap_or_default();
    let is_near = is_full(shares) && tenth(given - share + own) >= 0.0;
    let others = sum(shares) - own;
    let part = |one: f64| match others > 0.0 {
        true => tenth(one * (100.0 - share) / others),
        false => tenth((100.0 - share) / (shares.len() - 1) as f64),
    };
    let next = shares
        .iter()
        .enumerate()
        .map(|(index, one)| match index == at {
            true => share,
            false if is_near => *one,
            false => part(*one),
        });
    let mut next: Vec<f64> = next.collect();
    let rest = 100.0 - sum(&next);
    if let Some(near) = next.get_mut(near) {
        *near = tenth(*near + rest);
    }
    next
}

/// Shares 100 out in the proportions that there are.
fn shared(shares: &[f64]) -> Vec<f64> {
    let all = sum(shares);
    let first = shares.first().copied().unwrap_or_default();
    match all > 0.0 {
        true => resized(shares, 0, first * 100.0 / all),
        false => resized(&vec![1.0; shares.len()], 0, 100.0 / shares.len() as f64),
    }
}

/// Sums shares up, to a tenth.
fn sum(shares: &[f64]) -> f64 {
    tenth(shares.iter().sum())
}

/// Returns true if shares sum to 100.
fn is_full(shares: &[f64]) -> bool {
    (sum(shares) - 100.0).abs() < 0.05
}

/// Rounds to a tenth.
fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Writes a number, without a fraction where it has none.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}
