//! The attributes of things as an inspector shows them: which it offers, in which order, and how each is best changed.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use crate::{Schema, write};

/// The groups, and the attributes, that people look for first, whatever the order of the rest.
const FIRST_GROUPS: [&str; 4] = ["content", "media", "tap", "font"];
const FIRST: [&str; 11] = [
    "text",
    "texts",
    "url",
    "name",
    "onTap",
    "fontSize",
    "fontColor",
    "width",
    "height",
    "fillColor",
    "borderRadius",
];

/// The attributes that are edited elsewhere: as things of their own, or as the id.
const ELSEWHERE: [&str; 8] = [
    "component",
    "components",
    "$schema",
    "sku_menus",
    "template",
    "pages",
    "products",
    "id",
];

/// The definitions of things that are no components, and what addresses call these.
const THINGS: [(&str, &str); 4] = [
    ("paywall", ""),
    ("page", "page"),
    ("menu", "menu"),
    ("menu-product", "product"),
];

/// Writes what inspectors show: `{groups, fields, components, things}`. Components and things list their fields by the
/// places in `fields`, in the order in which they are shown.
pub fn inspected() -> Json {
    let schema = write(Schema::Document);
    let groups = schema["x-groups"].as_array().into_iter().flatten();
    let groups = groups.filter_map(|group| {
        let name = group["name"].as_str()?.to_owned();
        Some((name, group["title"].clone()))
    });
    let reader = Reader {
        definitions: &schema["$defs"],
        groups: groups.collect(),
    };
    let (mut fields, mut places) = (Vec::new(), HashMap::new());
    let (mut components, mut things) = (Map::new(), Map::new());
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        let kind = name.strip_prefix("component--");
        let thing = THINGS.iter().find(|(wanted, _)| wanted == name);
        if kind.is_none() && thing.is_none() {
            continue;
        }
        let shown = reader.fields(definition).into_iter().map(|field| {
            let place = places.entry(field.to_string()).or_insert_with(|| {
                fields.push(field);
                fields.len() - 1
            });
            json!(place)
        });
        let shown: Json = shown.collect();
        if let Some(kind) = kind {
            let about = &definition["description"];
            components.insert(kind.to_owned(), json!({ "about": about, "fields": shown }));
        } else if let Some((_, noun)) = thing {
            things.insert((*noun).to_owned(), shown);
        }
    }
    json!({ "groups": reader.groups, "fields": fields, "components": components, "things": things })
}

/// The definitions of a schema, and the titles of the groups in their order.
struct Reader<'a> {
    definitions: &'a Json,
    groups: Map<String, Json>,
}

impl<'a> Reader<'a> {
    /// Lists the fields of a definition in the order in which they are shown.
    fn fields(&self, definition: &'a Json) -> Vec<Json> {
        let mut properties = Vec::new();
        self.collect(definition, &mut properties);
        let offered = properties.into_iter();
        let offered = offered.filter(|(name, _)| !ELSEWHERE.contains(name));
        let mut fields: Vec<Json> = offered
            .map(|(name, schema)| self.field(name, schema))
            .collect();
        fields.sort_by_key(|field| {
            let text = |name: &str| field[name].as_str().unwrap_or_default();
            (self.order(text("group")), place(&FIRST, text("name")))
        });
        fields
    }

    /// Returns the place of a group.
    fn order(&self, group: &str) -> usize {
        let first = place(&FIRST_GROUPS, group);
        let mut names = self.groups.keys();
        let usual = names.position(|name| name == group);
        match first < FIRST_GROUPS.len() {
            true => first,
            false => FIRST_GROUPS.len() + usual.unwrap_or(self.groups.len()),
        }
    }

    /// Collects the properties of a definition and of those that it is made of; its own stand for theirs.
    fn collect(&self, definition: &'a Json, out: &mut Vec<(&'a str, &'a Json)>) {
        for part in definition["allOf"].as_array().into_iter().flatten() {
            self.collect(self.follow(part), out);
        }
        let own = definition["properties"].as_object().into_iter().flatten();
        let own = own.filter(|(_, schema)| is_offered(schema));
        let own: Vec<(&str, &Json)> = own.map(|(name, schema)| (name.as_str(), schema)).collect();
        out.retain(|(name, _)| own.iter().all(|(other, _)| other != name));
        out.extend(own);
    }

