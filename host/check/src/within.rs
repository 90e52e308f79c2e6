//! One step into a value, for checks that walk through all of it.

use serde_json::Value;

use crate::at;

/// What the state and lists hold is data, whatever it looks like.
pub(crate) const DATA: [&str; 2] = ["initialState", "loopSource"];
/// The data, and what a component becomes under conditions: parts of it, written once more.
pub(crate) const DATA_AND_OVERLAYS: [&str; 3] =
    ["initialState", "loopSource", "conditionAttributes"];

/// Calls `step` with each value directly inside another one, and its path. The fields named in `except` are passed over.
pub(crate) fn within<'a>(
    value: &'a Value,
    path: &str,
    except: &[&str],
    mut step: impl FnMut(&'a Value, &str),
) {
    match value {
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                step(entry, &format!("{path}[{index}]"));
            }
        }
        Value::Object(fields) => {
            for (name, entry) in fields {
                if !except.contains(&name.as_str()) {
                    step(entry, &at(path, name));
                }
            }
        }
        _ => {}
    }
}
