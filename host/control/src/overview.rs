//! The things of a content by the names that people know, for pages that list them without reading the document.

use serde::Serialize;
use serde_json::Value;

use crate::content::{Content, Name};
use crate::named::{Names, name};
use crate::section::Section;

/// The form factors, in the order in which pages show them.
const FORMS: [&str; 4] = ["phone", "tablet", "desktop", "television"];

/// The things of a content by their names, and all that pages need to list and ask for them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// The paywalls, in their order.
    pub paywalls: Vec<Paywall>,
    /// The campaign rules, in their order.
    pub rules: Vec<Rule>,
    /// The placements, each once, in the order of their first rules.
    pub placements: Vec<Placement>,
    /// The products, as they are.
    pub products: Vec<Value>,
    /// The form factors that rules are for; all of them where rules name none.
    pub forms: Vec<&'static str>,
    /// The languages of the texts, the usual one first; English where there is none.
    pub locales: Vec<String>,
    /// The names of paywalls, products, rules, and of the rules' segments, by their ids.
    pub names: Names,
}

/// A paywall, and where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paywall {
    /// The id of the paywall.
    pub id: String,
    /// The name; its id if it has none.
    pub name: String,
    /// The form factor to show it on.
    pub form: &'static str,
    /// The form factors that rules show it on, in the order of the rules.
    pub forms: Vec<&'static str>,
    /// The names of the rules that show it.
    pub rules: Vec<String>,
}

/// A campaign rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The id of the rule.
    pub rule: String,
    /// The name; its id if it has none.
    pub name: String,
}

/// A placement: what an app asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placement {
    /// The type: `default`, `label` or `url`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The label or the URL; empty for the default campaign.
    pub value: String,
}

impl Overview {
    /// Lists what a content holds.
    ///
    /// # Errors
    /// `missing_part` if the content does not hold its settings.
    pub fn of(content: &Content) -> Result<Self, crate::Error> {
        let rest = content.find(&Name::new(Section::Rest, ""))?;
        let shown: Vec<Shown<'_>> = content.held(Section::Rules).flat_map(shown).collect();
        let paywalls = content.held(Section::Paywalls);
        let rules = content.held(Section::Rules).map(|(id, rule)| Rule {
            rule: id.to_owned(),
            name: name(rule, id).to_owned(),
        });
        Ok(Self {
            paywalls: paywalls
                .map(|(id, part)| paywall(id, part, &shown))
                .collect(),
            rules: rules.collect(),
            placements: placements(content),
            products: content
                .held(Section::Products)
                .map(|(_, part)| part.clone())
                .collect(),
            forms: forms(&shown),
            locales: locales(rest.and_then(|rest| rest.get("texts"))),
            names: Names::of(&[content]),
        })
    }
}

/// A paywall that a segment of a rule shows, on some form factors.
struct Shown<'a> {
    rule: &'a str,
    paywall: &'a str,
    forms: Vec<&'static str>,
}

/// Lists what a rule shows: by its segments, or by itself where it has none.
fn shown<'a>((id, rule): (&'a str, &'a Value)) -> Vec<Shown<'a>> {
    let own = std::slice::from_ref(rule);
    let segments = rule.get("segments").and_then(Value::as_array);
    let segment = |segment: &'a Value| {
        let forms = segment.get("form_factors").and_then(Value::as_array);
        let forms = forms.into_iter().flatten();
        Shown {
            rule: name(rule, id),
            paywall: segment
                .get("paywall")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            forms: forms
                .filter_map(|form| known(form.get("form_factor").unwrap_or(form).as_str()?))
                .collect(),
        }
    };
    segments
        .map_or(own, Vec::as_slice)
        .iter()
        .map(segment)
        .collect()
}

/// Returns a form factor that pages can show.
fn known(form: &str) -> Option<&'static str> {
    FORMS.into_iter().find(|known| *known == form)
}

/// Tells of a paywall.
fn paywall(id: &str, part: &Value, shown: &[Shown<'_>]) -> Paywall {
    let name = name(part, id);
    let here = || shown.iter().filter(|one| one.paywall == id);
    let forms = once(here().flat_map(|one| one.forms.iter().copied()));
    Paywall {
        id: id.to_owned(),
        name: name.to_owned(),
        form: forms.first().copied().unwrap_or_else(|| meant(name)),
        rules: once(here().map(|one| one.rule.to_owned())),
        forms,
    }
}

/// Returns the form factor that the name of a paywall speaks of; a phone if it speaks of none.
fn meant(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    if name.contains("television") || words.any(|word| word == "tv") {
        return "television";
    }
    let named = ["tablet", "desktop"].into_iter();
    let first = named
        .filter_map(|form| Some((name.find(form)?, form)))
        .min();
    first.map_or("phone", |(_, form)| form)
}

/// Lists the form factors that rules are for.
fn forms(shown: &[Shown<'_>]) -> Vec<&'static str> {
    let is_used = |form: &&'static str| shown.iter().any(|one| one.forms.contains(form));
    let used: Vec<_> = FORMS.into_iter().filter(is_used).collect();
    if used.is_empty() {
        FORMS.to_vec()
    } else {
        used
    }
}

/// Lists the placements.
fn placements(content: &Content) -> Vec<Placement> {
    let text = |rule: &Value, field: &str| {
        let text = rule.get(field).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let placement = |(_, rule): (&str, &Value)| match text(rule, "type") {
        kind if kind.is_empty() || kind == "default" => Placement {
            kind: "default".to_owned(),
            value: String::new(),
        },
        kind => Placement {
            kind,
            value: text(rule, "value"),
        },
    };
    once(content.held(Section::Rules).map(placement))
}

/// Lists the languages of the texts.
fn locales(texts: Option<&Value>) -> Vec<String> {
    let named = texts.and_then(|texts| texts.get("locales")?.as_object());
    let named = named.into_iter().flat_map(|locales| locales.keys());
    let default = texts.and_then(|texts| texts.get("default")?.as_str());
    let mut locales = once(default.map(str::to_owned).into_iter().chain(named.cloned()));
    if locales.is_empty() {
        locales.push("en".to_owned());
    }
    locales
}

/// Collects values, each where it comes first.
fn once<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut out = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}