    /// Follows a reference.
    fn follow(&self, schema: &'a Json) -> &'a Json {
        let name = schema["$ref"].as_str();
        match name.and_then(|name| name.strip_prefix("#/$defs/")) {
            Some(name) => &self.definitions[name],
            None => schema,
        }
    }

    /// Lists the forms that a value may have, but that of a token, which any value may have.
    fn forms(&self, schema: &'a Json, out: &mut Vec<&'a Json>) {
        let inner = self.follow(schema);
        match inner["anyOf"].as_array() {
            Some(forms) => forms.iter().for_each(|form| self.forms(form, out)),
            None if *inner == self.definitions["smart"] => {}
            None => out.push(inner),
        }
    }

    /// Writes a field.
    fn field(&self, name: &str, schema: &'a Json) -> Json {
        let mut forms = Vec::new();
        self.forms(schema, &mut forms);
        let choices: Vec<&Json> = forms
            .iter()
            .flat_map(|form| entries(form, "enum"))
            .collect();
        let text = |name: &str| schema[name].as_str().unwrap_or_default();
        let examples = choices.iter().copied().chain(entries(schema, "examples"));
        let examples =
            examples.map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned));
        let mut field = json!({
            "name": name,
            "group": text("x-group"),
            "kind": kind(name, &forms, !choices.is_empty(), text("x-control")),
            "about": text("description"),
            "unit": text("x-unit"),
            "choices": choices,
            "examples": examples.collect::<Vec<_>>(),
            "isLong": text("x-control") == "markdown",
        });
        if let Some(usual) = schema.get("default") {
            field["usual"] = usual.clone();
        }
        field
    }
}

/// Lists the entries of a list.
fn entries<'a>(schema: &'a Json, name: &str) -> impl Iterator<Item = &'a Json> {
    schema[name].as_array().into_iter().flatten()
}

/// Returns the place of a name in a list; its end where it is not there.
fn place(list: &[&str], name: &str) -> usize {
    let at = list.iter().position(|one| *one == name);
    at.unwrap_or(list.len())
}

/// Returns whether people are offered an attribute: not what only older documents have, nor what is the platform's own.
fn is_offered(schema: &Json) -> bool {
    let is_platforms = schema["description"]
        .as_str()
        .is_some_and(|text| text.starts_with("The platform"));
    schema.is_object() && schema["doNotSuggest"] != true && !is_platforms
}

/// Returns how a value is best changed.
fn kind(name: &str, forms: &[&Json], has_choices: bool, control: &str) -> &'static str {
    let has = |wanted: &str| {
        forms.iter().any(|form| {
            let mut several = entries(form, "type");
            form["type"] == wanted || several.any(|one| one == wanted)
        })
    };
    let has_other = ["number", "integer", "boolean", "array", "object"];
    if control == "color" {
        "color"
    } else if control == "markdown" {
        // A text may be a number, too; what people write is words.
        "text"
    } else if name == "onTap" {
        "action"
    } else if has_choices && !has_other.iter().any(|other| has(other)) {
        "choice"
    } else if has("number") || has("integer") {
        if has("string") && !forms.iter().all(|form| is_numeric(form)) {
            "length"
        } else {
            "number"
        }
    } else if has("boolean") {
        "tick"
    } else if has("array") {
        let of_texts = |form: &&Json| form["items"]["type"] == "string";
        if forms.iter().any(of_texts) {
            "list"
        } else {
            "json"
        }
    } else if has("object") || forms.iter().any(|form| form["properties"].is_object()) {
        "json"
    } else {
        "text"
    }
}

/// Returns whether the texts that a form allows are numbers.
fn is_numeric(form: &Json) -> bool {
    let pattern = form["pattern"].as_str();
    form["type"] != "string" || pattern.is_some_and(|pattern| pattern.contains("\\d"))
}
