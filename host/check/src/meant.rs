//! Guesses what authors meant by words that the module does not know.
//!
//! The module tells only what it passes over; the names that would be right are looked up here, in its own tables.

use paywall_runtime::document::attribute::{self, Row};
use paywall_runtime::document::{action, condition, paywall};
use paywall_runtime::load;
use paywall_runtime::paywall::kind;
use paywall_runtime::rule::flow;
use paywall_schema::known;
use paywall_texts::NAMESPACES;
use serde_json::Value;

use super::paywall::{HELPERS, reading};
use super::place::{Step, find, steps};
use super::{list, parse, suggest, text};

/// The names of the icons.
const SYMBOLS: &str = include_str!("../../../paywall-templates/icons/names.txt");

/// The types of campaign rules.
const CAMPAIGN_TYPES: [&str; 3] = ["default", "label", "url"];

/// Suggestions for the warnings about one document, and for what the module refuses in requests.
#[derive(Debug)]
pub struct Hints(Option<Value>);

impl Hints {
    /// Makes the suggestions for a document, given as JSON.
    pub fn of(document: &[u8]) -> Self {
        Self(parse(document))
    }

    /// Makes a question that names what was perhaps meant; it is empty if nothing is near.
    pub fn hint(&self, code: &str, path: Option<&str>, message: &str) -> String {
        if let Some(inside) = path.and_then(|path| path.strip_prefix("request")) {
            return of_request(message, &steps(&format!("${inside}")));
        }
        let steps = steps(path.unwrap_or_default());
        let value = || {
            self.0
                .as_ref()
                .and_then(|json| find(json, &steps)?.as_str())
        };
        let Some(name) = quoted(message).or_else(value) else {
            return self.of_field(code, &steps);
        };
        match code {
            "unknown_component" => {
                suggest::hint(name, self.components().iter().map(|name| &**name))
            }
            "unknown_symbol" => suggest::hint(name, SYMBOLS.lines()),
            "unknown_animation" => suggest::hint(name, ["pulse", "wave", "none"]),
            "unknown_function" if is_in_flow(&steps) => {
                suggest::hint(name, names(&flow::FUNCTIONS))
            }
            "unknown_function" => suggest::hint(name, names(&action::NAMES)),
            "unknown_step_type" => suggest::hint(name, names(&flow::KINDS)),
            "unknown_operator" => suggest::hint(name, condition::NAMES),
            "unknown_campaign_type" => suggest::hint(name, CAMPAIGN_TYPES),
            "labeled_campaign_not_found" => suggest::hint(name, self.labels()),
            "unknown_page" => suggest::hint(name, self.pages(&steps)),
            "unknown_token" => of_token(name),
            "invalid_template" => match message.split_once("a known helper, found ") {
                Some((_, rest)) => {
                    let name = rest.split(' ').next().unwrap_or_default();
                    suggest::hint(name, names(&HELPERS))
                }
                None => String::new(),
            },
            _ => self.of_field(code, &steps),
        }
    }

    /// Suggests a field or an attribute for one that is not known.
    fn of_field(&self, code: &str, steps: &[Step]) -> String {
        let (Some((Step::Key(name), parent)), "unknown_field") = (steps.split_last(), code) else {
            return String::new();
        };
        let known: Vec<&str> = match parent {
            [] if self.0.as_ref().is_some_and(|json| {
                json.get("paywalls").is_none() && json.get("template").is_some()
            }) =>
            {
                paywall::FIELDS.to_vec()
            }
            [] => load::FIELDS.to_vec(),
            [Step::Key(list), Step::Index(_)] if ["paywalls", "results"].contains(&&**list) => {
                paywall::FIELDS.to_vec()
            }
            [.., Step::Key(list), Step::Index(_)] if list == "pages" => {
                paywall::PAGE_FIELDS.to_vec()
            }
            [Step::Key(last)] | [_, _, Step::Key(last)] if last == "template" => {
                paywall::TEMPLATE_FIELDS.to_vec()
            }
            _ => self.attributes(parent),
        };
        suggest::hint(name, known)
    }

