//! Documents without custom components: each use becomes what its template writes, as JSON.
//! A host needs it for SDKs that know no custom components; the module itself reads uses as they are.

use serde_json::{Map, Value as Json};

use super::{CHILDREN, Custom, Customs};
use crate::reader::{self, Warnings};
use crate::text::custom;

/// The levels of nesting of a paywall that every reader of JSON takes, with those of the document around it.
const LEVELS: usize = 100;

/// The JSON put into a custom component, by slot.
type Slots = Vec<(String, Vec<Json>)>;

impl Customs<'_> {
    /// Replaces every use of a known custom component in `value` by the component that its template writes.
    /// A use that cannot be written is left out, as it is when the module reads it, and an unknown name stays.
    /// Returns false if there was no use, or if the result would be nested too deeply to be read; then nothing changes.
    pub fn expand(&self, value: &mut Json) -> bool {
        let mut expanding = Expanding {
            customs: self,
            slots: Vec::new(),
            found: false,
        };
        let expanded = expanding.value(value.clone()).unwrap_or_default();
        let readable = expanding.found && is_flat(&expanded, LEVELS);
        if readable {
            *value = expanded;
        }
        readable
    }
}

/// Returns true if a value is nested at most this deeply.
fn is_flat(value: &Json, levels: usize) -> bool {
    let Some(inside) = levels.checked_sub(1) else {
        return false;
    };
    match value {
        Json::Array(list) => list.iter().all(|it| is_flat(it, inside)),
        Json::Object(map) => map.values().all(|it| is_flat(it, inside)),
        _ => true,
    }
}

/// The replacing of all uses in a value.
struct Expanding<'a, 'd> {
    customs: &'a Customs<'d>,
    /// The contents of the slots of every template whose output is looked at, the innermost last.
    slots: Vec<Slots>,
    found: bool,
}

impl<'a, 'd> Expanding<'a, 'd> {
    /// Replaces the uses in a value. Returns None for a use that cannot be written.
    fn value(&mut self, value: Json) -> Option<Json> {
        match value {
            Json::Array(list) => Some(self.list(list).into()),
            Json::Object(map) => match self.named(&map) {
                Some(custom) => self.used(map, custom),
                None => Some(Json::Object(self.fields(map))),
            },
            other => Some(other),
        }
    }

    /// Replaces the uses in a list, and the slots by their contents.
    fn list(&mut self, list: Vec<Json>) -> Vec<Json> {
        let mut out = Vec::new();
        for item in list {
            match self.slot(&item) {
                Some(contents) => out.extend(contents),
                None => out.extend(self.value(item)),
            }
        }
        out
    }

    /// Replaces the uses in the fields of an object.
    fn fields(&mut self, map: Map<String, Json>) -> Map<String, Json> {
        let fields = map.into_iter();
        fields
            .filter_map(|(name, value)| Some((name, self.value(value)?)))
            .collect()
    }

    /// Finds the definition that an object uses.
    fn named(&self, map: &Map<String, Json>) -> Option<&'a Custom<'d>> {
        let name = map.get("component")?.as_str()?.strip_prefix("custom:")?;
        self.customs.known.iter().find(|it| it.name == name)
    }

    /// Takes the contents of a slot, if `item` is one. A slot takes them only once.
    fn slot(&mut self, item: &Json) -> Option<Vec<Json>> {
        let slots = self.slots.last_mut()?;
        if item.get("component").and_then(Json::as_str) != Some("slot") {
            return None;
        }
        let name = item.get("name").and_then(Json::as_str).unwrap_or(CHILDREN);
        let slot = slots.iter_mut().find(|(slot, _)| slot == name);
        Some(slot.map_or_else(Vec::new, |(_, list)| std::mem::take(list)))
    }

    /// Writes the component of a use. The use's own attributes win over the template's.
    fn used(&mut self, mut map: Map<String, Json>, custom: &Custom<'d>) -> Option<Json> {
        self.found = true;
        if custom.open.get() {
            return None;
        }
        let template = custom.template(&mut Warnings::default())?;
        let (mut slots, mut longest) = (Slots::new(), 1);
        let values = self.properties(&mut map, custom, &mut slots, &mut longest);
        let written = custom::write(template, values, longest, &self.customs.room);
        let written = written.and_then(reader::text).ok()?;
        let mut written = reader::parse(&written).ok()?;
        if let Json::Object(root) = &mut written {
            let own = map.into_iter();
            root.extend(
                own.filter(|(name, _)| !matches!(name.as_str(), "component" | "properties")),
            );
        }
        // While the output is looked at, its slots stand for the components of this use.
        custom.open.set(true);
        self.slots.push(slots);
        let component = self.value(written);
        self.slots.pop();
        custom.open.set(false);
        component
    }

    /// Collects the values that a template may read, and takes the children of the use.
    fn properties(
        &mut self,
        map: &mut Map<String, Json>,
        custom: &Custom<'d>,
        slots: &mut Slots,
        longest: &mut usize,
    ) -> Map<String, Json> {
        let mut values = Map::new();
        self.put(map, CHILDREN, &mut values, slots);
        let mut nothing = Map::new();
        let given = map.get_mut("properties").and_then(Json::as_object_mut);
        let given = given.unwrap_or(&mut nothing);
        let declared = custom.definition().get("properties");
        let declared = declared.and_then(Json::as_object).into_iter().flatten();
        for (name, declared) in declared {
            let kind = declared.get("type").and_then(Json::as_str);
            if kind == Some("children") {
                self.put(given, name, &mut values, slots);
                continue;
            }
            let value = given.get(name).or_else(|| declared.get("default"));
            let mut value = value.cloned().unwrap_or_default();
            custom::letters(&mut value, kind.unwrap_or_default(), longest);
            values.insert(name.into(), value);
        }
        values
    }

    /// Takes the components of a slot, and tells the template whether there are any.
    fn put(
        &mut self,
        from: &mut Map<String, Json>,
        name: &str,
        values: &mut Map<String, Json>,
        slots: &mut Slots,
    ) {
        let list = match from.remove(name) {
            Some(Json::Array(list)) => self.list(list),
            _ => Vec::new(),
        };
        values.insert(name.into(), Json::Bool(!list.is_empty()));
        slots.push((name.into(), list));
    }
}
