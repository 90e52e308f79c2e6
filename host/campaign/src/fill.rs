//! Placeholders of templates, filled in.
//!
//! A text that is a placeholder, `${name}`, becomes the value; in a longer text its words are put in. A name may be followed
//! by `+`, `-` or `/` and a number. A field whose value is missing is left out, and so is an object with `$if` and the name of
//! a parameter that was not set. An object with `$each` and the name of a list stands for one object an entry: `${item}` is the
//! entry, `${item.field}` a field of it, `${index}` its number from 1 and `${share}` the same percentage for each; with `$value`, that
//! value stands in place of the object. `${id}` is the name of the instance.

use serde_json::{Map, Number, Value as Json};

/// The names that placeholders may use.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The values of the parameters.
    pub values: &'a Map<String, Json>,
    /// The name of the instance.
    pub id: &'a str,
    item: Option<Item<'a>>,
}

/// An entry of a list, in an object that is repeated.
#[derive(Debug, Clone, Copy)]
struct Item<'a> {
    value: &'a Json,
    index: usize,
    count: usize,
}

impl<'a> Names<'a> {
    /// Collects the names outside of repeated objects.
    pub const fn of(values: &'a Map<String, Json>, id: &'a str) -> Self {
        Self {
            values,
            id,
            item: None,
        }
    }

    /// Returns the value of a name, or None if there is none.
    fn value(&self, name: &str) -> Option<Json> {
        let item = self.item.as_ref();
        let found = match name {
            "id" => Some(self.id.into()),
            "item" => item.map(|item| item.value.clone()),
            "index" => item.map(|item| item.index.into()),
            "share" => item.map(share),
            _ => match name.strip_prefix("item.") {
                Some(field) => item.and_then(|item| item.value.get(field)).cloned(),
                None => self.values.get(name).cloned(),
            },
        };
        found.filter(|value| !value.is_null())
    }

    /// Returns the value of a placeholder without its braces: a name, or a name with a calculation.
    fn calculated(&self, text: &str) -> Option<Json> {
        let Some(at) = text.find(['+', '-', '/']) else {
            return self.value(text);
        };
        let (name, rest) = text.split_at(at);
        let number = self.value(name)?.as_f64()?;
        let by: f64 = rest.get(1..)?.parse().ok()?;
        Some(as_json(match rest.as_bytes().first()? {
            b'+' => number + by,
            b'-' => number - by,
            _ => number / by,
        }))
    }
}

/// Returns the percentage of each entry, such that the percentages of all sum to 100.
fn share(item: &Item<'_>) -> Json {
    // Hundredths, of which the first entries get those that are left over.
    let count = item.count.max(1);
    let more = usize::from(item.index <= 10_000 % count);
    as_json((10_000 / count + more) as f64 / 100.0)
}

/// Returns a number without a fraction where it has none.
fn as_json(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).into();
    }
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

/// Fills in the placeholders of a part of a template. None means that the part is left out.
pub fn fill(part: &Json, names: &Names<'_>) -> Option<Json> {
    match part {
        Json::String(text) => fill_text(text, names),
        Json::Array(entries) => {
            let filled = entries.iter().flat_map(|entry| fill_entry(entry, names));
            Some(Json::Array(filled.collect()))
        }
        Json::Object(fields) => fill_object(fields, names),
        other => Some(other.clone()),
    }
}

/// Fills in a text.
fn fill_text(text: &str, names: &Names<'_>) -> Option<Json> {
    let whole = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    if let Some(name) = whole.filter(|name| !name.contains('}')) {
        return names.calculated(name);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        let (name, after) = behind.split_once('}')?;
        out += before;
        out += &words(&names.calculated(name)?);
        rest = after;
    }
    out += rest;
    Some(out.into())
}

/// Writes a value as a part of a text.
fn words(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(entries) => entries.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Fills in an object, which `$if` may leave out and `$value` replace.
fn fill_object(fields: &Map<String, Json>, names: &Names<'_>) -> Option<Json> {
    if let Some(Json::String(name)) = fields.get("$if") {
        names.value(name)?;
    }
    if let Some(value) = fields.get("$value") {
        return fill(value, names);
    }
    let named = fields
        .iter()
        .filter(|(name, _)| !name.starts_with("$if") && !name.starts_with("$each"));
    let filled = named.filter_map(|(name, value)| {
        let name = fill_text(name, names)?;
        Some((words(&name), fill(value, names)?))
    });
    Some(Json::Object(filled.collect()))
}

/// Fills in an entry of a list; `$each` makes several of it.
fn fill_entry(entry: &Json, names: &Names<'_>) -> Vec<Json> {
    let Some(Json::String(name)) = entry.get("$each") else {
        return fill(entry, names).into_iter().collect();
    };
    let list = match names.value(name) {
        Some(Json::Array(list)) => list,
        _ => Vec::new(),
    };
    let repeated = list.iter().enumerate().filter_map(|(index, value)| {
        let item = Item {
            value,
            index: index + 1,
            count: list.len(),
        };
        let names = Names {
            item: Some(item),
            ..*names
        };
        fill(entry, &names)
    });
    repeated.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(part: Json) -> Json {
        let values =
            json!({ "n": 5, "name": "a", "percent": 5, "list": ["x", "y", "z"], "gone": null });
        let Json::Object(values) = values else {
            unreachable!()
        };
        fill(&part, &Names::of(&values, "test")).unwrap_or(Json::Null)
    }

    #[test]
    fn a_placeholder_alone_keeps_its_type_and_in_a_text_it_is_words() {
        assert_eq!(filled(json!("${n}")), json!(5));
        assert_eq!(filled(json!("P${n}D of ${name}")), json!("P5D of a"));
        assert_eq!(filled(json!("${id}: ${list}")), json!("test: x, y, z"));
        assert_eq!(filled(json!("${n}${n}")), json!("55"));
    }

    #[test]
    fn numbers_are_calculated_with() {
        assert_eq!(filled(json!("${n-1}")), json!(4));
        assert_eq!(filled(json!("${n+1}")), json!(6));
        assert_eq!(filled(json!("${percent/100}")), json!(0.05));
    }

    #[test]
    fn what_was_not_set_is_left_out() {
        let part = json!({ "a": "${gone}", "b": ["${gone}", 1], "c": "x ${gone}", "d": { "$if": "gone", "e": 1 } });
        assert_eq!(filled(part), json!({ "b": [1] }));
        assert_eq!(filled(json!([{ "$if": "n", "e": 1 }])), json!([{ "e": 1 }]));
    }

    #[test]
    fn a_list_repeats_an_object_and_shares_sum_to_100() {
        let part =
            json!([{ "$each": "list", "at": "${index}", "is": "${item}", "part": "${share}" }]);
        let expected = json!([
            { "at": 1, "is": "x", "part": 33.34 }, { "at": 2, "is": "y", "part": 33.33 }, { "at": 3, "is": "z", "part": 33.33 }
        ]);
        assert_eq!(filled(part), expected);
        assert_eq!(
            filled(json!([{ "$each": "list", "$value": "${id}_${item}" }])),
            json!(["test_x", "test_y", "test_z"])
        );
    }
}
