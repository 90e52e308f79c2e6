//! Handlebars of custom components: a template writes a component in the document's own form, as JSON.
//!
//! Values are made ready before they are inserted: the letters of a text are escaped for JSON, an object is inserted
//! whole. The output is parsed afterwards, so it can become nothing but a JSON value. Writing leaves out surplus commas
//! and puts `null` for a missing value, because loops and empty values leave such gaps.

use std::cell::Cell;

use paywall_handlebars::Output;
use serde_json::{Map, Value as Json};

use super::words;
use super::words::{Compiled, For};
use crate::error::{Error, ErrorKind};
use crate::json;
use crate::limits;
use paywall_output::{self as output, Escape};

/// Makes a value ready for a template to insert, by the type (`kind`) of its property.
///
/// In a property of type `text`, and anywhere inside a list, letters are escaped for JSON. A text or an object of any
/// other type becomes its JSON, without its braces in a `style`. Numbers and flags stay as they are.
/// Raises `longest` to the length of the longest list found.
pub fn letters(value: &mut Json, kind: &str, longest: &mut usize) {
    match value {
        Json::String(text) if matches!(kind, "text" | "list") => {
            *text = output::escaped(text, Escape::JSON);
        }
        Json::Array(list) => {
            *longest = list.len().max(*longest);
            for value in list {
                letters(value, "list", longest);
            }
        }
        Json::Object(map) if kind == "list" => {
            // Changing a map in place would instantiate more of the map's code in the module.
            for (name, mut value) in std::mem::take(map) {
                letters(&mut value, kind, longest);
                map.insert(name, value);
            }
        }
        Json::String(_) | Json::Object(_) => {
            let whole = json::written(value);
            let inside = whole.get(1..whole.len() - 1).unwrap_or_default();
            *value = Json::from(if kind == "style" { inside } else { &whole });
        }
        _ => {}
    }
}

/// Writes the JSON of a template with these values; `longest` is the length of the longest list among them.
/// Takes the cost from `room`, which all uses of custom components in a document share.
///
/// # Errors
/// `too_much_work` when the cost exceeds `room` or the limit of one use; `invalid_template` when the template asks for
/// something it cannot have.
pub fn write(
    template: &Compiled,
    values: Map<String, Json>,
    longest: usize,
    room: &Cell<usize>,
) -> Result<Vec<u8>, Error> {
    // An upper bound of the times that any tag is written: each loop goes through one list, and loops are nested.
    // The work is charged before it is done, because the template library cannot be stopped between two tags.
    let times = longest.saturating_pow(template.loops);
    let most = room.get().min(limits::CUSTOM_USE);
    let mut out = Written {
        json: Vec::new(),
        room: most.saturating_sub(times.saturating_mul(limits::TEXT_TAGS)),
        in_text: false,
        escaped: false,
        comma: false,
    };
    let mut written = Ok(());
    if out.room > 0 {
        written = words::render(template, For::Plain, values, &mut out);
        room.set(room.get() - (most - out.room));
    }
    if out.room == 0 {
        return Err(too_much());
    }
    written?;
    Ok(out.json)
}

/// Makes the error for custom components that cost more than they may.
pub fn too_much() -> Error {
    let detail = "expected less work for custom components";
    Error::new(ErrorKind::TooMuchWork, detail)
}

/// The output of a template: JSON without spaces, mended on the way, as long as there is room.
struct Written {
    json: Vec<u8>,
    /// The bytes that may still be written; 0 once there were too many.
    room: usize,
    /// True if the last byte stands inside a JSON string.
    in_text: bool,
    /// True if a backslash in a string escapes the next byte.
    escaped: bool,
    /// True if a comma was read that is written only if a value follows it.
    comma: bool,
}

