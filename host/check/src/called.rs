//! The names of a document's rules, segments, paywalls and components, for whatever people read.
//!
//! People know names and the platform knows ids, so a name comes first. Its id stands behind it in brackets when it was
//! asked for, or when another thing has the same name. An id that somebody chose, such as `spring`, is a name itself.

use serde_json::Value;

use super::place::{Step, steps};
use super::{list, parse, text};

/// The names in one document.
#[derive(Debug, Clone, Default)]
pub struct Names {
    json: Value,
    with_ids: bool,
}

/// Writes a name before an id.
pub fn before_id(name: &str, id: &str) -> String {
    format!("{name} ({id})")
}

impl Names {
    /// Reads the names of a document, given as JSON. `with_ids` puts the id behind each name.
    pub fn of(document: &[u8], with_ids: bool) -> Self {
        Self {
            json: parse(document).unwrap_or_default(),
            with_ids,
        }
    }

    /// Names a rule by its id: `"Spring"`.
    pub fn rule(&self, id: &str) -> String {
        self.entry(&["campaign_rules", "campaigns", "results"], "rule", id)
    }

    /// Names a paywall by its id: `"Yearly first"`.
    pub fn paywall(&self, id: &str) -> String {
        self.entry(&["paywalls", "results"], "id", id)
    }

    /// Names a segment of a rule by their ids: by its name, or else by its place among the segments, `2nd segment`.
    pub fn segment(&self, rule: &str, id: &str) -> String {
        let rules = self.list(&["campaign_rules", "campaigns", "results"]);
        let rule = rules.iter().find(|entry| text(entry, "rule") == Some(rule));
        let segments = rule.and_then(|rule| list(rule.get("segments")));
        let at = segments
            .unwrap_or_default()
            .iter()
            .position(|entry| text(entry, "segment") == Some(id));
        match at.zip(segments) {
            Some((index, segments)) => self.of_segment(segments.get(index), index),
            None => format!("segment {}", quoted(id)),
        }
    }

    /// Says in words what a JSON path leads to, as far as it has names: `paywall "Plans", page "main", button "buy"`.
    /// None if nothing on the way has any.
    pub fn place(&self, path: &str) -> Option<String> {
        let steps = steps(path);
        let mut out: Vec<String> = Vec::new();
        let mut component = None;
        let mut value = &self.json;
        for (number, step) in steps.iter().enumerate() {
            let above = number.checked_sub(1).and_then(|number| steps.get(number));
            let Some(inner) = super::place::find(value, std::slice::from_ref(step)) else {
                break;
            };
            value = inner;
            if let (Step::Index(index), Some(Step::Key(list))) = (step, above) {
                match list.as_str() {
                    "campaign_rules" | "campaigns" => {
                        out.push(format!("rule {}", self.rule_of(value)))
                    }
                    "segments" => out.push(self.of_segment(Some(value), *index)),
                    "paywalls" => out.push(format!("paywall {}", self.paywall_of(value))),
                    "pages" => {
                        out.extend(text(value, "name").map(|name| format!("page {}", quoted(name))))
                    }
                    _ => {}
                }
            }
            if let Some(kind) = text(value, "component") {
                let name = ["title", "id"].iter().find_map(|field| text(value, field));
                let name = name.map(|name| format!(" {}", quoted(name)));
                component = Some(format!("{kind}{}", name.unwrap_or_default()));
            }
        }
        out.extend(component);
        (!out.is_empty()).then(|| out.join(", "))
    }

    /// Names an entry of the first of these lists that the document has.
    fn entry(&self, lists: &[&str], field: &str, id: &str) -> String {
        let entries = self.list(lists);
        let entry = entries.iter().find(|entry| text(entry, field) == Some(id));
        let Some(name) = entry
            .and_then(|entry| text(entry, "name"))
            .filter(|name| !name.is_empty())
        else {
            return quoted(id);
        };
        let same = entries
            .iter()
            .filter(|entry| text(entry, "name") == Some(name))
            .count();
        self.with_id(quoted(name), Some(id).filter(|id| *id != name), same > 1)
    }