    /// Lists the fields that the object at a place may have: those of an action, or of a component.
    fn attributes(&self, place: &[Step]) -> Vec<&'static str> {
        let object = self.0.as_ref().and_then(|json| find(json, place));
        if object.is_some_and(|object| object.get("function").is_some()) {
            return action::FIELDS.to_vec();
        }
        let named = object.and_then(|object| object.get("component")?.as_str());
        let own: Vec<&Row> = match named.and_then(reading) {
            Some(kind) => kind.attributes.iter().collect(),
            None => (0..)
                .map_while(kind::reading)
                .flat_map(|kind| kind.attributes)
                .collect(),
        };
        let all = attribute::common().iter().chain(own);
        all.map(|row| row.name).collect()
    }

    /// Lists the names of all components: the built-in ones, and those that the document defines.
    fn components(&self) -> Vec<String> {
        let kinds = (0..).map_while(kind::reading);
        let mut out: Vec<_> = kinds
            .flat_map(|kind| kind.names.split('|'))
            .map(str::to_owned)
            .collect();
        let definitions = self
            .0
            .as_ref()
            .and_then(|json| json.get("customComponents")?.as_object());
        out.extend(
            definitions
                .into_iter()
                .flatten()
                .map(|(name, _)| format!("custom:{name}")),
        );
        out
    }

    /// Lists the labels that the document's rules answer.
    fn labels(&self) -> impl Iterator<Item = &str> {
        let json = self.0.as_ref();
        let rules = ["campaign_rules", "campaigns", "results"];
        let rules = json.and_then(|json| rules.iter().find_map(|name| list(json.get(*name))));
        let labels = rules.unwrap_or_default().iter();
        labels
            .filter(|rule| text(rule, "type") == Some("label"))
            .filter_map(|rule| text(rule, "value"))
    }

    /// Lists the names of the pages around a place.
    fn pages(&self, steps: &[Step]) -> Vec<&str> {
        let around = steps
            .iter()
            .position(|step| *step == Step::Key("template".to_owned()));
        let template = self.0.as_ref().zip(around);
        let template = template.and_then(|(json, at)| find(json, steps.get(..=at)?));
        let pages = template.and_then(|template| template.get("pages")?.as_array());
        let names = pages.into_iter().flatten();
        names
            .filter_map(|page| page.get("name")?.as_str())
            .collect()
    }
}

/// Suggests a field of a request for one that is not known.
fn of_request(message: &str, steps: &[Step]) -> String {
    let Some((Step::Key(name), parent)) = steps.split_last() else {
        return String::new();
    };
    if !message.contains("documented fields") {
        return String::new();
    }
    let names = parent.iter().map(|step| match step {
        Step::Key(name) => Some(&**name),
        Step::Index(_) => None,
    });
    suggest::hint(name, known::inside("request", names))
}

/// Returns the names in a table.
fn names<T: Table>(rows: &'static [T]) -> impl Iterator<Item = &'static str> {
    rows.iter().map(Table::name)
}

/// A row of a table of names.
trait Table {
    fn name(&self) -> &'static str;
}

impl<T> Table for (&'static str, T) {
    fn name(&self) -> &'static str {
        self.0
    }
}

impl<T, U> Table for (&'static str, T, U) {
    fn name(&self) -> &'static str {
        self.0
    }
}

/// Returns true for places inside the flow of a segment.
fn is_in_flow(steps: &[Step]) -> bool {
    steps.contains(&Step::Key("steps".to_owned()))
}

/// Suggests a token whose first word is known.
fn of_token(token: &str) -> String {
    let inside = token.trim_start_matches("${").trim_end_matches('}').trim();
    let (word, rest) = inside.split_once('.').unwrap_or((inside, ""));
    match suggest::nearest(word, NAMESPACES) {
        Some(known) if known != word && !rest.is_empty() => {
            format!("; did you mean \"${{{known}.{rest}}}\"?")
        }
        _ => String::new(),
    }
}

/// Returns the first name that a message quotes.
fn quoted(message: &str) -> Option<&str> {
    let from = message.find(['"', '`'])?;
    let sign = message.get(from..=from)?;
    let rest = message.get(from + 1..)?;
    rest.split_once(sign).map(|(name, _)| name)
}