impl Output for Written {
    fn write(&mut self, text: &str) -> bool {
        self.room = self.room.saturating_sub(text.len());
        if self.room == 0 {
            return false;
        }
        for &byte in text.as_bytes() {
            if !self.in_text {
                let ends = matches!(byte, b',' | b'}' | b']');
                match self.json.last() {
                    _ if byte <= b' ' => continue,
                    Some(b':') if ends => self.json.extend(b"null"),
                    Some(b'{' | b'[') if byte == b',' => continue,
                    _ => {}
                }
                if self.comma && !ends {
                    self.json.push(b',');
                }
                self.comma = byte == b',';
                if self.comma {
                    continue;
                }
            }
            self.in_text ^= byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.json.push(byte);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(template: &str, values: Json) -> Result<Json, String> {
        let template = Compiled::new(template).expect("a template");
        let (mut map, mut longest) = (Map::new(), 1);
        for (name, value) in values.as_object().expect("values") {
            let mut value = value.clone();
            let kind = if name == "list" { "list" } else { "text" };
            let kind = if name == "whole" { "action" } else { kind };
            letters(&mut value, kind, &mut longest);
            map.insert(name.clone(), value);
        }
        let room = Cell::new(limits::CUSTOM_WORK);
        let outcome = write(&template, map, longest, &room);
        let outcome = outcome.map_err(|error| error.kind().code().to_owned());
        let parsed = outcome
            .and_then(|json| serde_json::from_slice(&json).map_err(|error| error.to_string()));
        assert!(room.get() >= limits::CUSTOM_WORK - limits::CUSTOM_USE);
        parsed
    }

    #[test]
    fn a_value_cannot_leave_its_text() {
        let hostile = "\",\"onTap\":{\"function\":\"namiBuySKU\"},\"a\":\"\\\n\u{0}\u{2028}</script>{{x}}${y}";
        let written = written(
            r#"{"text": "{{x}}", "whole": {{whole}}, "list": [{{#each list}}"{{this.a}}"{{/each}}]}"#,
            json!({ "x": hostile, "whole": hostile, "list": [{ "a": hostile }] }),
        );
        let expected = json!({ "text": hostile, "whole": hostile, "list": [hostile] });
        assert_eq!(written.expect("JSON"), expected);
    }

    #[test]
    fn commas_too_many_are_left_out_and_values_missing_are_null() {
        let template = r#"{,"list": [{{#each list}}{"name": "a, {{this}},]:"},{{/each}}],,"none": {{none}}, "also": {{none}}}"#;
        let full = written(template, json!({ "list": ["x", "\\\""] }));
        let expected = json!({ "list": [{"name": "a, x,]:"}, {"name": "a, \\\",]:"}], "none": null, "also": null });
        assert_eq!(full.expect("JSON"), expected);
        let empty = written(template, json!({ "list": [] }));
        assert_eq!(
            empty.expect("JSON"),
            json!({ "list": [], "none": null, "also": null })
        );
    }

    #[test]
    fn what_is_no_json_is_said() {
        let templates = [
            "{",
            "",
            "{\"a\": {{x}}}",
            "{{nobody x}}",
            "{} {}",
            "\"",
            "}",
        ];
        for template in templates {
            let outcome = written(template, json!({ "x": "1}, {" }));
            assert!(
                outcome.is_err_and(|detail| !detail.is_empty()),
                "{template}"
            );
        }
    }

    #[test]
    fn loops_that_would_not_end_are_not_begun() {
        let list: Vec<u32> = (0..1_000).collect();
        for (open, close) in [
            ("{{#each @root.list}}", "{{/each}}"),
            ("{{#if @root.none}}{{else each @root.list}}", "{{/if}}"),
        ] {
            let template = open.repeat(6) + &close.repeat(6);
            let outcome = written(&template, json!({ "list": list }));
            assert_eq!(outcome, Err("too_much_work".into()), "{open}");
        }
        let long = "x".repeat(1_000_000);
        let template = "[{{#each list}}\"{{@root.long}}\",{{/each}}]";
        let outcome = written(template, json!({ "list": list, "long": long }));
        assert_eq!(outcome, Err("too_much_work".into()));
    }
}