    /// Names a rule that was found.
    fn rule_of(&self, value: &Value) -> String {
        self.rule(text(value, "rule").unwrap_or_default())
    }

    /// Names a paywall that was found.
    fn paywall_of(&self, value: &Value) -> String {
        self.paywall(text(value, "id").unwrap_or_default())
    }

    /// Names a segment that was found, at this place among those of its rule.
    fn of_segment(&self, value: Option<&Value>, index: usize) -> String {
        let id = value.and_then(|value| text(value, "segment"));
        let name = value
            .and_then(|value| text(value, "name"))
            .filter(|name| !name.is_empty());
        match (name, id) {
            (Some(name), id) => self.with_id(format!("segment {}", quoted(name)), id, false),
            (None, Some(id)) if !is_made(id) => format!("segment {}", quoted(id)),
            (None, id) => self.with_id(format!("{} segment", ordinal(index + 1)), id, false),
        }
    }

    /// Puts an id behind a name, if it was asked for or is needed.
    fn with_id(&self, name: String, id: Option<&str>, needed: bool) -> String {
        match id {
            Some(id) if self.with_ids || needed => before_id(&name, id),
            _ => name,
        }
    }

    /// Returns the first of these lists that the document has.
    fn list(&self, names: &[&str]) -> &[Value] {
        let found = names.iter().find_map(|name| list(self.json.get(*name)));
        found.unwrap_or_default()
    }
}

/// Puts a name in quotation marks.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Returns true for an id that a machine made: a UUID.
fn is_made(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Writes a place in a list in words: 1st, 2nd, 11th.
fn ordinal(number: usize) -> String {
    let end = match (number % 10, number % 100) {
        (1, last) if last != 11 => "st",
        (2, last) if last != 12 => "nd",
        (3, last) if last != 13 => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MADE: &str = "591c4816-0e5a-4501-a949-19f789433600";

    fn names(with_ids: bool) -> Names {
        let document = json!({
            "paywalls": [
                { "id": MADE, "name": "Plans", "template": { "pages": [{ "name": "main", "contentContainer": {
                    "component": "container", "components": [{ "component": "button", "id": "buy" }] } }] } },
                { "id": "p2", "name": "Twice" },
                { "id": "p3", "name": "Twice" },
            ],
            "campaign_rules": [
                { "rule": "r1", "name": "Spring", "segments": [{ "segment": MADE }, { "segment": "all" }, { "segment": "s", "name": "Most" }] },
                { "rule": "r2" },
            ],
        });
        Names::of(document.to_string().as_bytes(), with_ids)
    }

    #[test]
    fn names_come_first_and_ids_where_they_are_needed() {
        let plain = names(false);
        assert_eq!(plain.rule("r1"), "\"Spring\"");
        assert_eq!(plain.rule("r2"), "\"r2\"");
        assert_eq!(plain.rule("gone"), "\"gone\"");
        assert_eq!(plain.paywall(MADE), "\"Plans\"");
        assert_eq!(plain.paywall("p3"), "\"Twice\" (p3)");
        assert_eq!(plain.segment("r1", MADE), "1st segment");
        assert_eq!(plain.segment("r1", "all"), "segment \"all\"");
        assert_eq!(plain.segment("r1", "s"), "segment \"Most\"");
        let full = names(true);
        assert_eq!(full.rule("r1"), "\"Spring\" (r1)");
        assert_eq!(full.segment("r1", MADE), format!("1st segment ({MADE})"));
        assert_eq!(
            [11, 21, 22, 113].map(ordinal),
            ["11th", "21st", "22nd", "113th"]
        );
    }

    #[test]
    fn places_are_said_in_words() {
        let names = names(false);
        for (path, said) in [
            (
                "$.campaign_rules[0].segments[1].paywall",
                Some("rule \"Spring\", segment \"all\""),
            ),
            (
                "$.paywalls[0].template.pages[0].contentContainer.components[0].onTap",
                Some("paywall \"Plans\", page \"main\", button \"buy\""),
            ),
            ("$.paywals", None),
            ("$", None),
        ] {
            assert_eq!(names.place(path).as_deref(), said, "{path}");
        }
    }
}
