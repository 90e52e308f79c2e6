//! Operations from and to JSON, by hand: what serde derives for them is a third of the module.
//!
//! Their form was checked where they come from: the editor writes them itself, or the server has them in its history.

use paywall_control::{Destination, Operation, Path, Section};
use serde_json::{Map, Value};

/// Reads an operation; `None` for another form.
pub(crate) fn read(value: &Value) -> Option<Operation> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let section = crate::section(value.get("section")?.as_str()?)?;
    let part = text("part").unwrap_or_default();
    let id = text("id").unwrap_or_default();
    let after = text("after");
    let into = value.get("into").filter(|into| !into.is_null());
    let into = into.map(destination);
    let path = path(value.get("path"));
    let held = || value.get("value").cloned();
    Some(match value.get("op")?.as_str()? {
        "set" => Operation::Set {
            section,
            part,
            id,
            path,
            value: held()?,
        },
        "unset" => Operation::Unset {
            section,
            part,
            id,
            path,
        },
        "insert" => Operation::Insert {
            section,
            part,
            into,
            after,
            value: held()?,
        },
        "remove" => Operation::Remove { section, part, id },
        "move" => Operation::Move {
            section,
            part,
            id,
            into,
            after,
        },
        "rename" => Operation::Rename {
            section,
            part,
            id,
            to: text("to")?,
        },
        _ => return None,
    })
}

/// Reads the place that something is put into.
fn destination(value: &Value) -> Destination {
    let parent = value
        .get("parent")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let single = value
        .get("single")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    Destination {
        parent,
        slot: path(value.get("slot")),
        single,
    }
}

/// Reads a path: a text, or a list of them.
fn path(value: Option<&Value>) -> Path {
    let fields = match value {
        Some(Value::String(field)) => vec![field.clone()],
        Some(Value::Array(fields)) => fields
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    Path(fields)
}

/// Writes an operation.
pub(crate) fn write(operation: Operation) -> Value {
    let mut out = Out(Map::new());
    match operation {
        Operation::Set {
            section,
            part,
            id,
            path,
            value,
        } => {
            out.begin("set", section, part, id);
            out.path("path", path);
            out.value("value", value);
        }
        Operation::Unset {
            section,
            part,
            id,
            path,
        } => {
            out.begin("unset", section, part, id);
            out.path("path", path);
        }
        Operation::Insert {
            section,
            part,
            into,
            after,
            value,
        } => {
            out.begin("insert", section, part, String::new());
            out.place(into, after);
            out.value("value", value);
        }
        Operation::Remove { section, part, id } => out.begin("remove", section, part, id),
        Operation::Move {
            section,
            part,
            id,
            into,
            after,
        } => {
            out.begin("move", section, part, id);
            out.place(into, after);
        }
        Operation::Rename {
            section,
            part,
            id,
            to,
        } => {
            out.begin("rename", section, part, id);
            out.text("to", to);
        }
    }
    Value::Object(out.0)
}

/// The fields of an operation that is written.
struct Out(Map<String, Value>);

impl Out {
    /// Writes what all operations have.
    fn begin(&mut self, op: &str, section: Section, part: String, id: String) {
        self.text("op", op.to_owned());
        self.text("section", section.name().to_owned());
        self.text("part", part);
        self.text("id", id);
    }

    /// Writes a text, unless it is empty.
    fn text(&mut self, name: &str, text: String) {
        if !text.is_empty() {
            self.value(name, Value::String(text));
        }
    }

    /// Writes a path.
    fn path(&mut self, name: &str, path: Path) {
        let fields = path.0.into_iter().map(Value::String).collect();
        self.value(name, Value::Array(fields));
    }

    /// Writes where something is put.
    fn place(&mut self, into: Option<Destination>, after: Option<String>) {
        if let Some(Destination {
            parent,
            slot,
            single,
        }) = into
        {
            let mut place = Self(Map::new());
            place.text("parent", parent);
            place.path("slot", slot);
            if single {
                place.value("single", Value::Bool(true));
            }
            self.value("into", Value::Object(place.0));
        }
        self.text("after", after.unwrap_or_default());
    }

    /// Writes a field.
    fn value(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}
