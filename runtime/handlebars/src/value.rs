//! Values as templates see them.

use serde_json::Value as Json;

/// Writes a value as a text of its own.
pub(crate) fn text(value: &Json) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Json, out: &mut String) {
    match value {
        Json::String(text) => out.push_str(text),
        Json::Bool(flag) => out.push_str(word(*flag)),
        Json::Number(number) => out.push_str(&number.to_string()),
        Json::Null => {}
        Json::Array(list) => {
            let mut before = "[";
            for value in list {
                out.push_str(before);
                write(value, out);
                before = ", ";
            }
            if list.is_empty() {
                out.push('[');
            }
            out.push(']');
        }
        Json::Object(_) => out.push_str("[object]"),
    }
}

/// Returns the word of a flag.
pub(crate) fn word(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// Returns whether a condition takes a value for true.
pub(crate) fn is_true(value: &Json, zero: bool) -> bool {
    match value {
        Json::Bool(flag) => *flag,
        Json::Number(number) => zero || number.as_f64().is_some_and(f64::is_normal),
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
    }
}

/// Follows names into a value. Returns `None` where there is nothing, and a name that should be the number of an entry as
/// the error.
pub(crate) fn follow<'v>(value: &'v Json, names: &[String]) -> Result<Option<&'v Json>, String> {
    let mut value = value;
    for name in names {
        let next = match value {
            Json::Array(list) => {
                let index: usize = name.parse().map_err(|_| name.clone())?;
                list.get(index)
            }
            Json::Object(map) => map.get(name),
            _ => None,
        };
        match next {
            Some(next) => value = next,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}
