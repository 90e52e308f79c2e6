//! The deeds of the outline and the canvas, by their names.

use paywall_control::deed::{Done, Selected, Side};
use paywall_control::theme::{self, Kind};
use paywall_control::{Name, Operation, Section};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Model, error, object, operation, read};

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Model {
    /// Writes what is done with things of a paywall as JSON, `{operations, ids}`: the ids are selected after it.
    ///
    /// `with` is the JSON of the selected `ids`, of a `seed` for new ids, and of what the deed needs beside them.
    ///
    /// # Errors
    /// `invalid_json` for another form, and for a deed or a paywall that is not known.
    pub fn act(&self, paywall: &str, deed: &str, with: &str) -> Result<String, String> {
        let with = With(read(with)?);
        let part = self.find(Section::Paywalls.name(), paywall);
        let part = part.ok_or_else(|| error("invalid_json", "expected the id of a paywall"))?;
        let name = Name::new(Section::Paywalls, paywall);
        let seed = with.0.get("seed").and_then(Value::as_u64);
        let seed = u32::try_from(seed.unwrap_or_default()).unwrap_or_default();
        let selected = Selected::new(&name, part, with.texts("ids"), seed);
        let product = || self.find(Section::Products.name(), with.text("product"));
        let done = match themed(&name, part, deed, &with) {
            Some(operations) => Some(Done {
                operations,
                ids: Vec::new(),
            }),
            None => done(&selected, deed, &with, product),
        };
        done.map(written)
            .ok_or_else(|| error("invalid_json", "expected the name of a deed"))
    }

    /// Writes the components that are selected as JSON, each with all that it holds.
    pub fn copied(&self, paywall: &str, ids: Vec<String>) -> String {
        let name = Name::new(Section::Paywalls, paywall);
        let part = self.find(Section::Paywalls.name(), paywall);
        let copied = part.map(|part| Selected::new(&name, part, ids, 0).sources());
        Value::Array(copied.unwrap_or_default()).to_string()
    }
}

/// Does what a deed's name says; `None` for another name.
fn done<'a>(
    selected: &Selected<'_>,
    deed: &str,
    with: &With,
    product: impl FnOnce() -> Option<&'a Value>,
) -> Option<Done> {
    Some(match deed {
        "remove" => selected.remove(),
        "up" => selected.shift(true),
        "down" => selected.shift(false),
        "out" => selected.out(),
        "in" => selected.into_former(),
        "drop" => selected.drop_on(with.text("target"), side(with.text("side"))?),
        "hide" => selected.hide(),
        "insert" => selected.insert(with.0.get("values")?.as_array()?.clone()),
        "add" => selected.add(with.text("component")),
        "duplicate" => selected.duplicate(),
        "wrap" => selected.wrap(),
        "sell" => product().map_or_else(Done::default, |product| selected.sell(product)),
        "differ" => {
            let (form, field) = (with.text("form"), with.text("field"));
            selected.differ(form, field, with.0.get("value"))
        }
        _ => return None,
    })
}

/// Does what a deed's name says with a value of the theme; `None` for another name.
fn themed(name: &Name, part: &Value, deed: &str, with: &With) -> Option<Vec<Operation>> {
    let value = with.0.get("value").unwrap_or(&Value::Null);
    let kind = with.text("kind");
    let kind = Kind::ALL.into_iter().find(|one| one.name() == kind)?;
    let former = with.text("name");
    Some(match deed {
        "revalue" if !former.is_empty() => {
            let to = with.0.get("to").cloned().unwrap_or_default();
            vec![theme::revalue(name, former, to)]
        }
        "revalue" => theme::replace(name, part, kind, value, with.0.get("to")?),
        "rename" => theme::rename(name, part, kind, value, former, with.text("to")),
        _ => return None,
    })
}

/// Reads the side of a thing.
fn side(name: &str) -> Option<Side> {
    Some(match name {
        "before" => Side::Before,
        "after" => Side::After,
        "into" => Side::Into,
        _ => return None,
    })
}

/// The parameters of a deed.
struct With(Value);

impl With {
    /// Returns a text; an empty one where there is none.
    fn text(&self, name: &str) -> &str {
        let text = self.0.get(name).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// Lists the texts of a list.
    fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }
}

/// Writes what was done.
fn written(Done { operations, ids }: Done) -> String {
    let operations = operations.into_iter().map(operation::write).collect();
    object([
        ("operations", Value::Array(operations)),
        (
            "ids",
            Value::Array(ids.into_iter().map(Value::String).collect()),
        ),
    ])
    .to_string()
}
