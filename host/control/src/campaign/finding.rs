//! Faults of conditions that are found without asking the engine.

use serde_json::Value;

use super::fact::{is_known, meant, unknown};
use super::{object, text};

/// Lists what can be said of conditions at once: identifiers that name nothing, with the place and the one that was meant.
pub(super) fn findings(conditions: Option<&Value>) -> Value {
    let mut out = Vec::new();
    if let Some(conditions) = conditions {
        look(conditions, "conditions".to_owned(), &mut out);
    }
    Value::Array(out)
}

/// Looks at a condition and everything inside it.
fn look(condition: &Value, path: String, out: &mut Vec<Value>) {
    let inner = condition.as_array().map(|list| (list, path.clone()));
    let filter = condition.get("filter").and_then(Value::as_array);
    let filter = filter.map(|list| (list, format!("{path}.filter")));
    for (list, path) in inner.into_iter().chain(filter) {
        for (index, child) in list.iter().enumerate() {
            look(child, format!("{path}[{index}]"), out);
        }
    }
    let identifier = text(condition, "identifier").filter(|name| !is_known(name));
    if let Some(name) = identifier {
        out.push(object([
            ("code", "unknown_identifier".into()),
            ("path", format!("{path}.identifier").into()),
            ("message", unknown(name).into()),
            ("meant", meant(name).into()),
            ("level", "error".into()),
        ]));
    }
}
